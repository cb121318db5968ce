// JA4, the fingerprint of a TLS client: what it offers, whatever the order that it shuffles it into. Source: "JA4: TLS Client
// Fingerprinting", technical details, FoxIO 2023 (BSD 3-Clause; the other members of the family are not and are left out).
import { createHash } from 'node:crypto'
import { type ClientHello, isGrease } from './hello.ts'

const SERVER_NAME = 0
const ALPN = 16
const MOST_TOLD = 99
const DIGITS = 12
const NOTHING = '0'.repeat(DIGITS)

const VERSIONS: ReadonlyMap<number, string> = new Map([
  [0x0304, '13'],
  [0x0303, '12'],
  [0x0302, '11'],
  [0x0301, '10'],
  [0x0300, 's3'],
  [0x0002, 's2'],
])

/** The fingerprint of a hello that came over TCP (`t`) or in QUIC (`q`). */
export function ja4(hello: ClientHello, carrier: 't' | 'q' = 't'): string {
  const ciphers = meant(hello.ciphers)
  const extensions = meant(hello.extensions)
  const offered = meant(hello.versions)
  const version = VERSIONS.get(offered.length === 0 ? hello.version : Math.max(...offered)) ?? '00'
  const name = hello.hasServerName ? 'd' : 'i'
  const front = `${carrier}${version}${name}${count(ciphers)}${count(extensions)}${ends(hello.alpn[0])}`
  const others = extensions.filter((type) => type !== SERVER_NAME && type !== ALPN)
  const algorithms = meant(hello.signatureAlgorithms).map(hex4).join(',')
  const second = sorted(others) + (algorithms === '' ? '' : `_${algorithms}`)
  return `${front}_${ciphers.length === 0 ? NOTHING : digest(sorted(ciphers))}_${extensions.length === 0 ? NOTHING : digest(second)}`
}

function meant(values: readonly number[]): number[] {
  return values.filter((value) => !isGrease(value))
}

function count(values: readonly number[]): string {
  return String(Math.min(values.length, MOST_TOLD)).padStart(2, '0')
}

// First and last character of the first protocol; their hexadecimal digits where either is no letter or digit of ASCII.
function ends(alpn: Uint8Array | undefined): string {
  const first = alpn?.[0]
  const last = alpn?.at(-1)
  if (first === undefined || last === undefined) return '00'
  if (isAlphanumeric(first) && isAlphanumeric(last)) return String.fromCharCode(first, last)
  return first.toString(16).padStart(2, '0')[0]! + last.toString(16).padStart(2, '0')[1]!
}

function isAlphanumeric(octet: number): boolean {
  return (octet >= 48 && octet <= 57) || (octet >= 65 && octet <= 90) || (octet >= 97 && octet <= 122)
}

function sorted(values: readonly number[]): string {
  return values.map(hex4).sort().join(',')
}

function hex4(value: number): string {
  return value.toString(16).padStart(4, '0')
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, DIGITS)
}
