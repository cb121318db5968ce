// The target architecture: what is in force, its stages, and where today deviates from it.
export { BlueprintPage } from './BlueprintPage.tsx'
export { BlueprintSearch } from './search.ts'
