// Names and addresses in DHCP: what a client says of itself, and what a server gave it. Sources: RFC 2131 §2, RFC 2132 (options 3,
// 12, 50, 53, 60, 61), RFC 4702 (81).
import type { ClaimField, Endpoint } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import { ipv4Text } from '@penstock/sensor/network'
import { bindByProtocol } from '../bind.ts'
import { DHCP, protocolName } from '../ids.ts'
import { systemOf } from '../system-hint.ts'
import { hexBytes, utf8 } from '../text.ts'
import { ACK } from './names.ts'

const FIXED = 240
const COOKIE = 0x63825363
const FROM_CLIENT = 1
const FROM_SERVER = 2
const ETHERNET_LENGTH = 6
const ROUTER = 3
const HOST_NAME = 12
const REQUESTED = 50
const TYPE = 53
const VENDOR_CLASS = 60
const CLIENT_ID = 61
const FQDN = 81
const PAD = 0
const END = 255

/** Reads one message. `isKnown`: the same was said before, only its type counts. */
export function dhcpMessage(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
  vlan: number,
  isKnown: boolean,
): void {
  if (end - at < FIXED || view.getUint32(at + FIXED - 4) !== COOKIE || bytes[at + 2] !== ETHERNET_LENGTH) return
  const typeAt = optionAt(bytes, at, end, TYPE)
  const type = typeAt < 0 ? 0 : bytes[typeAt]!
  if (bytes[at] === FROM_CLIENT) {
    ledger.functions.ask(flow, side, DHCP, type)
    if (!isKnown) client(ledger, bytes, view, at, end, flow, vlan)
  } else if (bytes[at] === FROM_SERVER) {
    ledger.functions.answer(flow, 1 - side, DHCP, type)
    if (!isKnown && type === ACK) given(ledger, bytes, view, at, end, flow, vlan)
  }
}

function client(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  vlan: number,
): void {
  const mac = clientMac(ledger, view, at)
  // Only an address in `ciaddr` is in use; a requested one is a wish.
  bindByProtocol(ledger, mac, view.getInt32(at + 12), vlan, DHCP)
  const about = { mac: ledger.addresses.macText(mac), ip: null }
  const say = (field: ClaimField, value: string, method: string): void =>
    ledger.claims.claim(about, field, value, protocolName(DHCP)!, method, ledger.wire)
  eachOption(bytes, at, end, (code, from, to) => {
    switch (code) {
      case HOST_NAME:
        say('name', utf8(bytes, from, to), 'dhcp-host-name')
        ledger.details.note(flow, 'dhcp-host-name', utf8(bytes, from, to))
        break
      case FQDN:
        // Flags and two bytes of no use come first; the name is text unless bit 2 says otherwise.
        if (to - from > 3 && (bytes[from]! & 4) === 0) say('name', utf8(bytes, from + 3, to), 'dhcp-fqdn')
        break
      case VENDOR_CLASS:
        vendorClass(ledger, about, utf8(bytes, from, to))
        break
      case CLIENT_ID:
        ledger.details.note(flow, 'dhcp-client-id', clientId(bytes, from, to))
        break
      case REQUESTED:
        if (to - from === 4) ledger.details.note(flow, 'dhcp-requested-address', ipv4Text(view.getInt32(from)))
        break
      default:
    }
  })
}

function vendorClass(ledger: Ledger, about: Endpoint, text: string): void {
  const { claims, wire } = ledger
  const method = 'dhcp-vendor-class'
  claims.claim(about, 'description', text, protocolName(DHCP)!, method, wire)
  const system = systemOf(text)
  if (system !== null) claims.claim(about, 'operatingSystem', system, protocolName(DHCP)!, method, wire, 'inferred')
}

// The server's word for which client holds which address from now on, and through whom to leave the network.
function given(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  vlan: number,
): void {
  const address = view.getInt32(at + 16)
  const mac = clientMac(ledger, view, at)
  if (address !== 0) {
    bindByProtocol(ledger, mac, address, vlan, DHCP)
    ledger.details.note(flow, 'dhcp-assigned-address', `${ipv4Text(address)} ${ledger.addresses.macText(mac)}`)
  }
  const router = optionAt(bytes, at, end, ROUTER)
  if (router < 0 || bytes[router - 1]! < 4 || router + 4 > end) return
  const about = { mac: null, ip: ipv4Text(view.getInt32(router)) }
  ledger.claims.claim(about, 'role', 'router', protocolName(DHCP)!, 'dhcp-router-option', ledger.wire, 'inferred')
}

// Type 1 is a MAC address, 0 text; all others are numbers that only the client knows.
function clientId(bytes: Uint8Array, from: number, to: number): string {
  return bytes[from] === 0 ? utf8(bytes, from + 1, to) : hexBytes(bytes, from, to)
}

function clientMac(ledger: Ledger, view: DataView, at: number): number {
  return ledger.addresses.macRow(view.getUint16(at + 28), view.getInt32(at + 30))
}

/** Place of the contents of the first option of this code, or -1. */
function optionAt(bytes: Uint8Array, at: number, end: number, wanted: number): number {
  for (let option = at + FIXED; option + 2 < end && bytes[option] !== END; ) {
    if (bytes[option] === wanted && bytes[option + 1]! > 0) return option + 2
    option += bytes[option] === PAD ? 1 : 2 + bytes[option + 1]!
  }
  return -1
}

function eachOption(
  bytes: Uint8Array,
  at: number,
  end: number,
  each: (code: number, from: number, to: number) => void,
): void {
  for (let option = at + FIXED; option + 2 <= end && bytes[option] !== END; ) {
    if (bytes[option] === PAD) {
      option += 1
      continue
    }
    const from = option + 2
    const to = Math.min(end, from + bytes[option + 1]!)
    each(bytes[option]!, from, to)
    option = to
  }
}
