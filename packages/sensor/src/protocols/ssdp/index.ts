// Discovery of UPnP.
import { SSDP } from '../ids.ts'
import type { Reader } from '../reader.ts'
import { ssdpDatagram } from './analyzer.ts'
import { describeSsdp } from './names.ts'

export const ssdp: Reader = {
  protocol: SSDP,
  coverage: {
    source: 'UPnP Device Architecture 2.0 §1',
    reads: ['identity', 'role', 'discovery'],
    codes: { named: 3, of: 3 },
    samples: ['SSDP search and notify'],
  },
  datagram: ssdpDatagram,
  describe: describeSsdp,
}
