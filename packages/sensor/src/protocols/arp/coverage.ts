// What of the vocabulary this room reads.
import type { Coverage } from '../reader.ts'
import { GIVEN, OPERATIONS } from './names.ts'

export const arpCoverage: Coverage = {
  source: 'RFC 826, RFC 5227',
  reads: ['identity'],
  codes: { named: OPERATIONS.size, of: GIVEN },
  samples: ['ARP request, reply, announcement'],
}
