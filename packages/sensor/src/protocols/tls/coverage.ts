// What of the vocabulary this room reads.
import type { Coverage } from '../reader.ts'

export const tlsCoverage: Coverage = {
  source: 'RFC 8446, RFC 5246, RFC 6066, RFC 7301, RFC 8701, RFC 5280',
  reads: ['role'],
  codes: null,
  samples: ['TLS hellos with a server name'],
}
