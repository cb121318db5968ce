// Cisco Discovery Protocol: name, address, role, platform and software of a switch or router. Source: Cisco, "Configuring CDP"; frame form
// and numbers as documented by the Wireshark project.
import type { ClaimField, Endpoint } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import type { Frame } from '@penstock/sensor/link'
import { bindByProtocol } from '../bind.ts'
import { CDP, protocolName } from '../ids.ts'
import { utf8 } from '../text.ts'

const DEVICE_ID = 1
const ADDRESSES = 2
const CAPABILITIES = 4
const VERSION = 5
const PLATFORM = 6
const MANAGEMENT_ADDRESSES = 0x16
const HEAD_BYTES = 4
const ROUTER = 0x01
const SWITCH = 0x08
/** Protocol type NLPID, one octet, IP. */
const NLPID = 1
const IP = 0xcc

/** Reads one CDP packet: version, time to live, checksum (2), then TLVs whose length counts their own head. */
export function cdpPacket(ledger: Ledger, bytes: Uint8Array, view: DataView, frame: Frame, flow: number): void {
  const speaker = ledger.addresses.macRow(frame.sourceMacHigh, frame.sourceMacLow)
  const isOld = ledger.claims.isOldNews(speaker, bytes, frame.at, frame.end)
  let at = frame.at + 4
  while (at + HEAD_BYTES <= frame.end) {
    const type = view.getUint16(at)
    const length = view.getUint16(at + 2)
    if (length < HEAD_BYTES || at + length > frame.end) {
      if (!isOld) ledger.odd('cdp-length', flow, `TLV ${type} of ${length} bytes`)
      return
    }
    const from = at + HEAD_BYTES
    at += length
    if (type === ADDRESSES || type === MANAGEMENT_ADDRESSES)
      addresses(ledger, bytes, view, from, at, frame.vlan, speaker)
    else if (!isOld) packetPart(ledger, bytes, view, type, from, at, speaker)
  }
}

function packetPart(
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
    case DEVICE_ID:
      say(ledger, about, 'name', utf8(bytes, from, to), 'cdp-device-id')
      return
    case PLATFORM:
      say(ledger, about, 'model', utf8(bytes, from, to), 'cdp-platform')
      return
    case VERSION: {
      const text = utf8(bytes, from, to)
      say(ledger, about, 'description', text, 'cdp-version')
      const release = /Version ([^\s,]+)/.exec(text)
      if (release !== null) say(ledger, about, 'firmware', release[1]!, 'cdp-version')
      return
    }
    case CAPABILITIES: {
      const enabled = to - from >= 4 ? view.getUint32(from) : 0
      const role = enabled & ROUTER ? 'router' : enabled & SWITCH ? 'switch' : null
      if (role !== null) say(ledger, about, 'role', role, 'cdp-capabilities')
      return
    }
    default:
  }
}

// How many; each: type of the protocol, its length and octets, length of the address (2), the address.
function addresses(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  from: number,
  to: number,
  vlan: number,
  speaker: number,
): void {
  let at = from + 4
  while (at + 2 <= to) {
    const isIp = bytes[at] === NLPID && bytes[at + 1] === 1 && bytes[at + 2] === IP
    const length = at + 2 + bytes[at + 1]!
    if (length + 2 > to) return
    const next = length + 2 + view.getUint16(length)
    if (next > to) return
    if (isIp && next - length === 6) bindByProtocol(ledger, speaker, view.getInt32(length + 2), vlan, CDP)
    at = next
  }
}

function say(ledger: Ledger, about: Endpoint, field: ClaimField, value: string, method: string): void {
  ledger.claims.claim(about, field, value, protocolName(CDP)!, method, ledger.wire)
}
