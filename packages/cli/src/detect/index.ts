// `penstock detect`: Sigma rules of folders held against the events of files.
export { detect } from './detect.ts'
export { eventsReader, timeOf } from './events.ts'
export { readRecords } from './records.ts'
