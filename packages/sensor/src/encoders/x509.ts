// A certificate's bytes as far as its names go: everything else is filled with what is long enough. Sources: RFC 5280 §4.1, X.690.
import { ber } from './ber.ts'

const SEQUENCE = 0x30
const SET = 0x31
const COMMON_NAME = [0x06, 3, 0x55, 0x04, 0x03]
const SHA256_RSA = [0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11]
const RSA = [0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]
const SUBJECT_ALTERNATIVE_NAME = [0x06, 3, 0x55, 0x1d, 0x11]

/** A version 3 certificate with this common name and these DNS names and IPv4 addresses. */
export function certificate(commonName: string, dnsNames: readonly string[], ips: readonly string[] = []): Uint8Array {
  const algorithm = ber(SEQUENCE, SHA256_RSA, [5, 0])
  const issuer = name('Plant CA')
  const validity = ber(SEQUENCE, ber(0x17, '260101000000Z'), ber(0x17, '360101000000Z'))
  const key = ber(
    SEQUENCE,
    ber(SEQUENCE, RSA, [5, 0]),
    ber(3, 0, ber(SEQUENCE, ber(2, 1, new Uint8Array(63).fill(7)), ber(2, 1, 0, 1))),
  )
  const names = ber(
    SEQUENCE,
    ...dnsNames.map((text) => ber(0x82, text)),
    ...ips.map((ip) => ber(0x87, Uint8Array.from(ip.split('.'), Number))),
  )
  const extension = ber(SEQUENCE, SUBJECT_ALTERNATIVE_NAME, ber(4, names))
  const body = ber(
    SEQUENCE,
    ber(0xa0, ber(2, 2)),
    ber(2, 1, 2, 3),
    algorithm,
    issuer,
    validity,
    name(commonName),
    key,
    ber(0xa3, ber(SEQUENCE, extension)),
  )
  return ber(SEQUENCE, body, algorithm, ber(3, 0, new Uint8Array(64).fill(9)))
}

function name(commonName: string): Uint8Array {
  return ber(SEQUENCE, ber(SET, ber(SEQUENCE, COMMON_NAME, ber(0x0c, commonName))))
}
