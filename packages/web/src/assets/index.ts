// The register: list, peek, record, and unregistered talkers.
export { AssetPage } from './AssetPage.tsx'
export { AssetsPage } from './AssetsPage.tsx'
export { CriticalityMark } from './CriticalityMark.tsx'
export { NoTalker } from './NoTalker.tsx'
export { nameOf } from './name-of.ts'
export { AssetSearch, AssetsSearch, UnregisteredSearch } from './search.ts'
export { UnregisteredPage } from './UnregisteredPage.tsx'
