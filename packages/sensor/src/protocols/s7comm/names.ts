// Functions of S7 communication. Sources: the dissector documentation of the Wireshark project (packet-s7comm) and the
// public description by G. Hofmann, "S7comm"; Siemens publishes no specification.
import type { FunctionKind, OperationKind } from '@penstock/model/observations'

export const JOB = 1
export const ACK = 2
export const ACK_DATA = 3
export const USERDATA = 7

/** Userdata functions are numbered `USERDATA_BASE | group << 8 | subfunction`. */
const USERDATA_BASE = 0x1_0000

interface FunctionName {
  readonly name: string
  readonly kind: FunctionKind
  readonly operation?: OperationKind
}

export const FUNCTIONS: ReadonlyMap<number, FunctionName> = new Map<number, FunctionName>([
  [0x00, { name: 'CPU Services', kind: 'other' }],
  [0x04, { name: 'Read Var', kind: 'read' }],
  [0x05, { name: 'Write Var', kind: 'write', operation: 'write' }],
  [0x1a, { name: 'Request Download', kind: 'program', operation: 'program-download' }],
  // The CPU itself asks these two of the programmer once a download has begun.
  [0x1b, { name: 'Download Block', kind: 'other', operation: 'program-download' }],
  [0x1c, { name: 'Download Ended', kind: 'other', operation: 'program-download' }],
  [0x1d, { name: 'Start Upload', kind: 'program', operation: 'program-upload' }],
  [0x1e, { name: 'Upload', kind: 'program', operation: 'program-upload' }],
  [0x1f, { name: 'End Upload', kind: 'program', operation: 'program-upload' }],
  [0x28, { name: 'PI Service', kind: 'control' }],
  [0x29, { name: 'PLC Stop', kind: 'control', operation: 'mode' }],
  [0xf0, { name: 'Setup Communication', kind: 'session' }],
  [userdata(1, 16), { name: 'Flash LED', kind: 'control', operation: 'control' }],
  [userdata(3, 1), { name: 'List Blocks', kind: 'identity' }],
  [userdata(3, 2), { name: 'List Blocks of Type', kind: 'identity' }],
  [userdata(3, 3), { name: 'Get Block Info', kind: 'identity' }],
  [userdata(4, 1), { name: 'Read SZL', kind: 'identity' }],
  [userdata(4, 2), { name: 'Message Service', kind: 'session' }],
  [userdata(4, 3), { name: 'Diagnostic Message', kind: 'other' }],
  [userdata(5, 1), { name: 'PLC Password', kind: 'session', operation: 'auth' }],
  [userdata(5, 2), { name: 'Clear PLC Password', kind: 'session', operation: 'auth' }],
  [userdata(7, 1), { name: 'Read Clock', kind: 'read' }],
  [userdata(7, 2), { name: 'Set Clock', kind: 'write', operation: 'time' }],
  [userdata(7, 3), { name: 'Read Clock (following)', kind: 'read' }],
  [userdata(7, 4), { name: 'Set Clock (following)', kind: 'write', operation: 'time' }],
])

const GROUPS: ReadonlyMap<number, { readonly name: string; readonly kind: FunctionKind }> = new Map<
  number,
  { readonly name: string; readonly kind: FunctionKind }
>([
  [1, { name: 'Programmer Command', kind: 'control' }],
  [2, { name: 'Cyclic Data', kind: 'read' }],
  [3, { name: 'Block Function', kind: 'identity' }],
  [4, { name: 'CPU Function', kind: 'identity' }],
  [5, { name: 'Security', kind: 'session' }],
  [6, { name: 'PBC BSEND/BRECV', kind: 'write' }],
  [7, { name: 'Time Function', kind: 'other' }],
])

/** Program invocation services, and what calling them does. */
export const PI_SERVICES: ReadonlyMap<string, { readonly name: string; readonly operation: OperationKind }> = new Map<
  string,
  { readonly name: string; readonly operation: OperationKind }
>([
  ['_INSE', { name: 'Activate Block', operation: 'program-download' }],
  ['_DELE', { name: 'Delete Block', operation: 'program-download' }],
  ['P_PROGRAM', { name: 'Start Program', operation: 'mode' }],
  ['_MODU', { name: 'Copy RAM to ROM', operation: 'program-download' }],
  ['_GARB', { name: 'Compress Memory', operation: 'program-download' }],
  ['_N_LOGIN_', { name: 'Login', operation: 'auth' }],
])

export const BLOCK_TYPES: ReadonlyMap<string, string> = new Map([
  ['08', 'OB'],
  ['0A', 'DB'],
  ['0B', 'SDB'],
  ['0C', 'FC'],
  ['0D', 'SFC'],
  ['0E', 'FB'],
  ['0F', 'SFB'],
])

export const AREAS: ReadonlyMap<number, string> = new Map([
  [0x03, 'system information'],
  [0x05, 'system flags'],
  [0x06, 'analog inputs'],
  [0x07, 'analog outputs'],
  [0x1c, 'counters'],
  [0x1d, 'timers'],
  [0x80, 'peripheral'],
  [0x81, 'inputs'],
  [0x82, 'outputs'],
  [0x83, 'flags'],
  [0x84, 'DB'],
  [0x85, 'instance DB'],
  [0x86, 'local data'],
])

/** Number of a userdata function inside the sensor. */
export function userdata(group: number, subfunction: number): number {
  return USERDATA_BASE | (group << 8) | subfunction
}

/** Name and kind of a function as conversations list it: `0x04`, or `group.subfunction` in decimal for userdata. */
export function describeS7(code: number): { code: string; name: string; kind: FunctionKind } {
  const known = FUNCTIONS.get(code)
  if (code < USERDATA_BASE) {
    const text = `0x${code.toString(16).padStart(2, '0')}`
    return { code: text, name: known?.name ?? `Function ${text}`, kind: known?.kind ?? 'other' }
  }
  const group = (code >> 8) & 255
  const text = `${group}.${code & 255}`
  const family = GROUPS.get(group)
  return {
    code: text,
    name: known?.name ?? `${family?.name ?? 'Userdata'} ${text}`,
    kind: known?.kind ?? family?.kind ?? 'other',
  }
}

/** What calling a function does, or undefined for a harmless one. Every programmer command (1.x) forces or modifies. */
export function operationOfS7(code: number): OperationKind | undefined {
  return FUNCTIONS.get(code)?.operation ?? (code >> 8 === (USERDATA_BASE >> 8) + 1 ? 'control' : undefined)
}
