// Codes of FINS. Sources: Omron W227-E1 (FINS Commands Reference Manual) §3 to §5 and W342-E1 (CS/CJ Communications Commands) §5.
import type { FunctionKind, OperationKind } from '@penstock/model/observations'
import { hex } from '../text.ts'

interface CommandName {
  readonly name: string
  readonly kind: FunctionKind
  readonly operation?: OperationKind
}

export const READ = 0x0101
export const WRITE = 0x0102
export const FILL = 0x0103
export const MEMORY_TRANSFER = 0x0105
export const PROGRAM_PROTECT = 0x0304
export const PROGRAM_PROTECT_CLEAR = 0x0305
export const PROGRAM_READ = 0x0306
export const PROGRAM_WRITE = 0x0307
export const PROGRAM_CLEAR = 0x0308
export const RUN = 0x0401
export const CONTROLLER_DATA = 0x0501
export const CONNECTION_DATA = 0x0502
export const STATUS = 0x0601
export const CLOCK_READ = 0x0701
export const CLOCK_WRITE = 0x0702
export const FILE_READ = 0x2202
export const FILE_WRITE = 0x2203
export const FORCE = 0x2301
const FORCE_CANCEL = 0x2302
export const NAME_SET = 0x2601

export const COMMANDS: ReadonlyMap<number, CommandName> = new Map<number, CommandName>([
  [READ, { name: 'Memory Area Read', kind: 'read' }],
  [WRITE, { name: 'Memory Area Write', kind: 'write', operation: 'write' }],
  [FILL, { name: 'Memory Area Fill', kind: 'write', operation: 'write' }],
  [0x0104, { name: 'Multiple Memory Area Read', kind: 'read' }],
  [MEMORY_TRANSFER, { name: 'Memory Area Transfer', kind: 'write', operation: 'write' }],
  [0x0201, { name: 'Parameter Area Read', kind: 'read' }],
  [0x0202, { name: 'Parameter Area Write', kind: 'write', operation: 'config' }],
  [0x0203, { name: 'Parameter Area Clear', kind: 'write', operation: 'config' }],
  [0x0220, { name: 'Data Link Table Read', kind: 'read' }],
  [0x0221, { name: 'Data Link Table Write', kind: 'write', operation: 'config' }],
  [PROGRAM_PROTECT, { name: 'Program Area Protect', kind: 'control', operation: 'auth' }],
  [PROGRAM_PROTECT_CLEAR, { name: 'Program Area Protect Clear', kind: 'control', operation: 'auth' }],
  [PROGRAM_READ, { name: 'Program Area Read', kind: 'program', operation: 'program-upload' }],
  [PROGRAM_WRITE, { name: 'Program Area Write', kind: 'program', operation: 'program-download' }],
  [PROGRAM_CLEAR, { name: 'Program Area Clear', kind: 'program', operation: 'program-download' }],
  [RUN, { name: 'Run', kind: 'control', operation: 'mode' }],
  [0x0402, { name: 'Stop', kind: 'control', operation: 'mode' }],
  [0x0403, { name: 'Reset', kind: 'control', operation: 'restart' }],
  [CONTROLLER_DATA, { name: 'Controller Data Read', kind: 'identity', operation: 'identity' }],
  [CONNECTION_DATA, { name: 'Connection Data Read', kind: 'identity', operation: 'identity' }],
  [STATUS, { name: 'Controller Status Read', kind: 'read' }],
  [0x0602, { name: 'Network Status Read', kind: 'read' }],
  [0x0603, { name: 'Data Link Status Read', kind: 'read' }],
  [0x0620, { name: 'Cycle Time Read', kind: 'read' }],
  [CLOCK_READ, { name: 'Clock Read', kind: 'read' }],
  [CLOCK_WRITE, { name: 'Clock Write', kind: 'write', operation: 'time' }],
  [0x0801, { name: 'Loop-back Test', kind: 'other' }],
  [0x0802, { name: 'Broadcast Test Results Read', kind: 'other' }],
  [0x0803, { name: 'Broadcast Test Data Send', kind: 'other' }],
  [0x0920, { name: 'Message or FAL Read', kind: 'read' }],
  [0x0c01, { name: 'Access Right Acquire', kind: 'control', operation: 'auth' }],
  [0x0c02, { name: 'Access Right Forced Acquire', kind: 'control', operation: 'auth' }],
  [0x0c03, { name: 'Access Right Release', kind: 'control', operation: 'auth' }],
  [0x2101, { name: 'Error Clear', kind: 'control', operation: 'control' }],
  [0x2102, { name: 'Error Log Read', kind: 'read' }],
  [0x2103, { name: 'Error Log Clear', kind: 'control', operation: 'control' }],
  [0x2140, { name: 'Access Log Read', kind: 'read' }],
  [0x2141, { name: 'Access Log Clear', kind: 'control', operation: 'control' }],
  [0x2201, { name: 'File Name Read', kind: 'read' }],
  [FILE_READ, { name: 'Single File Read', kind: 'read', operation: 'file' }],
  [FILE_WRITE, { name: 'Single File Write', kind: 'write', operation: 'file' }],
  [0x2204, { name: 'File Memory Format', kind: 'write', operation: 'file' }],
  [0x2205, { name: 'File Delete', kind: 'write', operation: 'file' }],
  [0x2206, { name: 'Volume Label Create or Delete', kind: 'write', operation: 'file' }],
  [0x2207, { name: 'File Copy', kind: 'write', operation: 'file' }],
  [0x2208, { name: 'File Name Change', kind: 'write', operation: 'file' }],
  [0x2209, { name: 'File Data Check', kind: 'read' }],
  [0x220a, { name: 'Memory Area File Transfer', kind: 'write', operation: 'file' }],
  [0x220b, { name: 'Parameter Area File Transfer', kind: 'write', operation: 'file' }],
  [0x220c, { name: 'Program Area File Transfer', kind: 'program', operation: 'file' }],
  [0x220f, { name: 'File Memory Index Read', kind: 'read' }],
  [0x2210, { name: 'File Memory Read', kind: 'read', operation: 'file' }],
  [0x2211, { name: 'File Memory Write', kind: 'write', operation: 'file' }],
  [0x2215, { name: 'Directory Create or Delete', kind: 'write', operation: 'file' }],
  [FORCE, { name: 'Forced Set or Reset', kind: 'write', operation: 'write' }],
  [FORCE_CANCEL, { name: 'Forced Set or Reset Cancel', kind: 'write', operation: 'write' }],
  [0x230a, { name: 'Multiple Forced Status Read', kind: 'read' }],
  [NAME_SET, { name: 'Name Set', kind: 'write', operation: 'config' }],
  [0x2602, { name: 'Name Delete', kind: 'write', operation: 'config' }],
  [0x2603, { name: 'Name Read', kind: 'identity', operation: 'identity' }],
])

