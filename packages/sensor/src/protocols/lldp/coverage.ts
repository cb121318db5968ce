// What of the vocabulary this room reads.
import type { Coverage } from '../reader.ts'

export const lldpCoverage: Coverage = {
  source: 'IEEE 802.1AB-2016',
  reads: ['identity'],
  codes: null,
  samples: ['LLDP with name, description and address'],
}
