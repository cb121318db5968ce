// Names and addresses in DHCP. Sources: RFC 2131 §2, RFC 2132 (options 12, 60).
import type { Ledger } from '@penstock/sensor/facts'
import { bindByProtocol } from '../bind.ts'
import { DHCP, protocolName } from '../ids.ts'
import { utf8 } from '../text.ts'

const FIXED = 240
const FROM_CLIENT = 1
const HOST_NAME = 12
const VENDOR_CLASS = 60

/** Reads a client's message: its hardware address, the address it already holds, its host name and vendor class. */
export function dhcpMessage(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  vlan: number,
): void {
  if (end - at < FIXED || bytes[at] !== FROM_CLIENT || bytes[at + 2] !== 6) return
  const mac = ledger.addresses.macRow(view.getUint16(at + 28), view.getInt32(at + 30))
  // Only an address in `ciaddr` is in use; a requested one is a wish.
  bindByProtocol(ledger, mac, view.getInt32(at + 12), vlan, DHCP)
  const about = { mac: ledger.addresses.macText(mac), ip: null }
  for (let option = at + FIXED; option + 2 <= end && bytes[option] !== 255; ) {
    const code = bytes[option]!
    if (code === 0) {
      option += 1
      continue
    }
    const from = option + 2
    const to = Math.min(end, from + bytes[option + 1]!)
    if (code === HOST_NAME) {
      ledger.claims.claim(about, 'name', utf8(bytes, from, to), protocolName(DHCP)!, 'dhcp-host-name', ledger.wire)
    } else if (code === VENDOR_CLASS) {
      ledger.claims.claim(
        about,
        'description',
        utf8(bytes, from, to),
        protocolName(DHCP)!,
        'dhcp-vendor-class',
        ledger.wire,
      )
    }
    option = to
  }
}
