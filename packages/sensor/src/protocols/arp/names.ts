// Operations of ARP. Source: IANA, "Address Resolution Protocol (ARP) Parameters", operation codes.
import type { FunctionKind } from '@penstock/model/observations'

export const REQUEST = 1
export const REPLY = 2

export const OPERATIONS: ReadonlyMap<number, string> = new Map([
  [REQUEST, 'Request'],
  [REPLY, 'Reply'],
  [3, 'Reverse Request'],
  [4, 'Reverse Reply'],
  [5, 'Dynamic Reverse Request'],
  [6, 'Dynamic Reverse Reply'],
  [7, 'Dynamic Reverse Error'],
  [8, 'Inverse Request'],
  [9, 'Inverse Reply'],
  [10, 'NAK'],
])

/** Codes that IANA has given out, 1 to 25. */
export const GIVEN = 25

export function describeArp(code: number): { code: string; name: string; kind: FunctionKind } {
  return { code: String(code), name: OPERATIONS.get(code) ?? `Operation ${code}`, kind: 'other' }
}
