// Commands, dialects and the two results that matter. Sources: MS-SMB2 §2.2.1.2, §2.2.4; MS-CIFS §2.2.2.1; MS-ERREF §2.3.1.
import type { FunctionKind } from '@penstock/model/observations'

export const NEGOTIATE = 0
export const SESSION_SETUP = 1
export const TREE_CONNECT = 3
export const CREATE = 5
export const CLOSE = 6
export const READ = 8
export const WRITE = 9

export const SUCCESS = 0
export const MORE_PROCESSING = 0xc000_0016

/** Set in the function code of a command of SMB 1. */
export const IN_SMB1 = 0x100

const COMMANDS: readonly (readonly [string, FunctionKind])[] = [
  ['Negotiate', 'session'],
  ['Session setup', 'session'],
  ['Logoff', 'session'],
  ['Tree connect', 'session'],
  ['Tree disconnect', 'session'],
  ['Create', 'session'],
  ['Close', 'session'],
  ['Flush', 'other'],
  ['Read', 'read'],
  ['Write', 'write'],
  ['Lock', 'other'],
  ['Control', 'other'],
  ['Cancel', 'other'],
  ['Echo', 'other'],
  ['Query directory', 'read'],
  ['Change notify', 'read'],
  ['Query information', 'read'],
  ['Set information', 'write'],
  ['Oplock break', 'other'],
]

const SMB1_COMMANDS: ReadonlyMap<number, readonly [string, FunctionKind]> = new Map([
  [0x04, ['Close', 'session']],
  [0x06, ['Delete', 'write']],
  [0x25, ['Transaction', 'other']],
  [0x2b, ['Echo', 'other']],
  [0x2e, ['Read', 'read']],
  [0x2f, ['Write', 'write']],
  [0x32, ['Transaction 2', 'other']],
  [0x71, ['Tree disconnect', 'session']],
  [0x72, ['Negotiate', 'session']],
  [0x73, ['Session setup', 'session']],
  [0x74, ['Logoff', 'session']],
  [0x75, ['Tree connect', 'session']],
  [0xa2, ['Create', 'session']],
])

const DIALECTS: ReadonlyMap<number, string> = new Map([
  [0x0202, '2.0.2'],
  [0x0210, '2.1'],
  [0x02ff, '2 (any)'],
  [0x0300, '3.0'],
  [0x0302, '3.0.2'],
  [0x0311, '3.1.1'],
])

export const COMMAND_COUNT = COMMANDS.length

export function dialectName(dialect: number): string {
  return DIALECTS.get(dialect) ?? `0x${dialect.toString(16).padStart(4, '0')}`
}

export function describeSmb(word: number): { code: string; name: string; kind: FunctionKind } {
  const code = word & 255
  const isOld = (word & IN_SMB1) !== 0
  const [name, kind] = (isOld ? SMB1_COMMANDS.get(code) : COMMANDS[code]) ?? [`Command ${code}`, 'other' as const]
  return { code: `${isOld ? '1' : '2'}/${code}`, name: isOld ? `SMB 1 ${name}` : name, kind }
}
