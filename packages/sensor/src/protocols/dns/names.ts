// Kinds of records that are asked for, as functions of a conversation. Source: IANA registry of DNS parameters.
import type { FunctionKind } from '@penstock/model/observations'

export const A = 1
export const CNAME = 5
export const PTR = 12
export const TXT = 16
export const AAAA = 28
export const SRV = 33
/** NetBIOS general name service (RFC 1002 §4.2.1.3); the same number means NIMLOC elsewhere. */
export const NETBIOS = 32

const TYPES: ReadonlyMap<number, string> = new Map([
  [A, 'A'],
  [2, 'NS'],
  [CNAME, 'CNAME'],
  [6, 'SOA'],
  [PTR, 'PTR'],
  [13, 'HINFO'],
  [15, 'MX'],
  [TXT, 'TXT'],
  [AAAA, 'AAAA'],
  [NETBIOS, 'NB'],
  [SRV, 'SRV'],
  [35, 'NAPTR'],
  [43, 'DS'],
  [48, 'DNSKEY'],
  [64, 'SVCB'],
  [65, 'HTTPS'],
  [251, 'IXFR'],
  [252, 'AXFR'],
  [255, 'ANY'],
])

export function describeQuery(type: number): { code: string; name: string; kind: FunctionKind } {
  const name = TYPES.get(type) ?? `TYPE${type}`
  return { code: name, name: `Query ${name}`, kind: 'read' }
}

export function isNamed(type: number): boolean {
  return TYPES.has(type)
}
