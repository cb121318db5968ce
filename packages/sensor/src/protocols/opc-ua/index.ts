// OPC UA over TCP (OPC 10000-6): security of channels, endpoints, sessions, reads, writes, calls, subscriptions.
import { OPC_UA } from '../ids.ts'
import type { Reader } from '../reader.ts'
import { uaMessage } from './analyzer.ts'
import { HEADER_BYTES, looksLikeUa, uaLength } from './decode.ts'
import { describeUa, SERVICE_COUNT } from './names.ts'

export const opcUa: Reader = {
  protocol: OPC_UA,
  coverage: {
    source: 'OPC 10000-6 1.05 §6.7, §7.1; OPC 10000-4 1.05 §5',
    reads: ['identity', 'role', 'operation', 'value', 'state', 'logon', 'discovery'],
    codes: { named: SERVICE_COUNT, of: SERVICE_COUNT },
    samples: ['OPC UA channel, endpoints, read', 'OPC UA session, write, call, subscription'],
  },
  stream: { headBytes: HEADER_BYTES, length: uaLength, looksLike: looksLikeUa, message: uaMessage },
  describe: describeUa,
}

export { uaPdu } from './pdu.ts'
