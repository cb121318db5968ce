// What of the vocabulary this room reads.
import type { Coverage } from '../reader.ts'
import { SERVICES } from './names.ts'

/** Services: IEC 61158-6-10. */
const KNOWN = [3, 4, 5, 6]

export const dcpCoverage: Coverage = {
  source: 'IEC 61158-6-10',
  reads: ['identity', 'role', 'operation'],
  codes: { named: KNOWN.filter((code) => SERVICES.has(code)).length, of: KNOWN.length },
  samples: ['PROFINET discovery: identify', 'PROFINET discovery: set name, set address, blink, hello'],
}
