// What of the vocabulary this room reads, of DNS and its kin.
import type { Coverage } from '../reader.ts'
import { isNamed } from './names.ts'

/** Kinds of records and questions: RFC 1035 §3.2.2 and §3.2.3, RFC 3596, RFC 2782, RFC 1002 §4.2.1.3, RFC 9460. */
const TYPES = [...Array.from({ length: 16 }, (_, at) => at + 1), 28, 32, 33, 64, 65, 252, 253, 254, 255]

export const dnsCoverage: Coverage = {
  source: 'RFC 1035, RFC 3596, RFC 2782, RFC 6762, RFC 6763, RFC 4795, RFC 1002',
  reads: ['identity', 'role'],
  codes: { named: TYPES.filter(isNamed).length, of: TYPES.length },
  samples: ['DNS question and answer', 'multicast DNS', 'DNS over TCP'],
}
