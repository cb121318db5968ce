// Observations in a cell: captures in, batches stored, verdicts and facts out, and the lists that people of the domain read.
export { CaptureRefusal, type CaptureRun, Captures, ReaderDeath, type StartCapture } from './captures.ts'
export { EventLists } from './event-lists.ts'
export { Ingest } from './ingest.ts'
export { Lists } from './lists.ts'
export { Live } from './live.ts'
export { serveObservations } from './routes.ts'
export { startTelemetryWriter } from './telemetry-writer.ts'
