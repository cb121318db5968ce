// The visibility-gap list: assets that no sensor covers, no study names or nobody owns.
export { GapsPage } from './GapsPage.tsx'
export { GapsSearch } from './search.ts'
