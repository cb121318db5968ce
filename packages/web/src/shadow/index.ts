// Shadow infrastructure: what was found, what was decided about it, and how long findings wait.
export { ShadowPage } from './ShadowPage.tsx'
export { ShadowSearch } from './search.ts'
