// Remote desktop: the opening as far as it passes in the clear. Source: MS-RDPBCGR §2.2.1.1 (request), §2.2.1.2 (confirm), §2.2.1.3 (client
// data in the conference request of T.124), over TPKT and X.224.
import type { Ledger } from '@penstock/sensor/facts'
import { FLAGS, INTS, IS_SHALLOW, IS_TLS, setClient } from '@penstock/sensor/flow'
import { releaseText } from '../ntlm/index.ts'
import { speaker } from '../speaker.ts'
import { ascii, utf16 } from '../text.ts'

export { rdpCoverage } from './coverage.ts'

const REQUEST = 1
const RESPONSE = 2
const FAILURE = 3
const COOKIE = 'Cookie: mstshash='
const CLIENT_CORE = 0xc001
/** From the head of the core data: version 4, width 2, height 2, colours 2, keys 2, layout 4; then build and name. */
const BUILD_AT = 20
const NAME_AT = 24
const NAME_BYTES = 32
const SECURITIES: readonly (readonly [bit: number, name: string])[] = [
  [1, 'TLS'],
  [2, 'CredSSP'],
  [4, 'RDSTLS'],
  [8, 'CredSSP with early result'],
  [16, 'RDS AAD'],
]
const STANDARD = 'standard RDP security'

/** True when what stands behind the head of an X.224 connection is RDP's; `bytes[at..end)` is that. */
export function isRdpConnection(bytes: Uint8Array, at: number, end: number): boolean {
  if (bytes[at] === 0x43 && bytes[at + 1] === 0x6f && bytes[at + 2] === 0x6f) return true
  return end - at >= 8 && bytes[at]! >= REQUEST && bytes[at]! <= FAILURE && bytes[at + 2] === 8 && bytes[at + 3] === 0
}

/** Reads what stands behind the head of a connection request or confirm. */
export function rdpConnection(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
): void {
  let next = at
  if (bytes[at] === 0x43) {
    while (next < end && bytes[next] !== 10) next += 1
    const line = ascii(bytes, at, next).replaceAll('\0', '')
    // The name of an account, or what a broker wants to see again; a client cuts it to nine letters.
    if (line.startsWith(COOKIE)) ledger.details.note(flow, 'rdp-user', line.slice(COOKIE.length))
    next += 1
  }
  if (end - next < 8) return
  const kind = bytes[next]!
  const said = view.getUint32(next + 4, true)
  if (kind === REQUEST) ledger.details.note(flow, 'rdp-security', `asked for ${securities(said)}`)
  else if (kind === RESPONSE) {
    ledger.details.note(flow, 'rdp-security', `chosen ${securities(said)}`)
    if (said === 0) weak(ledger, flow)
    else ledger.flows.ints[flow * INTS + FLAGS]! |= IS_TLS
  } else if (kind === FAILURE) {
    ledger.details.note(flow, 'rdp-security', `refused, reason ${said}`)
  }
}

/** Reads the first data of a connection without TLS: the client's name and build, if these bytes hold them. */
export function rdpClientData(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  setClient(ledger.flows, flow, side)
  // The blocks stand behind encodings of T.125 and T.124 of varying lengths; this one is told by its number and its usual lengths.
  for (let block = at; block + NAME_AT + NAME_BYTES <= end; block += 1) {
    if (view.getUint16(block, true) !== CLIENT_CORE) continue
    const length = view.getUint16(block + 2, true)
    if (length < 132 || length > 256 || view.getUint16(block + 6, true) !== 8) continue
    const about = speaker(ledger, flow, side)
    const build = view.getUint32(block + BUILD_AT, true)
    let stop = block + NAME_AT
    while (stop < block + NAME_AT + NAME_BYTES && view.getUint16(stop, true) !== 0) stop += 2
    const name = utf16(bytes, block + NAME_AT, stop)
    ledger.details.note(flow, 'rdp-client-name', name)
    ledger.claims.claim(about, 'name', name, 'rdp', 'rdp-client-name', ledger.wire)
    if (build >= 2195 && build < 0x1_0000)
      ledger.claims.claim(about, 'operatingSystem', releaseText(build), 'rdp', 'rdp-client-build', ledger.wire)
    break
  }
  ledger.flows.ints[flow * INTS + FLAGS]! |= IS_SHALLOW
}

function weak(ledger: Ledger, flow: number): void {
  ledger.odd('rdp-standard-security', flow, 'remote desktop without TLS')
}

function securities(bits: number): string {
  const names = SECURITIES.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name)
  return names.length === 0 ? STANDARD : names.join(', ')
}
