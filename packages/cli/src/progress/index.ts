// How far long work is, on stderr.
export { megabytes, type Progress, sayProgress } from './say-progress.ts'
