// SNMP messages of all three versions by place. Sources: RFC 1157 §4, RFC 3416 §3, RFC 3412 §6 (version 3), RFC 3414 §2.4 (its users).
import { BER, behind, enter, integerAt } from '../ber.ts'

const MOST_HEADER = 4
const PDU_FIRST = 0xa0
const PDU_LAST = 0xa8
const IS_PRIVATE = 2
const USERS = 3

/** Places in one message; -1 where a part is missing. */
export class SnmpParts {
  version = -1
  /** Contents of the community. */
  communityAt = -1
  communityEnd = -1
  /** Contents of engine id and user, version 3. */
  engineAt = -1
  engineEnd = -1
  userAt = -1
  userEnd = -1
  flags = 0
  /** The PDU's element. */
  pduAt = -1
  pduEnd = -1
}

/** Fills `out`; false when the message is no SNMP. */
export function snmpParts(bytes: Uint8Array, at: number, end: number, out: SnmpParts): boolean {
  out.communityAt = out.engineAt = out.userAt = out.pduAt = -1
  out.flags = 0
  if (bytes[at] !== BER.sequence) return false
  const stop = behind(bytes, at, end)
  const version = enter(bytes, at, end)
  out.version = integerAt(bytes, version, stop)
  const second = behind(bytes, version, stop)
  if (out.version === 3) return version3(bytes, second, stop, out)
  if (bytes[second] !== BER.octets) return false
  out.communityAt = enter(bytes, second, stop)
  out.communityEnd = behind(bytes, second, stop)
  return pdu(bytes, out.communityEnd, stop, out)
}

// Header of id, size, flags and model; the users' parameters in octets; then the scoped PDU, sealed or not.
function version3(bytes: Uint8Array, header: number, end: number, out: SnmpParts): boolean {
  const headerEnd = behind(bytes, header, end)
  let field = enter(bytes, header, headerEnd)
  for (let n = 0; n < MOST_HEADER && field < headerEnd; n += 1) {
    if (n === 2) out.flags = bytes[enter(bytes, field, headerEnd)] ?? 0
    if (n === 3 && integerAt(bytes, field, headerEnd) !== USERS) return true
    field = behind(bytes, field, headerEnd)
  }
  const parametersEnd = behind(bytes, headerEnd, end)
  const sequence = enter(bytes, headerEnd, parametersEnd)
  const engine = enter(bytes, sequence, parametersEnd)
  out.engineAt = enter(bytes, engine, parametersEnd)
  out.engineEnd = behind(bytes, engine, parametersEnd)
  // Boots and time stand between the engine and the user.
  const user = behind(bytes, behind(bytes, out.engineEnd, parametersEnd), parametersEnd)
  if (bytes[engine] !== BER.octets || bytes[user] !== BER.octets || user >= parametersEnd) {
    out.engineAt = -1
    return true
  }
  out.userAt = enter(bytes, user, parametersEnd)
  out.userEnd = behind(bytes, user, parametersEnd)
  if (out.flags & IS_PRIVATE || bytes[parametersEnd] !== BER.sequence) return true
  const context = enter(bytes, parametersEnd, end)
  return pdu(bytes, behind(bytes, behind(bytes, context, end), end), end, out)
}

function pdu(bytes: Uint8Array, at: number, end: number, out: SnmpParts): boolean {
  const tag = bytes[at] ?? 0
  if (at >= end || tag < PDU_FIRST || tag > PDU_LAST) return false
  out.pduAt = at
  out.pduEnd = behind(bytes, at, end)
  return true
}
