// LLDP: what a port says of its device. Source: IEEE 802.1AB-2016 clauses 8.4 and 8.5; PROFINET's own TLVs: IEC 61158-6-10.
import type { ClaimField, Endpoint } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import type { Frame } from '@penstock/sensor/link'
import { ipv4Text, macText } from '@penstock/sensor/network'
import { bindByProtocol } from '../bind.ts'
import { describeFromText } from '../description.ts'
import { LLDP, protocolName } from '../ids.ts'
import { utf8 } from '../text.ts'

const CHASSIS = 1
const SYSTEM_NAME = 5
const SYSTEM_DESCRIPTION = 6
const CAPABILITIES = 7
const MANAGEMENT_ADDRESS = 8
const BRIDGE = 0x04
const ROUTER = 0x10
const ACCESS_POINT = 0x08

/** Reads one LLDP data unit; the speaker is the frame's source. */
export function lldpUnit(ledger: Ledger, bytes: Uint8Array, view: DataView, frame: Frame, flow: number): void {
  const speaker = ledger.addresses.macRow(frame.sourceMacHigh, frame.sourceMacLow)
  const isOld = ledger.claims.isOldNews(speaker, bytes, frame.at, frame.end)
  let { at } = frame
  while (at + 2 <= frame.end) {
    const head = view.getUint16(at)
    const type = head >> 9
    const from = at + 2
    const to = from + (head & 0x1ff)
    if (type === 0) return
    if (to > frame.end) {
      ledger.odd('lldp-length', flow, `TLV ${type} beyond the frame`)
      return
    }
    if (type === MANAGEMENT_ADDRESS) managed(ledger, bytes, view, from, to, frame, speaker)
    else if (!isOld) unitPart(ledger, bytes, view, type, from, to, speaker)
    at = to
  }
}

function unitPart(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  type: number,
  from: number,
  to: number,
  speaker: number,
): void {
  const about = { mac: ledger.addresses.macText(speaker), ip: null }
  switch (type) {
    case CHASSIS:
      say(ledger, about, 'name', chassisText(bytes, view, from, to), 'lldp-chassis-id')
      break
    case SYSTEM_NAME:
      say(ledger, about, 'name', utf8(bytes, from, to), 'lldp-system-name')
      break
    case SYSTEM_DESCRIPTION:
      describeFromText(ledger, about, utf8(bytes, from, to), protocolName(LLDP)!, 'lldp-system-description')
      break
    case CAPABILITIES:
      if (to - from >= 4) capabilities(ledger, about, view.getUint16(from + 2))
      break
    default:
  }
}

// Subtype 4 is a MAC address, 5 a network address (family 1 IPv4), 7 a name that the maker or the owner chose; PROFINET
// devices put their name of station there.
function chassisText(bytes: Uint8Array, view: DataView, from: number, to: number): string {
  const length = to - from
  if (bytes[from] === 4 && length === 7) return macText(view.getUint16(from + 1), view.getInt32(from + 3))
  if (bytes[from] === 5 && length === 6 && bytes[from + 1] === 1) return ipv4Text(view.getInt32(from + 2))
  return bytes[from] === 7 ? utf8(bytes, from + 1, to) : ''
}

function capabilities(ledger: Ledger, about: Endpoint, enabled: number): void {
  const role =
    enabled & ACCESS_POINT ? 'access-point' : enabled & ROUTER ? 'router' : enabled & BRIDGE ? 'switch' : null
  if (role !== null) say(ledger, about, 'role', role, 'lldp-capabilities')
}

// Length, subtype, address; subtype 1 is IPv4.
function managed(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  from: number,
  to: number,
  frame: Frame,
  speaker: number,
): void {
  if (to - from < 6 || bytes[from] !== 5 || bytes[from + 1] !== 1) return
  bindByProtocol(ledger, speaker, view.getInt32(from + 2), frame.vlan, LLDP)
}

function say(ledger: Ledger, about: Endpoint, field: ClaimField, value: string, method: string): void {
  ledger.claims.claim(about, field, value, protocolName(LLDP)!, method, ledger.wire)
}
