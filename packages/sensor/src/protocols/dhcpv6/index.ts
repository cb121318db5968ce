// DHCP for IPv6: names, vendor classes and addresses, as the older room reads them for IPv4. Sources: RFC 8415 §8 (messages), §9 (relays), §11
// (identifiers), §21 (options 1, 3, 5, 9, 16), RFC 4704 (39, name).
import type { FunctionKind } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import { ipv6Text } from '@penstock/sensor/network'
import { nameAt } from '../dns/index.ts'
import { DHCPV6 } from '../ids.ts'
import type { Reader } from '../reader.ts'
import { hexBytes, utf8 } from '../text.ts'

const NAMES: readonly string[] = [
  '',
  'Solicit',
  'Advertise',
  'Request',
  'Confirm',
  'Renew',
  'Rebind',
  'Reply',
  'Release',
  'Decline',
  'Reconfigure',
  'Information-request',
  'Relay-forward',
  'Relay-reply',
]
const FROM_SERVER: ReadonlySet<number> = new Set([2, 7, 10, 13])
const REPLY = 7
const RELAY_FORWARD = 12
const RELAY_REPLY = 13
const HEAD = 4
const RELAY_HEAD = 34
const CLIENT_ID = 1
const ADDRESSES = 3
const ADDRESS = 5
const RELAYED = 9
const VENDOR_CLASS = 16
const NAME = 39
const MOST_OPTIONS = 64
/** Relays that a message passed at most (RFC 8415 §19.1.2). */
const MOST_RELAYS = 8
const ETHERNET = 1

export const dhcpv6: Reader = {
  protocol: DHCPV6,
  coverage: {
    source: 'RFC 8415; RFC 4704',
    reads: ['identity', 'role'],
    codes: { named: NAMES.length - 1, of: NAMES.length - 1 },
    samples: ['DHCPv6 solicit and reply'],
  },
  datagram: dhcpv6Datagram,
  describe: (type): { code: string; name: string; kind: FunctionKind } => {
    const name = NAMES[type] ?? `Message ${type}`
    return { code: name, name, kind: 'session' }
  },
}

function dhcpv6Datagram(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const type = bytes[at]!
  if (end - at < HEAD || type === 0 || type >= NAMES.length) return
  const isFromServer = FROM_SERVER.has(type)
  setClient(ledger.flows, flow, isFromServer ? 1 - side : side)
  if (isFromServer) ledger.functions.answer(flow, 1 - side, DHCPV6, type)
  else ledger.functions.ask(flow, side, DHCPV6, type)
  // The transaction differs each time.
  if (ledger.claims.isOldNews(flow * 2 + side, bytes, at + HEAD, end)) return
  message(ledger, bytes, view, at, end, flow, MOST_RELAYS)
}

function message(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  depth: number,
): void {
  const type = bytes[at]!
  const isRelayed = type === RELAY_FORWARD || type === RELAY_REPLY
  const from = at + (isRelayed ? RELAY_HEAD : HEAD)
  // Who the client is stands in an option of its own, wherever that is.
  let mac: string | null = null
  eachOption(view, from, end, (code, start, stop) => {
    if (code !== CLIENT_ID) return
    mac = macOf(bytes, view, start, stop)
    ledger.details.note(flow, 'dhcp-client-id', hexBytes(bytes, start, stop))
  })
  const say = (field: 'name' | 'description', value: string, method: string): void => {
    if (mac !== null) ledger.claims.claim({ mac, ip: null }, field, value, 'dhcpv6', method, ledger.wire)
  }
  const isFromServer = FROM_SERVER.has(type)
  eachOption(view, from, end, (code, start, stop) => {
    if (code === RELAYED && isRelayed && depth > 0 && stop - start >= HEAD)
      message(ledger, bytes, view, start, stop, flow, depth - 1)
    else if (code === NAME && !isFromServer && stop - start > 1) {
      const name = nameAt(bytes, start + 1, start + 1, stop) ?? partial(bytes, start + 1, stop)
      ledger.details.note(flow, 'dhcpv6-host-name', name)
      say('name', name, 'dhcpv6-fqdn')
    } else if (code === VENDOR_CLASS && !isFromServer && stop - start > 6)
      say(
        'description',
        utf8(bytes, start + 6, Math.min(stop, start + 6 + view.getUint16(start + 4))),
        'dhcpv6-vendor-class',
      )
    else if (code === ADDRESSES && stop - start >= 12) addresses(ledger, view, start + 12, stop, flow, type, mac)
  })
}

// Identity association: addresses as options inside.
function addresses(
  ledger: Ledger,
  view: DataView,
  from: number,
  end: number,
  flow: number,
  type: number,
  mac: string | null,
): void {
  eachOption(view, from, end, (code, start, stop) => {
    if (code !== ADDRESS || stop - start < 24) return
    const words = [0, 4, 8, 12].map((n) => view.getInt32(start + n)) as [number, number, number, number]
    const ip = ipv6Text(...words)
    if (type === REPLY) ledger.details.note(flow, 'dhcp-assigned-address', mac === null ? ip : `${ip} ${mac}`)
    else if (!FROM_SERVER.has(type)) ledger.details.note(flow, 'dhcp-requested-address', ip)
  })
}

// Identifiers of type 1 (with a time) and 3 hold a link address, of type 1 one of Ethernet.
function macOf(bytes: Uint8Array, view: DataView, from: number, to: number): string | null {
  if (to - from < 10) return null
  const type = view.getUint16(from)
  const at = type === 1 ? from + 8 : type === 3 ? from + 4 : -1
  if (at < 0 || to - at !== 6 || view.getUint16(from + 2) !== ETHERNET) return null
  return Array.from(bytes.subarray(at, to), (octet) => octet.toString(16).padStart(2, '0')).join(':')
}

// A name that is not fully qualified ends without the root (RFC 4704 §4.2).
function partial(bytes: Uint8Array, from: number, to: number): string {
  const labels: string[] = []
  for (let at = from; at < to && bytes[at]! > 0 && bytes[at]! < 64; at += 1 + bytes[at]!)
    labels.push(utf8(bytes, at + 1, Math.min(to, at + 1 + bytes[at]!)))
  return labels.join('.')
}

function eachOption(
  view: DataView,
  from: number,
  end: number,
  each: (code: number, from: number, to: number) => void,
): void {
  let at = from
  for (let n = 0; n < MOST_OPTIONS && at + 4 <= end; n += 1) {
    const stop = at + 4 + view.getUint16(at + 2)
    if (stop > end) return
    each(view.getUint16(at), at + 4, stop)
    at = stop
  }
}
