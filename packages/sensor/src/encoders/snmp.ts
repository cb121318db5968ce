// SNMP version 2c. Source: RFC 3416 §3, RFC 3418 (system group: description 1, object 2, uptime 3, contact 4, name 5).
import { ber, berInteger, berOid, context, TAG } from './ber.ts'

/** One variable: its object id, and a text, number or nothing. */
export interface SnmpVariable {
  readonly oid: string
  readonly value: string | number | null
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

function message(
  pduType: number,
  requestId: number,
  community: string,
  variables: readonly SnmpVariable[],
): Uint8Array {
  const bindings = variables.map(({ oid, value }) => ber(TAG.sequence, berOid(oid), encode(value)))
  const pdu = context(pduType, berInteger(requestId), berInteger(0), berInteger(0), ber(TAG.sequence, ...bindings))
  return ber(TAG.sequence, berInteger(1), ber(TAG.octets, community), pdu)
}

function encode(value: string | number | null): Uint8Array {
  if (value === null) return ber(TAG.null)
  return typeof value === 'number' ? berInteger(value, 0x43) : ber(TAG.octets, value)
}
