// What a CIP device says of itself. Sources: The CIP Networks Library, Volume 1, chapter 5-2 (Identity object); Volume 2,
// table 2-4.4 (List Identity item).
import type { ClaimField, Endpoint } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import { ipv4Text } from '@penstock/sensor/network'
import { ETHERNET_IP, protocolName } from '../ids.ts'
import { hex, utf8 } from '../text.ts'
import { deviceTypeOf, vendorOf } from './names.ts'
import { DIRECT, routeText } from './route.ts'
import { identityStatus } from './state.ts'

interface Identity {
  readonly vendor: number
  readonly deviceType: number
  readonly productCode: number
  readonly major: number
  readonly minor: number
  readonly serial: number
  readonly name: string
}

/** Item: version (2), socket address (16), then the attributes of the Identity object in order, and the state. */
export function claimListIdentity(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  if (end - at < 33) {
    ledger.odd('enip-length', flow, 'identity item cut short')
    return
  }
  identityStatus(ledger, view.getUint16(at + 26, true), flow, side, DIRECT)
  if (ledger.claims.isOldNews(flow, bytes, at, end)) return
  const sender = ledger.endpoint(flow, side).ip
  const own = ipv4Text(view.getInt32(at + 6))
  // Behind address translation the device's own address differs from the sender's; it is then told, not believed.
  const about = { mac: null, ip: sender }
  claimAll(ledger, readAll(bytes, view, at + 18, end), about, 'list-identity', '')
  if (own !== sender && own !== '0.0.0.0') {
    ledger.claims.claim(
      about,
      'description',
      `gives ${own} as its own address`,
      protocolName(ETHERNET_IP)!,
      'list-identity-address',
      ledger.wire,
    )
  }
}

/** Answer to Get Attributes All (0x01) or Get Attribute List (0x03) of the Identity object. */
export function claimAttributes(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  service: number,
  data: number,
  end: number,
  flow: number,
  side: number,
  route: number,
): void {
  if (ledger.claims.isOldNews(flow ^ (route << 12), bytes, data, end)) return
  const about = { mac: null, ip: ledger.endpoint(flow, side).ip }
  const text = routeText(route)
  const behind = text === null ? '' : `@${text}`
  if (service === 0x01 && end - data >= 15)
    claimAll(ledger, readAll(bytes, view, data, end), about, 'cip-identity', behind)
  else if (service === 0x03) claimListed(ledger, bytes, view, data, end, about, behind)
}

// Count (2), then per attribute: id (2), status (2), value when the status is 0.
function claimListed(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  data: number,
  end: number,
  about: Endpoint,
  behind: string,
): void {
  if (end - data < 2) return
  let at = data + 2
  for (let n = view.getUint16(data, true); n > 0 && at + 4 <= end; n -= 1) {
    const attribute = view.getUint16(at, true)
    if (view.getUint16(at + 2, true) !== 0) {
      at += 4
      continue
    }
    at += 4
    const size = sizeOf(bytes, attribute, at)
    if (size < 0 || at + size > end) return
    if (attribute === 1) sayVendor(ledger, about, view.getUint16(at, true), `cip-attribute-1${behind}`)
    if (attribute === 4)
      say(ledger, about, 'firmware', revision(bytes[at]!, bytes[at + 1]!), `cip-attribute-4${behind}`)
    if (attribute === 6) say(ledger, about, 'serial', hex(view.getUint32(at, true), 8), `cip-attribute-6${behind}`)
    if (attribute === 7) say(ledger, about, 'model', utf8(bytes, at + 1, at + size), `cip-attribute-7${behind}`)
    at += size
  }
}

// Octets of the first seven attributes; -1 for those whose size is not known here.
function sizeOf(bytes: Uint8Array, attribute: number, at: number): number {
  if (attribute === 6) return 4
  if (attribute === 7) return 1 + (bytes[at] ?? 0)
  return attribute >= 1 && attribute <= 5 ? 2 : -1
}

function readAll(bytes: Uint8Array, view: DataView, at: number, end: number): Identity {
  return {
    vendor: view.getUint16(at, true),
    deviceType: view.getUint16(at + 2, true),
    productCode: view.getUint16(at + 4, true),
    major: bytes[at + 6]!,
    minor: bytes[at + 7]!,
    serial: view.getUint32(at + 10, true),
    name: utf8(bytes, at + 15, Math.min(at + 15 + (bytes[at + 14] ?? 0), end)),
  }
}

function claimAll(ledger: Ledger, identity: Identity, about: Endpoint, way: string, behind: string): void {
  const method = `${way}${behind}`
  const { vendor, deviceType, productCode, major, minor, serial, name } = identity
  const type = deviceTypeOf(deviceType)
  sayVendor(ledger, about, vendor, method)
  say(ledger, about, 'model', name, method)
  say(ledger, about, 'firmware', revision(major, minor), method)
  say(ledger, about, 'serial', hex(serial, 8), method)
  const kind = `device type ${hex(deviceType, 4)}${type === undefined ? '' : ` (${type.name})`}`
  say(
    ledger,
    about,
    'description',
    `CIP vendor ${hex(vendor, 4)}, ${kind}, product code ${productCode}, revision ${major}.${minor}`,
    method,
  )
  if (type?.role != null) say(ledger, about, 'role', type.role, `${way}-device-type${behind}`)
}

function sayVendor(ledger: Ledger, about: Endpoint, vendor: number, method: string): void {
  const name = vendorOf(vendor)
  if (name !== null) say(ledger, about, 'vendor', name, method)
}

function say(ledger: Ledger, about: Endpoint, field: ClaimField, value: string, method: string): void {
  ledger.claims.claim(about, field, value, protocolName(ETHERNET_IP)!, method, ledger.wire)
}

// The high bit of the major revision only says that the keying is compatible.
function revision(major: number, minor: number): string {
  return `${major & 0x7f}.${minor}`
}
