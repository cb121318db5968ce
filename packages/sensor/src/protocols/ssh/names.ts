// Messages of the key exchange. Sources: RFC 4253 §12, RFC 4419 §5, RFC 5656 §7.1.
import type { FunctionKind } from '@penstock/model/observations'

export const KEX_INIT = 20
export const NEW_KEYS = 21

/** Opening and group request, then the client's half of a group exchange; the server answers with the number behind each. */
export const FROM_CLIENT: ReadonlySet<number> = new Set([30, 32, 34])
export const FROM_SERVER: ReadonlySet<number> = new Set([31, 33])

const NAMES: ReadonlyMap<number, string> = new Map([
  [30, 'Key exchange'],
  [32, 'Group exchange'],
  [34, 'Group request'],
])

export function describeSsh(code: number): { code: string; name: string; kind: FunctionKind } {
  return { code: String(code), name: NAMES.get(code) ?? `Message ${code}`, kind: 'session' }
}
