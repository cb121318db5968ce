// What a PROFINET device says of itself in DCP blocks. Source: IEC 61158-6-10, coding of the DCP options.
import type { ClaimField, Endpoint } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import { ipv4Text } from '@penstock/sensor/network'
import { bindByProtocol } from '../bind.ts'
import { PROFINET_DCP, protocolName } from '../ids.ts'
import { hex, utf8 } from '../text.ts'
import type { AskedNames } from './asked-names.ts'
import { VENDORS } from './names.ts'

/** Reads the value of one block; `speaker` is the row of the device's MAC. */
export function claimBlock(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  option: number,
  suboption: number,
  from: number,
  to: number,
  speaker: number,
  vlan: number,
  askedNames: AskedNames,
): void {
  const about = { mac: ledger.addresses.macText(speaker), ip: null }
  const length = to - from
  switch ((option << 8) | suboption) {
    case 0x0102:
      if (length >= 12) claimAddress(ledger, view, from, about, speaker, vlan)
      break
    case 0x0201:
      say(ledger, about, 'model', utf8(bytes, from, to), 'dcp-device-vendor-value')
      break
    case 0x0202:
      askedNames.answer(utf8(bytes, from, to))
      say(ledger, about, 'name', utf8(bytes, from, to), 'dcp-name-of-station')
      break
    case 0x0203:
      if (length >= 4) claimDeviceId(ledger, view, from, about)
      break
    case 0x0204:
      if (length >= 1) claimRole(ledger, bytes[from]!, about)
      break
    default:
  }
}

// Address, mask, gateway.
function claimAddress(
  ledger: Ledger,
  view: DataView,
  at: number,
  about: Endpoint,
  speaker: number,
  vlan: number,
): void {
  bindByProtocol(ledger, speaker, view.getInt32(at), vlan, PROFINET_DCP)
  const text = `IP ${ipv4Text(view.getInt32(at))}, mask ${ipv4Text(view.getInt32(at + 4))}, gateway ${ipv4Text(view.getInt32(at + 8))}`
  say(ledger, about, 'description', text, 'dcp-ip-parameter')
}

function claimDeviceId(ledger: Ledger, view: DataView, at: number, about: Endpoint): void {
  const vendor = view.getUint16(at)
  const name = VENDORS.get(vendor)
  if (name !== undefined) say(ledger, about, 'vendor', name, 'dcp-device-id')
  say(
    ledger,
    about,
    'description',
    `PROFINET vendor ${hex(vendor, 4)}, device ${hex(view.getUint16(at + 2), 4)}`,
    'dcp-device-id',
  )
}

function claimRole(ledger: Ledger, bits: number, about: Endpoint): void {
  const role = bits & 2 ? 'plc' : bits & 8 ? 'engineering-workstation' : bits & 5 ? 'io-device' : null
  say(ledger, about, 'description', `PROFINET role ${hex(bits)}`, 'dcp-device-role')
  if (role === null) return
  ledger.claims.claim(about, 'role', role, protocolName(PROFINET_DCP)!, 'dcp-device-role', ledger.wire, 'inferred')
}

function say(ledger: Ledger, about: Endpoint, field: ClaimField, value: string, method: string): void {
  ledger.claims.claim(about, field, value, protocolName(PROFINET_DCP)!, method, ledger.wire)
}
