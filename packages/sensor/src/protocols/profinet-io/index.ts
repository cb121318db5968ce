// PROFINET IO: context manager, cyclic data, alarms.
import { PROFINET } from '../ids.ts'
import type { Reader } from '../reader.ts'
import { profinetDatagram } from './analyzer.ts'
import { profinetFrame } from './frame.ts'
import { describeProfinet, NAMED_CODES } from './names.ts'

export { profinetFramePdu, profinetPdu } from './pdu.ts'

export const profinetIo: Reader = {
  protocol: PROFINET,
  coverage: {
    source: 'IEC 61158-6-10 (services and protocol of PROFINET IO); C706 §12.5 (connectionless DCE/RPC)',
    reads: ['identity', 'role', 'operation', 'state'],
    codes: { named: NAMED_CODES, of: NAMED_CODES },
    samples: ['PROFINET connect, write, read identity', 'PROFINET alarm, modules, several writes'],
  },
  datagram: profinetDatagram,
  frame: profinetFrame,
  describe: describeProfinet,
}
