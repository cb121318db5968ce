// IEC 60870-5-104, telecontrol over TCP.
import { IEC104 } from '../ids.ts'
import type { Reader } from '../reader.ts'
import { iec104Message } from './analyzer.ts'
import { iec104Length, looksLikeIec104 } from './decode.ts'
import { describeIec104, NAMED_CODES } from './names.ts'

export { iec104Pdu } from './pdu.ts'

export const iec104Reader: Reader = {
  protocol: IEC104,
  coverage: {
    source: 'IEC 60870-5-104:2006 §5, IEC 60870-5-101:2003 §7.2-7.3',
    reads: ['role', 'operation', 'value', 'state', 'transfer'],
    // Types 1 to 21, 30 to 41, 45 to 51, 58 to 64, 70, 81 to 87, 90 to 95, 100 to 107, 110 to 113, 120 to 127, and three pairs of U frames.
    codes: { named: NAMED_CODES, of: 84 },
    samples: ['IEC 104 interrogation, values, command', 'IEC 104 monitored types', 'IEC 104 commands', 'IEC 104 file'],
  },
  stream: { headBytes: 2, length: iec104Length, looksLike: looksLikeIec104, message: iec104Message },
  describe: describeIec104,
  pointText: (station, _family, address) => `ASDU ${station} IOA ${address}`,
}
