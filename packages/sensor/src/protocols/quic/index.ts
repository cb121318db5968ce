// QUIC, versions 1 and 2.
import { QUIC } from '../ids.ts'
import type { Reader } from '../reader.ts'
import { quicDatagram } from './analyzer.ts'

export const quic: Reader = {
  protocol: QUIC,
  coverage: {
    source: 'RFC 9000 §17.2, §19; RFC 9001 §5; RFC 9369',
    reads: ['role'],
    codes: null,
    samples: ['QUIC hello', 'QUIC hello in two packets'],
  },
  datagram: quicDatagram,
}
