// How far long work is, on stderr.
export { endWhenUnread } from './end-when-unread.ts'
export { megabytes, type Progress, sayProgress } from './say-progress.ts'
