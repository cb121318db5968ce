// HTTP as hub and cells share it: routes from the contract, problems, callers, event streams.
export { makeApplication } from './application.ts'
export { type Caller, maySeeSite } from './caller.ts'
export { type EventStream, openEventStream } from './event-stream.ts'
export { beyond, type Keyset, keysetOf, type Paged, pagedBy } from './paging.ts'
export { AppError, answerMissing, problemOf } from './problem.ts'
export { readBytes } from './read-bytes.ts'
export { type Call, serveRoute } from './serve-route.ts'
export { type Stay, Stays } from './stays.ts'