/** An area of memory: what its addresses are called, and the octets of one item; 0 where forced status stands between. */
interface Area {
  readonly name: string
  readonly isBit: boolean
  readonly octets: number
}

function bits(name: string): Area {
  return { name, isBit: true, octets: 1 }
}

function words(name: string): Area {
  return { name, isBit: false, octets: 2 }
}

function forcedWords(name: string): Area {
  return { name, isBit: false, octets: 0 }
}

const EM_BANKS = 13
const EM_BANKS_OF_CV = 8

/** W342 §5-2-2; the lower half of the codes is that of CV-series and older controllers (W227 §5-2). */
export const AREAS: ReadonlyMap<number, Area> = new Map<number, Area>([
  [0x30, bits('CIO')],
  [0x31, bits('W')],
  [0x32, bits('H')],
  [0x33, bits('A')],
  [0x70, bits('CIO')],
  [0x71, bits('W')],
  [0x72, bits('H')],
  [0xb0, words('CIO')],
  [0xb1, words('W')],
  [0xb2, words('H')],
  [0xb3, words('A')],
  [0xf0, forcedWords('CIO')],
  [0xf1, forcedWords('W')],
  [0xf2, forcedWords('H')],
  [0x09, bits('T/C flag ')],
  [0x49, bits('T/C flag ')],
  [0x89, words('T/C ')],
  [0x02, bits('D')],
  [0x82, words('D')],
  [0x06, bits('TK')],
  [0x46, { name: 'TK', isBit: false, octets: 1 }],
  [0x07, bits('condition flag ')],
  [0xdc, { name: 'IR', isBit: false, octets: 4 }],
  [0xbc, words('DR')],
  [0x00, bits('CIO')],
  [0x40, bits('CIO')],
  [0x80, words('CIO')],
  [0xc0, forcedWords('CIO')],
  [0x01, bits('T/C flag ')],
  [0x41, bits('T/C flag ')],
  [0x81, words('T/C ')],
  [0x98, words('EM')],
  ...Array.from({ length: EM_BANKS }, (_, n): [number, Area] => [0xa0 + n, words(`E${n.toString(16).toUpperCase()}_`)]),
  ...Array.from({ length: EM_BANKS }, (_, n): [number, Area] => [0x20 + n, bits(`E${n.toString(16).toUpperCase()}_`)]),
  ...Array.from({ length: EM_BANKS_OF_CV }, (_, n): [number, Area] => [0x90 + n, words(`E${n}_`)]),
])

