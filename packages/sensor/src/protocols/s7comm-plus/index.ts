// S7comm-plus of SIMATIC S7-1200 and S7-1500; its carrier is `iso-on-tcp`.
import { S7COMM_PLUS } from '../ids.ts'
import type { Reader } from '../reader.ts'
import { describeS7Plus, FUNCTION_COUNT } from './names.ts'

export { s7PlusMessage } from './analyzer.ts'
export { s7PlusPdu } from './pdu.ts'

export const s7commPlus: Reader = {
  protocol: S7COMM_PLUS,
  coverage: {
    source: 'no public specification; packet-s7comm_plus (T. Wiens), icsnpp-s7comm (CISA)',
    reads: ['identity', 'role', 'operation'],
    codes: { named: FUNCTION_COUNT, of: FUNCTION_COUNT },
    samples: ['S7comm-plus session, stop, start, write, blocks'],
  },
  describe: describeS7Plus,
}
