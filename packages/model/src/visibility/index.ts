// What nobody looks at: assets that no sensor covers, no study names or nobody owns.
export { COVERED_DAYS, isWatching } from './coverage.ts'
