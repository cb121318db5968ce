// TLS: what its opening says in the clear.
export * from './analyzer.ts'
export { tlsCoverage } from './coverage.ts'
export { looksLikeTls, mayOpenTls, opensTls, tlsLength } from './decode.ts'
