// What an agent says of itself: the system group. Source: RFC 3418 §2 (sysDescr 1, sysName 5).
import type { Ledger } from '@penstock/sensor/facts'
import { BER, behind, enter } from '../ber.ts'
import { describeFromText } from '../description.ts'
import { speaker } from '../speaker.ts'
import { utf8 } from '../text.ts'

/** 1.3.6.1.2.1.1, the system group. */
const SYSTEM = [0x2b, 6, 1, 2, 1, 1]
const DESCRIPTION = 1
const NAME = 5

/** Reads one variable that `side` answered; its name is `bytes[name..nameEnd)`, its value stands at `value`. */
export function systemGroup(
  ledger: Ledger,
  bytes: Uint8Array,
  name: number,
  nameEnd: number,
  value: number,
  end: number,
  flow: number,
  side: number,
): void {
  if (nameEnd - name < SYSTEM.length + 1 || bytes[value] !== BER.octets) return
  for (let n = 0; n < SYSTEM.length; n += 1) if (bytes[name + n] !== SYSTEM[n]) return
  const member = bytes[name + SYSTEM.length]
  if (member !== DESCRIPTION && member !== NAME) return
  const about = speaker(ledger, flow, side)
  const text = utf8(bytes, enter(bytes, value, end), behind(bytes, value, end))
  if (member === DESCRIPTION) describeFromText(ledger, about, text, 'snmp', 'snmp-system-description')
  else ledger.claims.claim(about, 'name', text, 'snmp', 'snmp-system-name', ledger.wire)
}
