// Network time.
import { NTP } from '../ids.ts'
import type { Reader } from '../reader.ts'
import { ntpDatagram } from './analyzer.ts'
import { describeNtp } from './names.ts'

export const ntp: Reader = {
  protocol: NTP,
  coverage: {
    source: 'RFC 5905 §7.3; RFC 9327',
    reads: ['identity', 'role', 'state'],
    codes: { named: 8, of: 8 },
    samples: ['NTP', 'NTP control and private'],
  },
  datagram: ntpDatagram,
  describe: describeNtp,
}
