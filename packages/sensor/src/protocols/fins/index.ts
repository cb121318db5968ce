// Omron FINS over UDP and TCP.
import { FINS } from '../ids.ts'
import type { Reader } from '../reader.ts'
import { finsDatagram, finsTcpMessage } from './analyzer.ts'
import { finsTcpLength, looksLikeFinsTcp } from './decode.ts'
import { COMMANDS, describeFins } from './names.ts'
import { finsPoint } from './point.ts'

export const fins: Reader = {
  protocol: FINS,
  coverage: {
    source: 'Omron W227-E1, FINS Commands Reference Manual; W342-E1, CS/CJ Communications Commands; W421-E1 (FINS/TCP)',
    reads: ['identity', 'role', 'operation', 'value', 'state', 'transfer'],
    codes: { named: COMMANDS.size, of: COMMANDS.size },
    samples: ['FINS read, write, identity, program', 'FINS over TCP'],
  },
  stream: { headBytes: 8, length: finsTcpLength, looksLike: looksLikeFinsTcp, message: finsTcpMessage },
  datagram: finsDatagram,
  describe: describeFins,
  pointText: finsPoint,
}

export { finsPdu, finsTcpPdu } from './pdu.ts'
