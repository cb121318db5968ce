// ARP: who has which address, on the word of its owner or of somebody who answers for it. Source: RFC 826.
import type { Ledger } from '@penstock/sensor/facts'
import { AT, OFFSET } from '@penstock/sensor/facts'
import type { Frame } from '@penstock/sensor/link'
import { IPV4 } from '@penstock/sensor/network'
import { ARP } from '../ids.ts'
import { REPLY, REQUEST } from './names.ts'

/** Reads one ARP packet for Ethernet and IPv4. */
export function arpPacket(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  frame: Frame,
  flow: number,
  side: number,
): void {
  const { at } = frame
  if (frame.end - at < 28) {
    ledger.odd('arp-length', flow, `${frame.end - at} bytes`)
    return
  }
  if (view.getUint16(at) !== 1 || view.getUint16(at + 2) !== 0x0800 || bytes[at + 4] !== 6 || bytes[at + 5] !== 4)
    return
  const operation = view.getUint16(at + 6)
  ledger.functions.ask(flow, side, ARP, operation)
  if (operation !== REQUEST && operation !== REPLY) return
  const high = view.getUint16(at + 8)
  const low = view.getInt32(at + 10)
  const address = view.getInt32(at + 14)
  if (frame.hasMac === 1 && (high !== frame.sourceMacHigh || low !== frame.sourceMacLow)) {
    ledger.odd('arp-sender-mismatch', flow, 'the sender in the message is not the sender of the frame')
  }
  // A probe (RFC 5227) asks with the address 0.0.0.0.
  if (address === 0 || (high === 0 && low === 0)) return
  const isOwn = operation === REQUEST || address === view.getInt32(at + 24)
  const { wire } = ledger
  const instant = wire.floats[AT]!
  ledger.bindings.add(
    ledger.addresses.macRow(high, low),
    IPV4,
    address,
    frame.vlan,
    isOwn ? 'arp-own' : 'arp-reply',
    ARP,
    {
      file: wire.file,
      frame: wire.frame,
      length: wire.length,
      offset: wire.floats[OFFSET]!,
      firstAt: instant,
      lastAt: instant,
      packets: 1,
    },
  )
}
