// What fails when a unit of the plant does: dependencies, outages played, rankings, recovery, targets.
export { AssetCriticality } from './AssetCriticality.tsx'
export { ProcessPage } from './ProcessPage.tsx'
export { ProcessSearch } from './search.ts'
