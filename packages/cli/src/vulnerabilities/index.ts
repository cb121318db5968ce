// `penstock vulnerabilities …`: advisories of a folder matched to the assets of a file.
export { vulnerabilitiesMatch } from './match.ts'
