// DNS, mDNS, LLMNR and NetBIOS names: what is asked and answered, as functions and details of the conversation. A name becomes a
// claim only where a host announces its own address; what a server answers is hearsay about others.
// Sources: RFC 1035 §4.1, RFC 3596 (AAAA), RFC 2782 (SRV), RFC 6762 §10, RFC 6763, RFC 4795 (LLMNR), RFC 1002 §4.2.
import type { DetailKind, Endpoint } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import { ipv4Text, ipv6Text } from '@penstock/sensor/network'
import { LLMNR, MDNS, NBNS, protocolName } from '../ids.ts'
import { ascii, utf8 } from '../text.ts'
import { behindName, nameAt } from './decode.ts'
import { A, AAAA, CNAME, NETBIOS, PTR, SRV, TXT } from './names.ts'

const HEADER = 12
const IS_ANSWER = 0x8000
const GROUP_NAME = 0x80
const MOST_QUESTIONS = 32
const MOST_RECORDS = 64
const DEVICE_INFO = '._device-info._tcp.local'
const MODEL = 'model='

/** Reads one message that `side` sent; `speaker` is its endpoint. `isKnown`: the same was said before, only questions count. */
export function dnsMessage(
  ledger: Ledger,
  protocol: number,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
  isKnown: boolean,
): void {
  if (end - at < HEADER) return
  const isAnswer = (view.getUint16(at + 2) & IS_ANSWER) !== 0
  let next = at + HEADER
  const questions = view.getUint16(at + 4)
  for (let n = 0; n < questions && next < end; n += 1) {
    const name = next
    next = behindName(bytes, next, end) + 4
    if (next > end) {
      ledger.odd('dns-length', flow, 'a question goes beyond its message')
      return
    }
    if (n < MOST_QUESTIONS) question(ledger, protocol, bytes, view, at, name, next, flow, side, isAnswer)
  }
  if (isKnown) return
  const speaker = ledger.endpoint(flow, side)
  const records = view.getUint16(at + 6) + view.getUint16(at + 8) + view.getUint16(at + 10)
  for (let n = Math.min(records, MOST_RECORDS); n > 0 && next < end; n -= 1) {
    const fixed = behindName(bytes, next, end)
    const data = fixed + 10
    const stop = data > end ? end + 1 : data + view.getUint16(fixed + 8)
    if (stop > end) {
      ledger.odd('dns-length', flow, 'a record goes beyond its message')
      return
    }
    record(
      ledger,
      protocol,
      bytes,
      view,
      { message: at, name: next, data, stop, end },
      view.getUint16(fixed),
      flow,
      speaker,
    )
    next = stop
  }
}

interface Place {
  readonly message: number
  readonly name: number
  readonly data: number
  readonly stop: number
  readonly end: number
}

function question(
  ledger: Ledger,
  protocol: number,
  bytes: Uint8Array,
  view: DataView,
  message: number,
  name: number,
  stop: number,
  flow: number,
  side: number,
  isAnswer: boolean,
): void {
  const type = view.getUint16(stop - 4)
  if (isAnswer) {
    ledger.functions.answer(flow, 1 - side, protocol, type)
    return
  }
  ledger.functions.ask(flow, side, protocol, type)
  if (ledger.details.again(flow, 'dns-name', bytes, name, stop - 4)) return
  const text = protocol === NBNS ? netbiosName(bytes, message, name, stop) : nameAt(bytes, message, name, stop)
  if (text !== null && text !== '') ledger.details.open(flow, 'dns-name', text)
}

function record(
  ledger: Ledger,
  protocol: number,
  bytes: Uint8Array,
  view: DataView,
  place: Place,
  type: number,
  flow: number,
  speaker: Endpoint,
): void {
  const { message, data, stop, end } = place
  if (protocol === NBNS) {
    if (type !== NETBIOS || stop - data < 6 || (bytes[data]! & GROUP_NAME) !== 0) return
    const host = netbiosName(bytes, message, place.name, end)
    if (host !== null) claimOwn(ledger, protocol, host, ipv4Text(view.getInt32(data + 2)), speaker, 'netbios-name')
    return
  }
  if (type !== A && type !== AAAA && type !== CNAME && type !== PTR && type !== SRV && type !== TXT) return
  const name = nameAt(bytes, message, place.name, end)
  if (name === null) {
    ledger.odd('dns-pointer', flow, 'a name loops or points forward')
    return
  }
  const tell = (kind: DetailKind, value: string): void => ledger.details.note(flow, kind, `${name} ${value}`)
  if (type === A || type === AAAA) {
    const ip = addressOf(view, data, stop)
    if (ip === null) return
    tell('dns-answer', ip)
    if (protocol === MDNS || protocol === LLMNR) {
      const method = protocol === MDNS ? 'mdns-address' : 'llmnr-address'
      claimOwn(ledger, protocol, name.split('.')[0]!, ip, speaker, method)
    }
  } else if (type === SRV) {
    const target = stop - data < 7 ? null : nameAt(bytes, message, data + 6, stop)
    if (target !== null) tell('dns-service', `${target}:${view.getUint16(data + 4)}`)
  } else if (type === TXT) {
    if (protocol === MDNS) text(ledger, bytes, data, stop, name, speaker)
  } else {
    const target = nameAt(bytes, message, data, stop)
    if (target !== null) tell(protocol === MDNS ? 'dns-service' : 'dns-answer', target)
  }
}

// RFC 6763 §6: strings of the form key=value. Only the model of a device is of use.
function text(ledger: Ledger, bytes: Uint8Array, data: number, stop: number, name: string, speaker: Endpoint): void {
  if (!name.endsWith(DEVICE_INFO)) return
  for (let at = data; at < stop; at += 1 + bytes[at]!) {
    const entry = utf8(bytes, at + 1, Math.min(stop, at + 1 + bytes[at]!))
    if (!entry.startsWith(MODEL)) continue
    const about = { mac: null, ip: speaker.ip }
    ledger.claims.claim(about, 'model', entry.slice(MODEL.length), protocolName(MDNS)!, 'mdns-device-info', ledger.wire)
  }
}

function claimOwn(ledger: Ledger, protocol: number, name: string, ip: string, speaker: Endpoint, method: string): void {
  if (name === '' || ip !== speaker.ip) return
  ledger.claims.claim({ mac: null, ip }, 'name', name, protocolName(protocol)!, method, ledger.wire)
}

function addressOf(view: DataView, data: number, stop: number): string | null {
  if (stop - data === 4) return ipv4Text(view.getInt32(data))
  if (stop - data !== 16) return null
  return ipv6Text(view.getInt32(data), view.getInt32(data + 4), view.getInt32(data + 8), view.getInt32(data + 12))
}

// Each octet of the 16 is written as two letters from A to P; the last one says what the name is for: 0 and 0x20 a host.
function netbiosName(bytes: Uint8Array, message: number, at: number, end: number): string | null {
  const head = bytes[at] ?? 0
  const first = head < 0xc0 ? at : message + (((head & 0x3f) << 8) | (bytes[at + 1] ?? 0))
  if (bytes[first] !== 32 || first + 33 > end) return null
  const octets = new Uint8Array(16)
  for (let n = 0; n < 16; n += 1)
    octets[n] = ((bytes[first + 1 + n * 2]! - 65) << 4) | ((bytes[first + 2 + n * 2]! - 65) & 15)
  return octets[15] === 0 || octets[15] === 0x20 ? ascii(octets, 0, 15).trim() : null
}
