// What of the vocabulary this room reads.
import type { Coverage } from '../reader.ts'

export const arpCoverage: Coverage = {
  source: 'RFC 826, RFC 5227',
  reads: ['identity'],
  codes: { named: 2, of: 2 },
  samples: ['ARP request, reply, announcement'],
}
