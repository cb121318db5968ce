// MMS of IEC 61850 and ICCP; its carrier is `iso-on-tcp`.
import { MMS } from '../ids.ts'
import type { Reader } from '../reader.ts'
import { describeMms, NAMED_SERVICES } from './names.ts'

export { mmsMessage } from './analyzer.ts'
export { mmsPdu } from './pdu.ts'

export const mms: Reader = {
  protocol: MMS,
  coverage: {
    source: 'ISO 9506-2:2003; IEC 61850-8-1:2011',
    reads: ['identity', 'role', 'operation', 'value', 'state', 'transfer', 'logon'],
    codes: { named: NAMED_SERVICES, of: 78 },
    samples: ['MMS association, identity, read', 'MMS control, report, file, domain'],
  },
  describe: describeMms,
}
