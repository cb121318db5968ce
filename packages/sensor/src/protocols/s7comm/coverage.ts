// What of the vocabulary this room reads.
import type { Coverage } from '../reader.ts'
import { FUNCTIONS } from './names.ts'

/** Functions of jobs: packet-s7comm of the Wireshark project; there is no public specification. */
const JOBS = [0x00, 0x04, 0x05, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f, 0x28, 0x29, 0xf0]

export const s7Coverage: Coverage = {
  source: 'Wireshark project, packet-s7comm; Siemens, System and Standard Functions for S7-300/400, Volume 2',
  reads: ['identity', 'role', 'operation', 'state', 'transfer', 'logon'],
  codes: { named: JOBS.filter((code) => FUNCTIONS.has(code)).length, of: JOBS.length },
  samples: [
    'S7 setup, read and write',
    'S7 system status lists',
    'S7 download, stop, start, upload',
    'S7 mode, key switch, lights, clock, password',
  ],
}
