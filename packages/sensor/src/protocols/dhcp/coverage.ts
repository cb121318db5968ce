// What of the vocabulary this room reads.
import type { Coverage } from '../reader.ts'
import { isNamed } from './names.ts'

/** Message types: RFC 2132 §9.6. */
const TYPES = [1, 2, 3, 4, 5, 6, 7, 8]

export const dhcpCoverage: Coverage = {
  source: 'RFC 2131, RFC 2132, RFC 4702',
  reads: ['identity', 'role'],
  codes: { named: TYPES.filter(isNamed).length, of: TYPES.length },
  samples: ['DHCP request with a host name'],
}
