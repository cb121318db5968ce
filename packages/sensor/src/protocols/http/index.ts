// HTTP/1: what the heads of messages say.
export * from './analyzer.ts'
export { httpCoverage } from './coverage.ts'
export { httpLength, LONGEST_HEAD, looksLikeHttp } from './decode.ts'
export { describeHttp } from './names.ts'
