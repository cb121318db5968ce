// Advisories for tests: nobody's product, in the shape of published ones.
export { type MadeAdvisory, type MadeLeaf, madeCsaf } from './made-csaf.ts'
export { type MadeSbom, madeSbom } from './made-sbom.ts'
export { type MadeVex, madeCycloneDxVex, madeOpenVex } from './made-vex.ts'
