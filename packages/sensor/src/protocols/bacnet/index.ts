// BACnet/IP.
import { BACNET } from '../ids.ts'
import type { Reader } from '../reader.ts'
import { bacnetDatagram } from './analyzer.ts'
import { describeBacnet, NAMED_CODES } from './names.ts'
import { bacnetPoint } from './property.ts'

export { bacnetPdu } from './pdu.ts'

export const bacnet: Reader = {
  protocol: BACNET,
  coverage: {
    source: 'ANSI/ASHRAE 135-2020, annex J and clauses 5, 6, 12 to 16, 20, 21',
    reads: ['identity', 'role', 'operation', 'value', 'state', 'transfer', 'logon', 'discovery'],
    codes: { named: NAMED_CODES, of: NAMED_CODES },
    samples: ['BACnet discovery, properties, control', 'BACnet router, broadcast management, files'],
  },
  datagram: bacnetDatagram,
  describe: describeBacnet,
  pointText: bacnetPoint,
}
