// Names in a server's certificate: the common name of its subject and the DNS names and addresses that it stands for.
// Sources: RFC 5280 §4.1, §4.2.1.6; ITU-T X.690 §8.
import { ipv4Text } from '@penstock/sensor/network'
import { behind, enter } from '../ber.ts'
import { utf8 } from '../text.ts'

const SEQUENCE = 0x30
const VERSION = 0xa0
const EXTENSIONS = 0xa3
const OBJECT_ID = 0x06
const DNS_NAME = 0x82
const IP_ADDRESS = 0x87
const COMMON_NAME = [0x55, 0x04, 0x03]
const ALTERNATIVE_NAME = [0x55, 0x1d, 0x11]
const MOST_NAMES = 16
const MOST_ELEMENTS = 64

export interface CertificateNames {
  readonly subject: string | null
  readonly alternatives: readonly string[]
}

/** Reads the certificate that is DER in `bytes[at..end)`. What does not hold together has no names. */
export function certificateNames(bytes: Uint8Array, at: number, end: number): CertificateNames {
  const body = enter(bytes, at, end)
  if (bytes[at] !== SEQUENCE || bytes[body] !== SEQUENCE) return { subject: null, alternatives: [] }
  const stop = behind(bytes, body, end)
  let next = enter(bytes, body, stop)
  if (bytes[next] === VERSION) next = behind(bytes, next, stop)
  // Serial number, signature algorithm, issuer, validity.
  for (let n = 0; n < 4; n += 1) next = behind(bytes, next, stop)
  const subject = commonName(bytes, next, behind(bytes, next, stop))
  const alternatives: string[] = []
  for (let n = 0; n < MOST_ELEMENTS && next < stop; n += 1) {
    if (bytes[next] === EXTENSIONS)
      alternativeNames(bytes, enter(bytes, next, stop), behind(bytes, next, stop), alternatives)
    next = behind(bytes, next, stop)
  }
  return { subject, alternatives }
}

function commonName(bytes: Uint8Array, at: number, end: number): string | null {
  let set = enter(bytes, at, end)
  for (let n = 0; n < MOST_ELEMENTS && set < end; n += 1) {
    const pair = enter(bytes, set, end)
    const type = enter(bytes, pair, end)
    const value = behind(bytes, type, end)
    if (isObject(bytes, type, end, COMMON_NAME)) return utf8(bytes, enter(bytes, value, end), behind(bytes, value, end))
    set = behind(bytes, set, end)
  }
  return null
}

function alternativeNames(bytes: Uint8Array, list: number, end: number, names: string[]): void {
  let extension = enter(bytes, list, end)
  for (let n = 0; n < MOST_ELEMENTS && extension < end; n += 1) {
    const stop = behind(bytes, extension, end)
    const id = enter(bytes, extension, stop)
    if (isObject(bytes, id, stop, ALTERNATIVE_NAME)) {
      let octets = behind(bytes, id, stop)
      if (bytes[octets] === 0x01) octets = behind(bytes, octets, stop)
      takeNames(bytes, enter(bytes, octets, stop), stop, names)
    }
    extension = stop
  }
}

function takeNames(bytes: Uint8Array, list: number, end: number, names: string[]): void {
  let name = enter(bytes, list, end)
  while (name < end && names.length < MOST_NAMES) {
    const [from, to] = [enter(bytes, name, end), behind(bytes, name, end)]
    if (bytes[name] === DNS_NAME) names.push(utf8(bytes, from, to))
    else if (bytes[name] === IP_ADDRESS && to - from === 4)
      names.push(ipv4Text((bytes[from]! << 24) | (bytes[from + 1]! << 16) | (bytes[from + 2]! << 8) | bytes[from + 3]!))
    name = to
  }
}

function isObject(bytes: Uint8Array, at: number, end: number, id: readonly number[]): boolean {
  if (bytes[at] !== OBJECT_ID || behind(bytes, at, end) - at !== 2 + id.length) return false
  return id.every((octet, n) => bytes[at + 2 + n] === octet)
}
