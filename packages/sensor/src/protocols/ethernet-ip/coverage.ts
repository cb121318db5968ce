// What of the vocabulary this room reads.
import type { Coverage } from '../reader.ts'
import { COMMANDS, SERVICES } from './names.ts'

/** Common services: The CIP Networks Library, Volume 1, appendix A. */
const COMMON = [
  ...[0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0d, 0x0e, 0x10, 0x11, 0x15, 0x16, 0x17, 0x18],
  ...[0x19, 0x1a, 0x1b, 0x1c],
]
/** Commands of the encapsulation: Volume 2, chapter 2. */
const ENCAPSULATION = [0x0000, 0x0004, 0x0063, 0x0064, 0x0065, 0x0066, 0x006f, 0x0070, 0x0072, 0x0073]

const named = COMMON.filter((code) => SERVICES.has(code)).length
const commands = ENCAPSULATION.filter((code) => COMMANDS.has(code)).length

export const cipCoverage: Coverage = {
  source: 'The CIP Networks Library, Volumes 1 and 2; Rockwell Automation publication 1756-PM020',
  reads: ['identity', 'role', 'operation', 'state', 'transfer'],
  codes: { named: named + commands, of: COMMON.length + ENCAPSULATION.length },
  samples: ['EtherNet/IP identity', 'CIP unconnected and connected', 'CIP cyclic data'],
}
