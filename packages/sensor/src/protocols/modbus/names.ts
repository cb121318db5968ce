// Function codes of Modbus. Source: MODBUS Application Protocol V1.1b3 §5.1 and §6; 90 is
// Schneider Electric's UMAS (`umas.ts`).
import type { FunctionKind, OperationKind } from '@penstock/model/observations'

interface FunctionName {
  readonly name: string
  readonly kind: FunctionKind
  readonly operation?: OperationKind
  /** What an address of this function counts. */
  readonly space?: 'coil' | 'register'
}

export const FUNCTIONS: ReadonlyMap<number, FunctionName> = new Map<number, FunctionName>([
  [1, { name: 'Read Coils', kind: 'read' }],
  [2, { name: 'Read Discrete Inputs', kind: 'read' }],
  [3, { name: 'Read Holding Registers', kind: 'read' }],
  [4, { name: 'Read Input Registers', kind: 'read' }],
  [5, { name: 'Write Single Coil', kind: 'write', operation: 'write', space: 'coil' }],
  [6, { name: 'Write Single Register', kind: 'write', operation: 'write', space: 'register' }],
  [7, { name: 'Read Exception Status', kind: 'read' }],
  [8, { name: 'Diagnostics', kind: 'control', operation: 'control' }],
  [11, { name: 'Get Comm Event Counter', kind: 'read' }],
  [12, { name: 'Get Comm Event Log', kind: 'read' }],
  [15, { name: 'Write Multiple Coils', kind: 'write', operation: 'write', space: 'coil' }],
  [16, { name: 'Write Multiple Registers', kind: 'write', operation: 'write', space: 'register' }],
  [17, { name: 'Report Server ID', kind: 'identity', operation: 'identity' }],
  [20, { name: 'Read File Record', kind: 'read', operation: 'file' }],
  [21, { name: 'Write File Record', kind: 'write', operation: 'file' }],
  [22, { name: 'Mask Write Register', kind: 'write', operation: 'write', space: 'register' }],
  [23, { name: 'Read/Write Multiple Registers', kind: 'write', operation: 'write', space: 'register' }],
  [24, { name: 'Read FIFO Queue', kind: 'read' }],
  [43, { name: 'Encapsulated Interface Transport', kind: 'identity', operation: 'identity' }],
  [90, { name: 'UMAS', kind: 'program', operation: 'control' }],
])

export const DIAGNOSTICS: ReadonlyMap<number, string> = new Map([
  [0, 'Return Query Data'],
  [1, 'Restart Communications'],
  [2, 'Return Diagnostic Register'],
  [4, 'Force Listen Only Mode'],
  [10, 'Clear Counters'],
])

/** Exception codes, §7. */
export const EXCEPTIONS: ReadonlyMap<number, string> = new Map([
  [1, 'illegal function'],
  [2, 'illegal data address'],
  [3, 'illegal data value'],
  [4, 'server device failure'],
  [5, 'acknowledge'],
  [6, 'server device busy'],
  [8, 'memory parity error'],
  [10, 'gateway path unavailable'],
  [11, 'gateway target failed to respond'],
])

/** Name and kind of a function code as conversations list it. */
export function describeModbus(code: number): { code: string; name: string; kind: FunctionKind } {
  const known = FUNCTIONS.get(code)
  return { code: String(code), name: known?.name ?? `Function ${code}`, kind: known?.kind ?? 'other' }
}
