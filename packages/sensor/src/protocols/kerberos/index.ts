// Kerberos version 5.
import { KERBEROS } from '../ids.ts'
import type { Reader } from '../reader.ts'
import { kerberosDatagram, kerberosMessage } from './analyzer.ts'
import { kerberosLength } from './decode.ts'
import { describeKerberos } from './names.ts'

export const kerberos: Reader = {
  protocol: KERBEROS,
  coverage: {
    source: 'RFC 4120 §5, §7',
    reads: ['identity', 'role', 'logon'],
    codes: { named: 7, of: 7 },
    samples: ['Kerberos logon', 'Kerberos ticket and refusal'],
  },
  stream: {
    headBytes: 5,
    length: kerberosLength,
    looksLike: (bytes, view, at, end) => end - at >= 5 && kerberosLength(bytes, view, at, end) > 0,
    message: kerberosMessage,
  },
  datagram: kerberosDatagram,
  describe: describeKerberos,
}
