// Function codes of __Title__. Source: name the document, its edition and the clause.
import type { FunctionKind, OperationKind } from '@penstock/model/observations'

interface FunctionName {
  readonly name: string
  readonly kind: FunctionKind
  /** Set for functions that act on the server: each becomes an operation with its packet. */
  readonly operation?: OperationKind
}

export const FUNCTIONS: ReadonlyMap<number, FunctionName> = new Map<number, FunctionName>([
  [1, { name: 'Read', kind: 'read' }],
  [2, { name: 'Write', kind: 'write', operation: 'write' }],
])

/** Name and kind of a function code as conversations list it. */
export function describe__Pascal__(code: number): { code: string; name: string; kind: FunctionKind } {
  const known = FUNCTIONS.get(code)
  return { code: String(code), name: known?.name ?? `Function ${code}`, kind: known?.kind ?? 'other' }
}
