// Attack paths: goals, the ways there, and what cuts them.
export { AssetSupport } from './AssetSupport.tsx'
export { PathsPage } from './PathsPage.tsx'
export { PathsSearch } from './search.ts'
