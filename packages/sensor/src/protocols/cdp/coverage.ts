// What of the vocabulary this room reads.
import type { Coverage } from '../reader.ts'

export const cdpCoverage: Coverage = {
  source: 'Wireshark project, packet-cdp',
  reads: ['identity'],
  codes: null,
  samples: ['CDP of a switch and of a router'],
}
