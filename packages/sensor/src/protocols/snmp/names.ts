// PDUs, errors and generic traps. Sources: RFC 1157 §4.1, RFC 3416 §3, RFC 3418 (generic notices).
import type { FunctionKind } from '@penstock/model/observations'

export const GET = 0
export const RESPONSE = 2
export const SET = 3
export const TRAP_1 = 4
export const INFORM = 6
export const TRAP_2 = 7
export const REPORT = 8

const PDUS: readonly (readonly [string, FunctionKind])[] = [
  ['GetRequest', 'read'],
  ['GetNextRequest', 'read'],
  ['Response', 'other'],
  ['SetRequest', 'write'],
  ['Trap', 'other'],
  ['GetBulkRequest', 'read'],
  ['InformRequest', 'other'],
  ['SNMPv2-Trap', 'other'],
  ['Report', 'other'],
]
export const PDU_COUNT = PDUS.length

const ERRORS: readonly string[] = [
  'ok',
  'tooBig',
  'noSuchName',
  'badValue',
  'readOnly',
  'genErr',
  'noAccess',
  'wrongType',
  'wrongLength',
  'wrongEncoding',
  'wrongValue',
  'noCreation',
  'inconsistentValue',
  'resourceUnavailable',
  'commitFailed',
  'undoFailed',
  'authorizationError',
  'notWritable',
  'inconsistentName',
]

export const COLD_START = 0
export const WARM_START = 1
export const AUTHENTICATION_FAILURE = 4
export const ENTERPRISE_SPECIFIC = 6
export const GENERIC_TRAPS: readonly string[] = [
  'cold start',
  'warm start',
  'link down',
  'link up',
  'authentication failure',
  'EGP neighbour lost',
]

/** snmpTrapOID.0, the variable that names a notice, and the generic ones below snmpTraps. */
export const TRAP_ID = '1.3.6.1.6.3.1.1.4.1.0'
export const GENERIC_PREFIX = '1.3.6.1.6.3.1.1.5.'

/** Communities that devices leave the factory with. */
export const DEFAULT_COMMUNITIES: ReadonlySet<string> = new Set([
  'public',
  'private',
  'admin',
  'cisco',
  'community',
  'snmp',
])

export function errorName(status: number): string {
  return ERRORS[status] ?? `error ${status}`
}

export function describeSnmp(kind: number): { code: string; name: string; kind: FunctionKind } {
  const [name, does] = PDUS[kind] ?? [`PDU ${kind}`, 'other' as const]
  return { code: name, name, kind: does }
}