/** End codes, W342 §5-1-3: main code in the upper octet. */
const END_CODES: ReadonlyMap<number, string> = new Map([
  [0x0001, 'service interrupted'],
  [0x0101, 'local node not in network'],
  [0x0102, 'token timeout'],
  [0x0103, 'retries failed'],
  [0x0104, 'too many send frames'],
  [0x0105, 'node address out of range'],
  [0x0106, 'node address used twice'],
  [0x0201, 'destination node not in network'],
  [0x0202, 'unit missing'],
  [0x0203, 'third node missing'],
  [0x0204, 'destination node busy'],
  [0x0205, 'response timeout'],
  [0x0301, 'communications controller error'],
  [0x0302, 'CPU unit error'],
  [0x0303, 'controller error'],
  [0x0304, 'unit number error'],
  [0x0401, 'undefined command'],
  [0x0402, 'not supported by model or version'],
  [0x0501, 'destination address not in routing table'],
  [0x0502, 'no routing tables'],
  [0x0503, 'routing table error'],
  [0x0504, 'too many relays'],
  [0x1001, 'command too long'],
  [0x1002, 'command too short'],
  [0x1003, 'elements and data do not match'],
  [0x1004, 'command format error'],
  [0x1005, 'header error'],
  [0x1101, 'area missing'],
  [0x1102, 'access size error'],
  [0x1103, 'address out of range'],
  [0x1104, 'address range exceeded'],
  [0x1106, 'program missing'],
  [0x1109, 'relational error'],
  [0x110a, 'duplicate data access'],
  [0x110b, 'response too long'],
  [0x110c, 'parameter error'],
  [0x2002, 'protected'],
  [0x2003, 'table missing'],
  [0x2004, 'data missing'],
  [0x2005, 'program missing'],
  [0x2006, 'file missing'],
  [0x2007, 'data mismatch'],
  [0x2101, 'read only'],
  [0x2102, 'protected'],
  [0x2103, 'cannot register'],
  [0x2105, 'program missing'],
  [0x2106, 'file missing'],
  [0x2107, 'file name exists'],
  [0x2108, 'cannot change'],
  [0x2201, 'not possible during execution'],
  [0x2202, 'not possible while running'],
  [0x2203, 'wrong mode: program'],
  [0x2204, 'wrong mode: debug'],
  [0x2205, 'wrong mode: monitor'],
  [0x2206, 'wrong mode: run'],
  [0x2207, 'node is not the polling node'],
  [0x2208, 'step not possible'],
  [0x2301, 'file device missing'],
  [0x2302, 'memory missing'],
  [0x2303, 'clock missing'],
  [0x2401, 'data link table error'],
  [0x2502, 'memory error'],
  [0x2503, 'I/O setting error'],
  [0x2504, 'too many I/O points'],
  [0x2505, 'CPU bus error'],
  [0x2506, 'I/O duplication'],
  [0x2507, 'I/O bus error'],
  [0x2509, 'SYSMAC BUS/2 error'],
  [0x250a, 'CPU bus unit error'],
  [0x250d, 'SYSMAC BUS number used twice'],
  [0x250f, 'memory error'],
  [0x2510, 'SYSMAC BUS terminator missing'],
  [0x2601, 'no protection'],
  [0x2602, 'incorrect password'],
  [0x2604, 'protected'],
  [0x2605, 'service already executing'],
  [0x2606, 'service stopped'],
  [0x2607, 'no execution right'],
  [0x2608, 'settings not complete'],
  [0x2609, 'necessary items not set'],
  [0x260a, 'number already defined'],
  [0x260b, 'error will not clear'],
  [0x3001, 'no access right'],
  [0x4001, 'service aborted'],
])

/** Codes of modes in status and Run. */
export const MODES: ReadonlyMap<number, string> = new Map([
  [0, 'program'],
  [1, 'debug'],
  [2, 'monitor'],
  [4, 'run'],
])

/** W342 §5-3-16, status read: bits of fatal and non-fatal errors, the same as auxiliary words A401 and A402; 7 is that of CV-series. */
export const FATAL: ReadonlyMap<number, string> = new Map([
  [6, 'FALS'],
  [7, 'SFC'],
  [8, 'cycle time over'],
  [9, 'program'],
  [10, 'I/O setting'],
  [11, 'too many I/O points'],
  [12, 'inner board or CPU bus'],
  [13, 'number used twice'],
  [14, 'I/O bus'],
  [15, 'memory'],
])
export const NON_FATAL: ReadonlyMap<number, string> = new Map([
  [2, 'special I/O unit setting'],
  [3, 'CPU bus unit setting'],
  [4, 'battery'],
  [5, 'SYSMAC BUS'],
  [6, 'special I/O unit'],
  [7, 'CPU bus unit'],
  [8, 'inner board'],
  [9, 'I/O verification'],
  [10, 'PLC setup'],
  [12, 'basic I/O unit'],
  [13, 'interrupt task'],
  [15, 'FAL'],
])

export function describeFins(code: number): { code: string; name: string; kind: FunctionKind } {
  const known = COMMANDS.get(code)
  return { code: hex(code, 4), name: known?.name ?? `Command ${hex(code, 4)}`, kind: known?.kind ?? 'other' }
}

/** What an end code says; the bits of a relay error and of errors in the controller are left out. */
export function resultText(endCode: number): string {
  const code = endCode & 0x7f3f
  const name = END_CODES.get(code)
  return code === 0 ? 'ok' : `end code ${hex(code, 4)}${name === undefined ? '' : ` (${name})`}`
}
