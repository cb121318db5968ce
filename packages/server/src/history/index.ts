// The history of what was concluded: versions on two clocks, and what was so at a moment.
export { growStates, nextInstant } from './grow.ts'
export { fileNameOf, momentText, scopeText } from './list-file.ts'
export { momentOf, spanOf } from './moment.ts'
export { type HistoryKind, listAt, type Moment, type VersionRow, wasSoAt } from './queries.ts'
