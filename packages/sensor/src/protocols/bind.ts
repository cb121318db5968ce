// A protocol of the device itself named a MAC and an IP address together.
import { AT, type Ledger, OFFSET } from '@penstock/sensor/facts'
import { IPV4 } from '@penstock/sensor/network'

/** Notes that the device with this MAC says it has this IPv4 address. */
export function bindByProtocol(ledger: Ledger, macRow: number, address: number, vlan: number, protocol: number): void {
  if (address === 0 || macRow < 0) return
  const { wire } = ledger
  const instant = wire.floats[AT]!
  ledger.bindings.add(macRow, IPV4, address, vlan, 'protocol', protocol, {
    file: wire.file,
    frame: wire.frame,
    length: wire.length,
    offset: wire.floats[OFFSET]!,
    firstAt: instant,
    lastAt: instant,
    packets: 1,
  })
}
