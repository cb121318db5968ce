// Vulnerabilities: the queue of advisories that concern assets, one match with its reasons, and what is brought in.
export { AssetVulnerabilities } from './AssetVulnerabilities.tsx'
export { VulnerabilitySearch } from './search.ts'
export { VulnerabilitiesPage } from './VulnerabilitiesPage.tsx'
