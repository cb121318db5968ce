// TriStation, the engineering protocol of Triconex safety controllers.
import { TRISTATION } from '../ids.ts'
import type { Reader } from '../reader.ts'
import { tristationDatagram } from './analyzer.ts'
import { COMMANDS, describeTristation } from './names.ts'

export { tristationPdu } from './pdu.ts'

/** Commands 0 to 83 less those that nobody has a name for. */
const KNOWN_COMMANDS = 83

export const tristation: Reader = {
  protocol: TRISTATION,
  coverage: {
    source: 'public analyses of TRITON: FireEye (2018), Nozomi Networks tricotools (2018)',
    reads: ['identity', 'role', 'operation', 'state', 'transfer'],
    codes: { named: COMMANDS.size, of: KNOWN_COMMANDS },
    samples: ['TriStation status, modules, halt, download, refused start'],
  },
  datagram: tristationDatagram,
  describe: describeTristation,
}
