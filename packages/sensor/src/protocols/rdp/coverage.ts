// What of the vocabulary this room reads.
import type { Coverage } from '../reader.ts'

export const rdpCoverage: Coverage = {
  source: 'MS-RDPBCGR §2.2.1',
  reads: ['identity', 'role'],
  codes: null,
  samples: ['RDP connection', 'RDP without TLS'],
}
