// What an SNMP agent says of itself: the system group. Sources: RFC 1157 §4, RFC 3418 §2 (sysDescr 1, sysName 5).
import type { Endpoint } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import { describeFromText } from '../description.ts'
import { protocolName, SNMP } from '../ids.ts'
import { utf8 } from '../text.ts'

const RESPONSE = 0xa2
const OBJECT_ID = 0x06
const OCTETS = 0x04
/** 1.3.6.1.2.1.1, the system group. */
const SYSTEM = [0x2b, 6, 1, 2, 1, 1]
const MOST_VARIABLES = 64

/** Reads an answer of version 1 or 2c; `agent` is its sender. */
export function snmpAnswer(ledger: Ledger, bytes: Uint8Array, at: number, end: number, agent: Endpoint): void {
  const version = enter(bytes, at, end)
  const community = behind(bytes, version, end)
  const pdu = behind(bytes, community, end)
  if (bytes[pdu] !== RESPONSE) return
  let list = enter(bytes, pdu, end)
  for (let n = 0; n < 3; n += 1) list = behind(bytes, list, end)
  let variable = enter(bytes, list, end)
  for (let n = 0; n < MOST_VARIABLES && variable + 4 < end; n += 1) {
    const name = enter(bytes, variable, end)
    const value = behind(bytes, name, end)
    if (bytes[name] === OBJECT_ID && bytes[value] === OCTETS) say(ledger, bytes, name, value, end, agent)
    variable = behind(bytes, variable, end)
  }
}

function say(ledger: Ledger, bytes: Uint8Array, name: number, value: number, end: number, agent: Endpoint): void {
  const id = enter(bytes, name, end)
  for (let n = 0; n < SYSTEM.length; n += 1) if (bytes[id + n] !== SYSTEM[n]) return
  const about = { mac: null, ip: agent.ip }
  const text = utf8(bytes, enter(bytes, value, end), behind(bytes, value, end))
  const member = bytes[id + SYSTEM.length]
  if (member === 1) describeFromText(ledger, about, text, protocolName(SNMP)!, 'snmp-system-description')
  if (member === 5) ledger.claims.claim(about, 'name', text, protocolName(SNMP)!, 'snmp-system-name', ledger.wire)
}

/** Place of the contents of the BER element at `at`; `end` when it does not fit. */
function enter(bytes: Uint8Array, at: number, end: number): number {
  const form = bytes[at + 1] ?? 0
  return Math.min(end, form < 0x80 ? at + 2 : at + 2 + (form & 0x7f))
}

/** Place behind the BER element at `at`; `end` when it does not fit. */
function behind(bytes: Uint8Array, at: number, end: number): number {
  const form = bytes[at + 1] ?? 0
  if (form < 0x80) return Math.min(end, at + 2 + form)
  let length = 0
  for (let n = 0; n < (form & 0x7f) && n < 3; n += 1) length = (length << 8) | (bytes[at + 2 + n] ?? 0)
  return Math.min(end, enter(bytes, at, end) + length)
}
