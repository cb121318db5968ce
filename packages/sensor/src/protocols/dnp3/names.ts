// Codes of DNP3. Source: IEEE 1815-2012 §4.2.2 (function codes), §4.2.2.6 (internal indications), §9.2.4 (link functions), annex A
// (objects, status codes of controls and files).
import type { FunctionKind, OperationKind } from '@penstock/model/observations'

type FunctionName = readonly [code: number, name: string, kind: FunctionKind, operation?: OperationKind]

const TABLE: readonly FunctionName[] = [
  [0, 'Confirm', 'session'],
  [1, 'Read', 'read'],
  [2, 'Write', 'write', 'write'],
  [3, 'Select', 'control', 'control'],
  [4, 'Operate', 'control', 'control'],
  [5, 'Direct operate', 'control', 'control'],
  [6, 'Direct operate, no answer', 'control', 'control'],
  [7, 'Freeze', 'control', 'control'],
  [8, 'Freeze, no answer', 'control', 'control'],
  [9, 'Freeze and clear', 'control', 'control'],
  [10, 'Freeze and clear, no answer', 'control', 'control'],
  [11, 'Freeze at time', 'control', 'control'],
  [12, 'Freeze at time, no answer', 'control', 'control'],
  [13, 'Cold restart', 'control', 'restart'],
  [14, 'Warm restart', 'control', 'restart'],
  [15, 'Initialise data', 'control', 'control'],
  [16, 'Initialise application', 'control', 'control'],
  [17, 'Start application', 'control', 'mode'],
  [18, 'Stop application', 'control', 'mode'],
  [19, 'Save configuration', 'write', 'config'],
  [20, 'Enable unsolicited responses', 'control', 'config'],
  [21, 'Disable unsolicited responses', 'control', 'config'],
  [22, 'Assign class', 'write', 'config'],
  [23, 'Delay measurement', 'session'],
  [24, 'Record current time', 'control', 'time'],
  [25, 'Open file', 'session', 'file'],
  [26, 'Close file', 'session', 'file'],
  [27, 'Delete file', 'write', 'file'],
  [28, 'Get file information', 'read', 'file'],
  [29, 'Authenticate for files', 'session', 'auth'],
  [30, 'Abort file transfer', 'control', 'file'],
  [31, 'Activate configuration', 'program', 'config'],
  [32, 'Authentication request', 'session', 'auth'],
  [33, 'Authentication request, no answer', 'session', 'auth'],
  [129, 'Response', 'read'],
  [130, 'Unsolicited response', 'read'],
  [131, 'Authentication response', 'session'],
]

interface Known {
  readonly name: string
  readonly kind: FunctionKind
  readonly operation: OperationKind | null
}

export const FUNCTIONS: ReadonlyMap<number, Known> = new Map(
  TABLE.map(([code, name, kind, operation]) => [code, { name, kind, operation: operation ?? null }]),
)
export const NAMED_FUNCTIONS = TABLE.length

export const CONFIRM = 0
export const READ = 1
export const WRITE = 2
export const SELECT = 3
export const DIRECT_NO_ANSWER = 6
export const OPEN_FILE = 25
export const CLOSE_FILE = 26
export const ABORT_FILE = 30
export const RESPONSE = 129
export const UNSOLICITED = 130
export const AUTHENTICATION_RESPONSE = 131

/** Link functions of the primary side stand behind the application's codes. */
export const LINK = 0x100
const LINK_FUNCTIONS: ReadonlyMap<number, string> = new Map([
  [0, 'Reset link'],
  [1, 'Reset user process'],
  [2, 'Test link'],
  [3, 'Confirmed user data'],
  [4, 'Unconfirmed user data'],
  [9, 'Request link status'],
])

/** Name and kind of a function code as conversations list it. */
export function describeDnp3(code: number): { code: string; name: string; kind: FunctionKind } {
  if (code >= LINK) {
    const link = code - LINK
    return { code: `link ${link}`, name: LINK_FUNCTIONS.get(link) ?? `Link function ${link}`, kind: 'session' }
  }
  const known = FUNCTIONS.get(code)
  return { code: String(code), name: known?.name ?? `Function ${code}`, kind: known?.kind ?? 'other' }
}

/** What a point is; the space of its values. Events and frozen events stand with the points they report. */
export const BINARY_INPUT = 1
export const DOUBLE_INPUT = 3
export const BINARY_OUTPUT = 10
export const COUNTER = 20
export const FROZEN_COUNTER = 21
export const ANALOG_INPUT = 30
export const FROZEN_ANALOG = 31
export const ANALOG_OUTPUT = 40

