// Message types and the errors that logons end with. Source: RFC 4120 §5.10, §7.5.9.
import type { FunctionKind } from '@penstock/model/observations'

export const AS_REQUEST = 10
export const AS_REPLY = 11
export const TGS_REQUEST = 12
export const TGS_REPLY = 13
export const AP_REQUEST = 14
export const ERROR = 30
export const PREAUTH_REQUIRED = 25

const TYPES: ReadonlyMap<number, string> = new Map([
  [AS_REQUEST, 'AS-REQ'],
  [AS_REPLY, 'AS-REP'],
  [TGS_REQUEST, 'TGS-REQ'],
  [TGS_REPLY, 'TGS-REP'],
  [AP_REQUEST, 'AP-REQ'],
  [15, 'AP-REP'],
  [ERROR, 'KRB-ERROR'],
])

const ERRORS: ReadonlyMap<number, string> = new Map([
  [0, 'none'],
  [1, 'client expired'],
  [2, 'service expired'],
  [6, 'client unknown'],
  [7, 'service unknown'],
  [9, 'null key'],
  [10, 'cannot postdate'],
  [12, 'policy'],
  [13, 'option not allowed'],
  [14, 'encryption not supported'],
  [16, 'preauthentication type not supported'],
  [18, 'client revoked'],
  [19, 'service revoked'],
  [21, 'client not yet valid'],
  [23, 'password expired'],
  [24, 'preauthentication failed'],
  [PREAUTH_REQUIRED, 'preauthentication required'],
  [31, 'integrity'],
  [32, 'ticket expired'],
  [33, 'ticket not yet valid'],
  [34, 'repeated'],
  [37, 'clock skew'],
  [41, 'modified'],
  [52, 'answer too large for UDP'],
  [60, 'generic'],
  [68, 'wrong realm'],
])

export function errorName(code: number): string {
  return ERRORS.get(code) ?? `error ${code}`
}

export function describeKerberos(type: number): { code: string; name: string; kind: FunctionKind } {
  const name = TYPES.get(type) ?? `Message ${type}`
  return { code: name, name, kind: 'session' }
}
