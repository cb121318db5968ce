// `penstock risk …`: attack paths and the threat model of a plant file, without a server.
export { riskPaths } from './paths.ts'
export { riskThreats } from './threats.ts'
