// Simple network management.
import { SNMP } from '../ids.ts'
import type { Reader } from '../reader.ts'
import { snmpDatagram } from './analyzer.ts'
import { describeSnmp, PDU_COUNT } from './names.ts'

export { snmpPdu } from './pdu.ts'

export const snmp: Reader = {
  protocol: SNMP,
  coverage: {
    source: 'RFC 1157; RFC 3412, 3414, 3416, 3418',
    reads: ['identity', 'role', 'operation', 'state', 'logon'],
    codes: { named: PDU_COUNT, of: PDU_COUNT },
    samples: ['SNMP system group', 'SNMP set, traps and version 3'],
  },
  datagram: snmpDatagram,
  describe: describeSnmp,
}
