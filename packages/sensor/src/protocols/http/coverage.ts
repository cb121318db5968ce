// What of the vocabulary this room reads.
import type { Coverage } from '../reader.ts'
import { isNamed } from './names.ts'

/** Methods: RFC 9110 §9.3, RFC 5789, RFC 4918 §9. */
const METHODS = [
  ...['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'],
  ...['PROPFIND', 'PROPPATCH', 'MKCOL', 'COPY', 'MOVE', 'LOCK', 'UNLOCK'],
]

export const httpCoverage: Coverage = {
  source: 'RFC 9110, RFC 9112, RFC 5789, RFC 4918',
  reads: ['identity', 'role'],
  codes: { named: METHODS.filter(isNamed).length, of: METHODS.length },
  samples: ['HTTP with MCP headers'],
}
