// What a CPU says of itself when a session begins: `1;6ES7 511-1AK01-0AB0;V2.1`. Source: as in `names.ts`.
import type { Ledger } from '@penstock/sensor/facts'
import { protocolName, S7COMM_PLUS } from '../ids.ts'
import { ascii } from '../text.ts'

const WIDE_STRING = 0x15
const SEMICOLON = 0x3b
const LONGEST = 64
const SHORTEST = 12

/** Looks for the text in the answer to CreateObject: a string that names rack, order number and version, parted by semicolons. */
export function claimCpu(
  ledger: Ledger,
  bytes: Uint8Array,
  from: number,
  to: number,
  flow: number,
  side: number,
): void {
  for (let at = from; at + SHORTEST < to; at += 1) {
    if (bytes[at] !== WIDE_STRING || bytes[at + 3] !== SEMICOLON) continue
    const length = bytes[at + 1]!
    if (length < SHORTEST || length > LONGEST || at + 2 + length > to) continue
    const parts = ascii(bytes, at + 2, at + 2 + length).split(';')
    const [, order = '', version = ''] = parts
    if (parts.length !== 3 || !/^6[A-Z]{2}\d [\dA-Z-]{8,}\s*$/.test(order) || !/^[A-Z]\d+\.\d+/.test(version)) continue
    const protocol = protocolName(S7COMM_PLUS)!
    const about = { mac: null, ip: ledger.endpoint(flow, side).ip }
    ledger.claims.claim(about, 'orderNumber', order.trim(), protocol, 'CreateObject', ledger.wire)
    ledger.claims.claim(about, 'firmware', version, protocol, 'CreateObject', ledger.wire)
    ledger.claims.claim(about, 'vendor', 'Siemens', protocol, 'order-number', ledger.wire, 'inferred')
    return
  }
}
