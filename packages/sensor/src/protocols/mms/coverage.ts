// What of the vocabulary this room reads.
import type { Coverage } from '../reader.ts'

export const mmsCoverage: Coverage = {
  source: 'ISO 9506, ISO 8823, IEC 61850-8-1',
  reads: ['role'],
  codes: null,
  samples: ['MMS association, identity, read'],
}
