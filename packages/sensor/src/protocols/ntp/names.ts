// Modes and control operations. Sources: RFC 5905 §7.3 figure 10, RFC 9327 §2.
import type { FunctionKind } from '@penstock/model/observations'

export const CLIENT = 3
export const SERVER = 4
export const BROADCAST = 5
export const CONTROL = 6
export const PRIVATE = 7

const MODES: readonly string[] = [
  'Reserved',
  'Symmetric active',
  'Symmetric passive',
  'Client',
  'Server',
  'Broadcast',
  'Control',
  'Private',
]

const CONTROLS: ReadonlyMap<number, string> = new Map([
  [1, 'read status'],
  [2, 'read variables'],
  [3, 'write variables'],
  [4, 'read clock variables'],
  [5, 'write clock variables'],
  [6, 'set trap address'],
  [7, 'trap response'],
  [8, 'configure'],
  [9, 'save configuration'],
  [10, 'read most recently used list'],
  [11, 'read ordered list'],
  [12, 'request nonce'],
  [31, 'unset trap'],
])
const WRITES: ReadonlySet<number> = new Set([3, 5, 8])

export function controlName(operation: number): string {
  return CONTROLS.get(operation) ?? `operation ${operation}`
}

export function describeNtp(word: number): { code: string; name: string; kind: FunctionKind } {
  const mode = word < 8 ? word : word >> 8
  const code = word & 255
  if (mode === CONTROL && word >= 8)
    return { code: `6/${code}`, name: `Control: ${controlName(code)}`, kind: WRITES.has(code) ? 'write' : 'read' }
  if (mode === PRIVATE && word >= 8) return { code: `7/${code}`, name: `Private request ${code}`, kind: 'other' }
  return { code: String(mode), name: MODES[mode] ?? `Mode ${mode}`, kind: 'read' }
}
