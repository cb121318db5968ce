// Cisco Discovery Protocol: name, platform and software of a switch or router. Source: Cisco, "Configuring CDP"; frame form as
// documented by the Wireshark project.
import type { Ledger } from '@penstock/sensor/facts'
import type { Frame } from '@penstock/sensor/link'
import { CDP, protocolName } from '../ids.ts'
import { utf8 } from '../text.ts'

const DEVICE_ID = 1
const VERSION = 5
const PLATFORM = 6

/** Reads one CDP packet: version, time to live, checksum (2), then TLVs whose length counts their own head. */
export function cdpPacket(ledger: Ledger, bytes: Uint8Array, view: DataView, frame: Frame, flow: number): void {
  const speaker = ledger.addresses.macRow(frame.sourceMacHigh, frame.sourceMacLow)
  if (ledger.claims.isOldNews(speaker, bytes, frame.at, frame.end)) return
  const about = { mac: ledger.addresses.macText(speaker), ip: null }
  const protocol = protocolName(CDP)!
  let at = frame.at + 4
  while (at + 4 <= frame.end) {
    const type = view.getUint16(at)
    const length = view.getUint16(at + 2)
    if (length < 4 || at + length > frame.end) {
      ledger.odd('cdp-length', flow, `TLV ${type} of ${length} bytes`)
      return
    }
    const text = type === DEVICE_ID || type === VERSION || type === PLATFORM ? utf8(bytes, at + 4, at + length) : ''
    if (type === DEVICE_ID) ledger.claims.claim(about, 'name', text, protocol, 'cdp-device-id', ledger.wire)
    if (type === PLATFORM) ledger.claims.claim(about, 'model', text, protocol, 'cdp-platform', ledger.wire)
    if (type === VERSION) {
      ledger.claims.claim(about, 'description', text, protocol, 'cdp-version', ledger.wire)
      const release = /Version ([^\s,]+)/.exec(text)
      if (release !== null) ledger.claims.claim(about, 'firmware', release[1]!, protocol, 'cdp-version', ledger.wire)
    }
    at += length
  }
}
