// Kinds of messages.
import type { FunctionKind } from '@penstock/model/observations'

export const SEARCH = 1
export const NOTIFY = 2
export const ANSWER = 3
const NAMES: readonly string[] = ['', 'M-SEARCH', 'NOTIFY', 'Search answer']

export function describeSsdp(code: number): { code: string; name: string; kind: FunctionKind } {
  const name = NAMES[code] ?? `Message ${code}`
  return { code: name, name, kind: 'identity' }
}
