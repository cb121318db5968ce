// The hellos of TLS as lists of numbers and names. Made once for each hello, on the cold side of the packet path.
// Sources: RFC 8446 §4.1.2 to §4.2, RFC 6066 §3 (server name), RFC 7301 §3.1 (application protocols), RFC 8701 (GREASE).
import { utf8 } from '../text.ts'
import { vectorEnd } from './decode.ts'

const SERVER_NAME = 0
const SIGNATURE_ALGORITHMS = 13
const ALPN = 16
const SUPPORTED_VERSIONS = 43
const RANDOM = 32
const MOST_ENTRIES = 512

export interface ClientHello {
  readonly version: number
  readonly ciphers: readonly number[]
  readonly extensions: readonly number[]
  readonly signatureAlgorithms: readonly number[]
  /** The versions that are offered; empty when the field in front says it. */
  readonly versions: readonly number[]
  readonly hasServerName: boolean
  readonly serverName: string | null
  /** As bytes, because a name may hold any. */
  readonly alpn: readonly Uint8Array[]
}

export interface ServerHello {
  readonly version: number
  readonly cipher: number
  readonly alpn: string | null
}

/** True for the values that clients send to keep servers honest; they mean nothing. */
export function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff)
}

/** The client's hello in `bytes[at..end)`, behind its four bytes of type and length; null when it does not hold together. */
export function clientHello(bytes: Uint8Array, view: DataView, at: number, end: number): ClientHello | null {
  if (end - at < 2 + RANDOM + 1) return null
  const suites = vectorEnd(bytes, at + 2 + RANDOM, 1, end)
  const methods = suites < 0 ? -1 : vectorEnd(bytes, suites, 2, end)
  const behind = methods < 0 ? -1 : vectorEnd(bytes, methods, 1, end)
  if (behind < 0) return null
  const hello = {
    version: view.getUint16(at),
    ciphers: numbers(view, suites + 2, methods),
    extensions: [] as number[],
    signatureAlgorithms: [] as number[],
    versions: [] as number[],
    hasServerName: false,
    serverName: null as string | null,
    alpn: [] as Uint8Array[],
  }
  // Hellos of old clients end here.
  if (behind === end) return hello
  const isWhole = eachExtension(bytes, view, behind, end, (type, from, to) => {
    hello.extensions.push(type)
    if (type === SERVER_NAME) {
      hello.hasServerName = true
      hello.serverName = serverName(bytes, view, from, to)
    } else if (type === SIGNATURE_ALGORITHMS) hello.signatureAlgorithms = numbers(view, from + 2, to)
    else if (type === SUPPORTED_VERSIONS) hello.versions = numbers(view, from + 1, to)
    else if (type === ALPN) hello.alpn = protocols(bytes, from, to)
  })
  return isWhole ? hello : null
}

/** The server's hello. Version 1.3 stands in an extension. */
export function serverHello(bytes: Uint8Array, view: DataView, at: number, end: number): ServerHello | null {
  if (end - at < 2 + RANDOM + 1) return null
  const cipher = vectorEnd(bytes, at + 2 + RANDOM, 1, end)
  if (cipher < 0 || end - cipher < 3) return null
  const said = { version: view.getUint16(at), cipher: view.getUint16(cipher), alpn: null as string | null }
  const behind = cipher + 3
  if (behind === end) return said
  const isWhole = eachExtension(bytes, view, behind, end, (type, from, to) => {
    if (type === SUPPORTED_VERSIONS && to - from === 2) said.version = view.getUint16(from)
    if (type !== ALPN) return
    const [first] = protocols(bytes, from, to)
    if (first !== undefined) said.alpn = utf8(first, 0, first.length)
  })
  return isWhole ? said : null
}

function eachExtension(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  each: (type: number, from: number, to: number) => void,
): boolean {
  const stop = vectorEnd(bytes, at, 2, end)
  if (stop < 0) return false
  let next = at + 2
  for (let n = 0; next < stop; n += 1) {
    const behind = next + 2 > stop ? -1 : vectorEnd(bytes, next + 2, 2, stop)
    if (behind < 0 || n === MOST_ENTRIES) return false
    each(view.getUint16(next), next + 4, behind)
    next = behind
  }
  return true
}

function numbers(view: DataView, from: number, to: number): number[] {
  const list: number[] = []
  for (let at = from; at + 2 <= to && list.length < MOST_ENTRIES; at += 2) list.push(view.getUint16(at))
  return list
}

function serverName(bytes: Uint8Array, view: DataView, from: number, to: number): string | null {
  if (to - from < 5 || bytes[from + 2] !== 0) return null
  return utf8(bytes, from + 5, Math.min(to, from + 5 + view.getUint16(from + 3)))
}

function protocols(bytes: Uint8Array, from: number, to: number): Uint8Array[] {
  const list: Uint8Array[] = []
  for (let at = from + 2; at < to && list.length < MOST_ENTRIES; ) {
    const behind = vectorEnd(bytes, at, 1, to)
    if (behind < 0) break
    list.push(bytes.slice(at + 1, behind))
    at = behind
  }
  return list
}
