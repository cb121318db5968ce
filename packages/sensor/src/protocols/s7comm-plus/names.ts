// Functions, errors and known numbers of S7comm-plus. Siemens publishes no specification; sources: the public dissector of the Wireshark
// plug-in by T. Wiens (packet-s7comm_plus) and the Zeek analyser of CISA (icsnpp-s7comm).
import type { FunctionKind } from '@penstock/model/observations'

export const EXPLORE = 0x04bb
export const CREATE_OBJECT = 0x04ca
export const DELETE_OBJECT = 0x04d4
export const SET_VARIABLE = 0x04f2
export const SET_MULTIPLE = 0x0542
export const GET_MULTIPLE = 0x054c
export const INVOKE = 0x056b
/** A message that the CPU sends unasked; it has no function. */
export const NOTIFICATION = 0x33

const FUNCTIONS: ReadonlyMap<number, { readonly name: string; readonly kind: FunctionKind }> = new Map<
  number,
  { readonly name: string; readonly kind: FunctionKind }
>([
  [NOTIFICATION, { name: 'Notification', kind: 'read' }],
  [0x04b1, { name: 'Error', kind: 'other' }],
  [EXPLORE, { name: 'Explore', kind: 'identity' }],
  [CREATE_OBJECT, { name: 'CreateObject', kind: 'program' }],
  [DELETE_OBJECT, { name: 'DeleteObject', kind: 'program' }],
  [SET_VARIABLE, { name: 'SetVariable', kind: 'write' }],
  [0x04fc, { name: 'GetVariable', kind: 'read' }],
  [0x0506, { name: 'AddLink', kind: 'other' }],
  [0x051a, { name: 'RemoveLink', kind: 'other' }],
  [0x0524, { name: 'GetLink', kind: 'read' }],
  [SET_MULTIPLE, { name: 'SetMultiVariables', kind: 'write' }],
  [GET_MULTIPLE, { name: 'GetMultiVariables', kind: 'read' }],
  [0x0556, { name: 'BeginSequence', kind: 'session' }],
  [0x0560, { name: 'EndSequence', kind: 'session' }],
  [INVOKE, { name: 'Invoke', kind: 'control' }],
  [0x057c, { name: 'SetVarSubStreamed', kind: 'write' }],
  [0x0586, { name: 'GetVarSubStreamed', kind: 'read' }],
  [0x0590, { name: 'GetVariablesAddress', kind: 'read' }],
  [0x059a, { name: 'Abort', kind: 'session' }],
])
/** Functions that are named; the notification is none. */
export const FUNCTION_COUNT: number = FUNCTIONS.size - 1

export function isFunction(code: number): boolean {
  return code !== NOTIFICATION && FUNCTIONS.has(code)
}

/** Name and kind of a function as conversations list it. */
export function describeS7Plus(code: number): { code: string; name: string; kind: FunctionKind } {
  const known = FUNCTIONS.get(code)
  const text = `0x${code.toString(16).padStart(code > 0xff ? 4 : 2, '0')}`
  return { code: text, name: known?.name ?? `Function ${text}`, kind: known?.kind ?? 'other' }
}

const ERRORS: ReadonlyMap<number, string> = new Map([
  [17, 'session pre-legitimated'],
  [19, 'executed with partial error'],
  [22, 'session delegitimated'],
  [-12, 'object not found'],
  [-17, 'invalid CRC'],
  [-134, 'multiple engineering stations not supported'],
  [-255, 'invalid LID'],
])

/** A return value as a result: the signed number in its low 16 bits says why. */
export function resultText(low: number): string {
  const error = (low << 16) >> 16
  if (error === 0) return 'ok'
  const known = ERRORS.get(error)
  return known === undefined ? `error ${error}` : `error ${error} (${known})`
}

/** Objects of every CPU. */
export const PROGRAM = 3
export const EXECUTION_UNIT = 52
/** Attribute of the execution unit with which a client asks for another mode. */
export const STATE_REQUEST = 2167
/** Attributes of a session with which a password or a key is proved: response, password, session key, legitimation (S7CommPlusDriver, T. Wiens). */
export const SECRETS: ReadonlySet<number> = new Set([304, 309, 1830, 1846])
/** From here on, objects belong to a session: subscriptions and their like. */
export const SESSION_OBJECTS = 0x7000_0000

export const MODES: ReadonlyMap<number, string> = new Map([
  [1, 'stop'],
  [3, 'run'],
])

const AREAS: ReadonlyMap<number, string> = new Map([
  [80, 'inputs'],
  [81, 'outputs'],
  [82, 'flags'],
  [83, 'counters'],
  [84, 'timers'],
])
const DATA_BLOCK = 0x8a0e

/** An object by its number: a data block by its own, the areas by name. */
export function objectText(id: number): string {
  if (id >>> 16 === DATA_BLOCK) return `DB ${id & 0xffff}`
  return AREAS.get(id) ?? `object ${id >>> 0}`
}
