// DNP3 over TCP and UDP.
import { DNP3 } from '../ids.ts'
import type { Reader } from '../reader.ts'
import { dnp3Datagram, dnp3Message } from './analyzer.ts'
import { dnp3Length, HEADER_OCTETS, looksLikeDnp3 } from './decode.ts'
import { describeDnp3, NAMED_FUNCTIONS, pointText } from './names.ts'

export { hasCrc } from './crc.ts'
export { dnp3Datagrams, dnp3Pdu } from './pdu.ts'

export const dnp3Reader: Reader = {
  protocol: DNP3,
  coverage: {
    source: 'IEEE 1815-2012 §4, §8, §9, annex A',
    reads: ['identity', 'role', 'operation', 'value', 'state', 'transfer', 'logon'],
    // Functions 0 to 33 and 129 to 131.
    codes: { named: NAMED_FUNCTIONS, of: 37 },
    samples: ['DNP3 values', 'DNP3 polling and controls', 'DNP3 file and identity'],
  },
  stream: { headBytes: HEADER_OCTETS, length: dnp3Length, looksLike: looksLikeDnp3, message: dnp3Message },
  datagram: dnp3Datagram,
  describe: describeDnp3,
  pointText,
}
