// What of the vocabulary this room reads.
import type { Coverage } from '../reader.ts'
import { FUNCTIONS } from './names.ts'

/** Public function codes: MODBUS Application Protocol V1.1b3 §5.1. */
const PUBLIC = [1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 15, 16, 17, 20, 21, 22, 23, 24, 43]

export const modbusCoverage: Coverage = {
  source: 'MODBUS Application Protocol V1.1b3, MODBUS Messaging on TCP/IP V1.0b',
  reads: ['identity', 'role', 'operation', 'value', 'transfer'],
  codes: { named: PUBLIC.filter((code) => FUNCTIONS.has(code)).length, of: PUBLIC.length },
  samples: ['Modbus functions', 'Modbus device identification', 'UMAS in function 90'],
}
