// SNMP version 2c, traps of version 1 and messages of version 3. Source: RFC 3416 §3, RFC 3418 (system group: description 1, object 2, uptime 3, contact 4, name 5).
import { ber, berInteger, berOid, context, TAG } from './ber.ts'
import { bytes, zeros } from './bytes.ts'

/** One variable: its object id, and a text, number, object id or nothing. */
export interface SnmpVariable {
  readonly oid: string
  readonly value: string | number | { readonly oid: string } | null
}

export const SYSTEM = {
  description: '1.3.6.1.2.1.1.1.0',
  uptime: '1.3.6.1.2.1.1.3.0',
  name: '1.3.6.1.2.1.1.5.0',
} as const

export function snmpGet(requestId: number, community: string, oids: readonly string[]): Uint8Array {
  return message(
    0,
    requestId,
    community,
    oids.map((oid) => ({ oid, value: null })),
  )
}

export function snmpResponse(requestId: number, community: string, variables: readonly SnmpVariable[]): Uint8Array {
  return message(2, requestId, community, variables)
}

/** SetRequest of one variable. */
export function snmpSet(requestId: number, community: string, variable: SnmpVariable, errorStatus = 0): Uint8Array {
  return message(errorStatus === 0 ? 3 : 2, requestId, community, [variable], errorStatus)
}

/** Version 1's trap (RFC 1157 §4.1.6): `agent` is four bytes. */
export function snmpTrap1(community: string, enterprise: string, agent: Uint8Array, generic: number, specific: number) {
  const front = bytes(berOid(enterprise), ber(0x40, agent), berInteger(generic), berInteger(specific))
  const pdu = context(4, front, berInteger(4242, 0x43), ber(TAG.sequence))
  return ber(TAG.sequence, berInteger(0), ber(TAG.octets, community), pdu)
}

/** A notice of version 2c (RFC 3416 §4.2.6), named by its object id. */
export function snmpTrap2(requestId: number, community: string, notice: string): Uint8Array {
  return message(7, requestId, community, [
    { oid: SYSTEM.uptime, value: 4242 },
    { oid: '1.3.6.1.6.3.1.1.4.1.0', value: { oid: notice } },
  ])
}

/** Version 3 with a user (RFC 3412 §6, RFC 3414 §2.4); flags 1 authenticated, 2 sealed. `pduType` 0 asks, 2 answers. */
export function snmp3(
  pduType: number,
  requestId: number,
  who: { readonly engine: Uint8Array; readonly user: string; readonly flags: number },
  variables: readonly SnmpVariable[],
): Uint8Array {
  const header = ber(TAG.sequence, berInteger(requestId), berInteger(65_507), ber(TAG.octets, who.flags), berInteger(3))
  const proof = who.flags & 1 ? zeros(12) : bytes()
  const salt = who.flags & 2 ? zeros(8) : bytes()
  const user = bytes(ber(TAG.octets, who.engine), berInteger(1), berInteger(1000), ber(TAG.octets, who.user))
  const parameters = ber(TAG.sequence, user, ber(TAG.octets, proof), ber(TAG.octets, salt))
  const scoped = ber(TAG.sequence, ber(TAG.octets, who.engine), ber(TAG.octets), pdu(pduType, requestId, variables, 0))
  const data = who.flags & 2 ? ber(TAG.octets, zeros(48)) : scoped
  return ber(TAG.sequence, berInteger(3), header, ber(TAG.octets, parameters), data)
}

function message(
  pduType: number,
  requestId: number,
  community: string,
  variables: readonly SnmpVariable[],
  errorStatus = 0,
): Uint8Array {
  return ber(TAG.sequence, berInteger(1), ber(TAG.octets, community), pdu(pduType, requestId, variables, errorStatus))
}

function pdu(type: number, requestId: number, variables: readonly SnmpVariable[], errorStatus: number): Uint8Array {
  const bindings = variables.map(({ oid, value }) => ber(TAG.sequence, berOid(oid), encode(value)))
  const numbers = bytes(berInteger(requestId), berInteger(errorStatus), berInteger(errorStatus === 0 ? 0 : 1))
  return context(type, numbers, ber(TAG.sequence, ...bindings))
}

function encode(value: SnmpVariable['value']): Uint8Array {
  if (value === null) return ber(TAG.null)
  if (typeof value === 'object') return berOid(value.oid)
  return typeof value === 'number' ? berInteger(value, 0x43) : ber(TAG.octets, value)
}
