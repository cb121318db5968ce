// Names that hosts announce of themselves in records of the DNS form: mDNS and NetBIOS. Only an address record whose address
// is the sender's own is believed. Sources: RFC 1035 §4.1, RFC 6762 §10, RFC 1002 §4.2.
import type { Endpoint } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import { ipv4Text } from '@penstock/sensor/network'
import { MDNS, NBNS, protocolName } from '../ids.ts'
import { ascii, utf8 } from '../text.ts'

const ADDRESS = 1
const NETBIOS = 32
const GROUP_NAME = 0x80
const MOST_RECORDS = 64

/** Reads all records of one message; `speaker` is its sender. */
export function announcedNames(
  ledger: Ledger,
  protocol: number,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  speaker: Endpoint,
): void {
  if (end - at < 12) return
  let next = at + 12
  for (let n = view.getUint16(at + 4); n > 0 && next < end; n -= 1) next = behindName(bytes, next, end) + 4
  const records = view.getUint16(at + 6) + view.getUint16(at + 8) + view.getUint16(at + 10)
  for (let n = Math.min(records, MOST_RECORDS); n > 0 && next < end; n -= 1) {
    const name = next
    const fixed = behindName(bytes, next, end)
    if (fixed + 10 > end) return
    const data = fixed + 10
    const stop = data + view.getUint16(fixed + 8)
    if (stop > end) return
    const type = view.getUint16(fixed)
    if (protocol === MDNS && type === ADDRESS && stop - data === 4) {
      claim(ledger, protocol, hostLabel(bytes, at, name, end), ipv4Text(view.getInt32(data)), speaker, 'mdns-address')
    } else if (protocol === NBNS && type === NETBIOS && stop - data >= 6 && (bytes[data]! & GROUP_NAME) === 0) {
      claim(
        ledger,
        protocol,
        netbiosName(bytes, at, name, end),
        ipv4Text(view.getInt32(data + 2)),
        speaker,
        'netbios-name',
      )
    }
    next = stop
  }
}

function claim(ledger: Ledger, protocol: number, name: string, ip: string, speaker: Endpoint, method: string): void {
  if (name === '' || ip !== speaker.ip) return
  ledger.claims.claim({ mac: null, ip }, 'name', name, protocolName(protocol)!, method, ledger.wire)
}

/** The first label of a name, a pointer followed once. */
function hostLabel(bytes: Uint8Array, start: number, at: number, end: number): string {
  const first = labelAt(bytes, start, at, end)
  return first + 1 > end ? '' : utf8(bytes, first + 1, Math.min(end, first + 1 + (bytes[first] ?? 0)))
}

// Each octet of the 16 is written as two letters from A to P; the last one says what the name is for: 0 and 0x20 a host.
function netbiosName(bytes: Uint8Array, start: number, at: number, end: number): string {
  const first = labelAt(bytes, start, at, end)
  if (bytes[first] !== 32 || first + 33 > end) return ''
  const octets = new Uint8Array(16)
  for (let n = 0; n < 16; n += 1)
    octets[n] = ((bytes[first + 1 + n * 2]! - 65) << 4) | ((bytes[first + 2 + n * 2]! - 65) & 15)
  return octets[15] === 0 || octets[15] === 0x20 ? ascii(octets, 0, 15).trim() : ''
}

function labelAt(bytes: Uint8Array, start: number, at: number, end: number): number {
  const head = bytes[at] ?? 0
  if (head < 0xc0) return at
  const target = start + (((head & 0x3f) << 8) | (bytes[at + 1] ?? 0))
  return target < end && (bytes[target] ?? 0) < 0xc0 ? target : end
}

function behindName(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end) {
    const length = bytes[at]!
    if (length === 0) return at + 1
    if (length >= 0xc0) return at + 2
    at += 1 + length
  }
  return end
}