const POINTS: ReadonlyMap<number, string> = new Map([
  [BINARY_INPUT, 'binary input'],
  [DOUBLE_INPUT, 'double-bit input'],
  [BINARY_OUTPUT, 'binary output'],
  [COUNTER, 'counter'],
  [FROZEN_COUNTER, 'frozen counter'],
  [ANALOG_INPUT, 'analog input'],
  [FROZEN_ANALOG, 'frozen analog input'],
  [ANALOG_OUTPUT, 'analog output'],
])

const LAST_STATION = 0xfff0

/** `dnp3 10`; the three broadcast addresses and the self-address are named (§9.2.5.1). */
export function stationText(address: number): string {
  if (address >= 0xfffd) return 'all stations'
  return address >= LAST_STATION ? `reserved address ${address}` : `dnp3 ${address}`
}

export function pointText(station: number, point: number, index: number): string {
  return `${stationText(station)} ${POINTS.get(point) ?? `group ${point}`} ${index}`
}

/** Operation types of a control relay output block, A.8.1; the upper bits ask to queue, clear, close or trip. */
export const OPERATIONS: readonly string[] = ['no operation', 'pulse on', 'pulse off', 'latch on', 'latch off']
export const TRIP_CLOSE: readonly string[] = ['', 'close', 'trip', 'reserved']

/** Status of a control, A.8.1 table 11-8. */
const CONTROL_STATUS: ReadonlyMap<number, string> = new Map([
  [1, 'timeout'],
  [2, 'not selected'],
  [3, 'format error'],
  [4, 'not supported'],
  [5, 'already active'],
  [6, 'hardware error'],
  [7, 'local control'],
  [8, 'too many operations'],
  [9, 'not authorised'],
  [10, 'automation inhibit'],
  [11, 'processing limited'],
  [12, 'out of range'],
  [13, 'downstream local control'],
  [14, 'already complete'],
  [15, 'blocked'],
  [16, 'cancelled'],
  [17, 'blocked by another master'],
  [18, 'downstream failure'],
  [126, 'not participating'],
  [127, 'undefined error'],
])

export function controlStatus(status: number): string {
  return status === 0 ? 'ok' : (CONTROL_STATUS.get(status) ?? `status ${status}`)
}

/** Status of a file command or block, A.25 tables. */
const FILE_STATUS: ReadonlyMap<number, string> = new Map([
  [1, 'permission denied'],
  [2, 'invalid mode'],
  [3, 'not found'],
  [4, 'file locked'],
  [5, 'too many open files'],
  [6, 'invalid handle'],
  [7, 'write block size'],
  [8, 'communication lost'],
  [9, 'cannot abort'],
  [16, 'not open'],
  [17, 'handle expired'],
  [18, 'buffer overrun'],
  [19, 'fatal error'],
  [20, 'block out of sequence'],
])

export function fileStatus(status: number): string {
  return status === 0 ? 'ok' : (FILE_STATUS.get(status) ?? `status ${status}`)
}

/** Internal indications: first octet in the low byte. */
export const NEED_TIME = 0x0010
export const LOCAL_CONTROL = 0x0020
export const DEVICE_TROUBLE = 0x0040
export const DEVICE_RESTART = 0x0080
export const EVENT_OVERFLOW = 0x0800
export const CONFIG_CORRUPT = 0x2000
/** What the second octet says against the request, from its lowest bit; bit 3 is the overflow, bit 4 that it is already executing. */
const REFUSALS: readonly string[] = [
  'function not supported',
  'object unknown',
  'parameter error',
  '',
  'already executing',
]

const REFUSED = 0x1700

/** Result of a request by the indications of its response. */
export function refusalText(indications: number): string {
  if ((indications & REFUSED) === 0) return 'ok'
  for (const [bit, text] of REFUSALS.entries()) if (text !== '' && (indications >> (8 + bit)) & 1) return text
  return 'ok'
}

/** Variations of group 120. */
export const AUTHENTICATION: readonly string[] = [
  '',
  'challenge',
  'reply',
  'aggressive mode request',
  'session key status request',
  'session key status',
  'session key change',
  'error',
  'user certificate',
  'message authentication code',
  'user status change',
  'update key change request',
  'update key change reply',
  'update key change',
  'update key change signature',
  'update key change confirmation',
]
