// Shadow infrastructure: what was found, what was decided about it, and how long findings wait.
export { UNDECIDED } from './filter-line.ts'
export { NothingWaits } from './NoFinding.tsx'
export { ShadowPage } from './ShadowPage.tsx'
export { ShadowSearch } from './search.ts'
export { Age } from './Waiting.tsx'
