// Commands, answers and reasons of TriStation, as those name them who took TRITON apart; nothing else about the protocol is public.
// Source: FireEye, "A Totally Tubular Treatise on TRITON and TriStation" (2018); Nozomi Networks, tricotools (2018).
import type { FunctionKind, OperationKind } from '@penstock/model/observations'

interface CommandName {
  readonly name: string
  readonly kind: FunctionKind
  readonly operation?: OperationKind
}

export const START_ALL = 0
export const START_CHANGE = 1
export const ALLOCATE_PROGRAM = 55
export const ALLOCATE_FUNCTION = 56
export const UPLOAD_PROGRAM = 65
export const UPLOAD_FUNCTION = 66

export const REJECTED = 100
export const CP_STATUS = 108
export const CHASSIS_STATUS = 119
export const MODULE_VERSIONS = 151
export const PROGRAM_PART = 162
export const FUNCTION_PART = 163
/** From here on a code is the reason why a command was not done. */
export const FIRST_REASON = 200

export const COMMANDS: ReadonlyMap<number, CommandName> = new Map<number, CommandName>([
  [0, { name: 'Start download all', kind: 'program', operation: 'program-download' }],
  [1, { name: 'Start download change', kind: 'program', operation: 'program-download' }],
  [2, { name: 'Update configuration', kind: 'write', operation: 'config' }],
  [3, { name: 'Upload configuration', kind: 'program', operation: 'program-upload' }],
  [4, { name: 'Set I/O addresses', kind: 'write', operation: 'config' }],
  [5, { name: 'Allocate network', kind: 'program', operation: 'program-download' }],
  [6, { name: 'Load vector table', kind: 'program', operation: 'program-download' }],
  [7, { name: 'Set calendar', kind: 'write', operation: 'time' }],
  [8, { name: 'Get calendar', kind: 'read' }],
  [9, { name: 'Set scan time', kind: 'write', operation: 'config' }],
  [10, { name: 'End download all', kind: 'program', operation: 'program-download' }],
  [11, { name: 'End download change', kind: 'program', operation: 'program-download' }],
  [12, { name: 'Cancel download change', kind: 'program', operation: 'program-download' }],
  [13, { name: 'Attach Tricon', kind: 'session' }],
  [14, { name: 'Set I/O address limits', kind: 'write', operation: 'config' }],
  [15, { name: 'Configure module', kind: 'write', operation: 'config' }],
  [16, { name: 'Set multiple point values', kind: 'write', operation: 'write' }],
  [17, { name: 'Enable all points', kind: 'control', operation: 'control' }],
  [18, { name: 'Upload vector table', kind: 'program', operation: 'program-upload' }],
  [19, { name: 'Get CP status', kind: 'read' }],
  [20, { name: 'Run program', kind: 'control', operation: 'mode' }],
  [21, { name: 'Halt program', kind: 'control', operation: 'mode' }],
  [22, { name: 'Pause program', kind: 'control', operation: 'mode' }],
  [23, { name: 'Do single scan', kind: 'control', operation: 'mode' }],
  [24, { name: 'Get chassis status', kind: 'read' }],
  [25, { name: 'Get minimum scan time', kind: 'read' }],
  [26, { name: 'Set node number', kind: 'write', operation: 'config' }],
  [27, { name: 'Set I/O point values', kind: 'write', operation: 'write' }],
  [28, { name: 'Get I/O point values', kind: 'read' }],
  [29, { name: 'Get MP status', kind: 'read' }],
  [30, { name: 'Set retentive values', kind: 'write', operation: 'write' }],
  [31, { name: 'Adjust clock calendar', kind: 'write', operation: 'time' }],
  [32, { name: 'Clear module alarms', kind: 'control', operation: 'control' }],
  [33, { name: 'Get event log', kind: 'read' }],
  [34, { name: 'Set SOE block', kind: 'write', operation: 'config' }],
  [35, { name: 'Record event log', kind: 'other' }],
  [36, { name: 'Get SOE data', kind: 'read' }],
  [37, { name: 'Enable OVD', kind: 'control', operation: 'control' }],
  [38, { name: 'Disable OVD', kind: 'control', operation: 'control' }],
  [39, { name: 'Enable all OVDs', kind: 'control', operation: 'control' }],
  [40, { name: 'Disable all OVDs', kind: 'control', operation: 'control' }],
  [41, { name: 'Process Modbus', kind: 'control', operation: 'control' }],
  [42, { name: 'Upload network', kind: 'program', operation: 'program-upload' }],
  [43, { name: 'Set label', kind: 'write', operation: 'config' }],
  [44, { name: 'Configure system variables', kind: 'write', operation: 'config' }],
  [45, { name: 'Deconfigure module', kind: 'write', operation: 'config' }],
  [46, { name: 'Get system variables', kind: 'read' }],
  [47, { name: 'Get module types', kind: 'identity', operation: 'identity' }],
  [48, { name: 'Begin conversion table download', kind: 'write', operation: 'config' }],
  [49, { name: 'Continue conversion table download', kind: 'write', operation: 'config' }],
  [50, { name: 'End conversion table download', kind: 'write', operation: 'config' }],
  [51, { name: 'Get conversion table', kind: 'read' }],
  [52, { name: 'Set ICM status', kind: 'write', operation: 'config' }],
  [53, { name: 'Broadcast SOE data available', kind: 'other' }],
  [54, { name: 'Get module versions', kind: 'identity', operation: 'identity' }],
  [55, { name: 'Allocate program', kind: 'program', operation: 'program-download' }],
  [56, { name: 'Allocate function', kind: 'program', operation: 'program-download' }],
  [57, { name: 'Clear retentives', kind: 'write', operation: 'write' }],
  [58, { name: 'Set initial values', kind: 'write', operation: 'write' }],
  [59, { name: 'Start TS2 program download', kind: 'program', operation: 'program-download' }],
  [60, { name: 'Set TS2 data area', kind: 'write', operation: 'write' }],
  [61, { name: 'Get TS2 data', kind: 'read' }],
  [62, { name: 'Set TS2 data', kind: 'write', operation: 'write' }],
  [63, { name: 'Set program information', kind: 'write', operation: 'config' }],
  [64, { name: 'Get program information', kind: 'read' }],
  [65, { name: 'Upload program', kind: 'program', operation: 'program-upload' }],
  [66, { name: 'Upload function', kind: 'program', operation: 'program-upload' }],
  [67, { name: 'Get point groups', kind: 'read' }],
  [68, { name: 'Allocate symbol table', kind: 'program', operation: 'program-download' }],
  [69, { name: 'Get I/O address', kind: 'read' }],
  [70, { name: 'Resend I/O address', kind: 'other' }],
  [71, { name: 'Get program timing', kind: 'read' }],
  [72, { name: 'Allocate multiple functions', kind: 'program', operation: 'program-download' }],
  [73, { name: 'Get node number', kind: 'read' }],
  [74, { name: 'Get symbol table', kind: 'read' }],
  [80, { name: 'Go to download mode', kind: 'control', operation: 'mode' }],
])

const ANSWERS: ReadonlyMap<number, string> = new Map([
  [100, 'Command rejected'],
  [101, 'Download all permitted'],
  [102, 'Download change permitted'],
  [103, 'Modification accepted'],
  [104, 'Download cancelled'],
  [105, 'Program accepted'],
  [106, 'Tricon attached'],
  [107, 'I/O addresses set'],
  [108, 'Get CP status response'],
  [109, 'Program is running'],
  [110, 'Program is halted'],
  [111, 'Program is paused'],
  [112, 'End of single scan'],
  [113, 'Get chassis configuration response'],
  [114, 'Scan period modified'],
  [117, 'Module configured'],
  [119, 'Get chassis status response'],
  [120, 'Vectors response'],
  [121, 'Get I/O point values response'],
  [122, 'Calendar changed'],
  [123, 'Configuration updated'],
  [124, 'Get minimum scan time response'],
  [126, 'Node number set'],
  [127, 'Get MP status response'],
  [128, 'Retentive values set'],
  [129, 'SOE block set'],
  [130, 'Module alarms cleared'],
  [131, 'Get event log response'],
  [132, 'Symbol table accepted'],
  [133, 'OVD enable accepted'],
  [134, 'OVD disable accepted'],
  [135, 'Record event log response'],
  [136, 'Upload network response'],
  [137, 'Get SOE data response'],
  [138, 'Allocate network accepted'],
  [139, 'Load vector table accepted'],
  [140, 'Get calendar response'],
  [141, 'Label set'],
  [142, 'Get module types response'],
  [143, 'System variables configured'],
  [144, 'Module deconfigured'],
  [147, 'Get conversion table response'],
  [148, 'ICM print data sent'],
  [149, 'Set ICM status response'],
  [150, 'Get system variables response'],
  [151, 'Get module versions response'],
  [152, 'Process Modbus response'],
  [153, 'Allocate program response'],
  [154, 'Allocate function response'],
  [155, 'Clear retentives response'],
  [156, 'Set initial values response'],
  [157, 'Set TS2 data area response'],
  [158, 'Get TS2 data response'],
  [159, 'Set TS2 data response'],
  [160, 'Set program information response'],
  [161, 'Get program information response'],
  [162, 'Upload program response'],
  [163, 'Upload function response'],
  [164, 'Get point groups response'],
  [165, 'Allocate symbol table response'],
  [166, 'Program timing response'],
  [167, 'Disable points full'],
  [168, 'Allocate multiple functions response'],
  [169, 'Get node number response'],
  [170, 'Symbol table response'],
])

const REASONS: ReadonlyMap<number, string> = new Map([
  [200, 'wrong command'],
  [201, 'load is in progress'],
  [202, 'bad clock calendar data'],
  [203, 'control program not halted'],
  [204, 'control program checksum error'],
  [205, 'no memory available'],
  [206, 'control program not valid'],
  [207, 'not loading a control program'],
  [208, 'network is out of range'],
  [209, 'not enough arguments'],
  [210, 'a network is missing'],
  [211, 'the download time mismatches'],
  [212, 'key setting prohibits this operation'],
  [213, 'bad control program version'],
  [214, 'command not in correct sequence'],
  [216, 'bad index for a module'],
  [217, 'module address is invalid'],
  [220, 'bad offset for an I/O point'],
  [221, 'invalid point type'],
  [222, 'invalid point location'],
  [223, 'program name is invalid'],
  [227, 'invalid module type'],
  [229, 'invalid table type'],
  [231, 'invalid network continuation'],
  [232, 'invalid scan time'],
  [233, 'load is busy'],
  [234, 'an MP has re-educated'],
  [235, 'invalid chassis or slot'],
  [236, 'invalid SOE number'],
  [237, 'invalid SOE type'],
  [238, 'invalid SOE state'],
  [239, 'the variable is write protected'],
  [240, 'node number mismatch'],
  [241, 'command not allowed'],
  [242, 'invalid sequence number'],
  [243, 'time change on a Tricon that is not the master'],
  [244, 'no free TriStation ports'],
  [245, 'invalid TriStation I command'],
  [246, 'invalid TriStation 1131 command'],
  [247, 'only one chassis allowed'],
  [248, 'bad variable address'],
  [249, 'response overflow'],
  [250, 'invalid bus'],
  [251, 'disable is not allowed'],
  [252, 'invalid length'],
  [253, 'point cannot be disabled'],
  [254, 'too many retentive variables'],
])

/** Messages of the outer level, by type; their codes stand above those of commands. */
export const OUTER_CODE = 0x100
const OUTER_NAMES: readonly string[] = [
  'Unknown',
  'Connect request',
  'Connect reply',
  'Disconnect reply',
  'Disconnect request',
  'Command',
  'Ping',
  'Connection limit reached',
  'Not connected',
  'MPs are dead',
  'Access denied',
  'Connection failed',
]

export const KEYS: readonly string[] = ['stop', 'program', 'run', 'remote']
export const RUN_STATES: readonly string[] = ['running', 'halted', 'paused', 'exception']

/** Main processors and communication modules by type; of the others only the number is told. */
export const MODULES: ReadonlyMap<number, string> = new Map([
  [48, '4119 EICM'],
  [52, '4409 Safety Manager Module'],
  [55, '4329 NCM'],
  [56, '4609 ACM'],
  [57, '4351B TCM-B'],
  [58, '4352B TCM-B'],
  [59, '4353 TCM/OPC'],
  [60, '4354 TCM/OPC'],
  [84, '4351 TCM'],
  [85, '4352 TCM'],
  [86, '4351A TCM-A'],
  [87, '4352A TCM-A'],
  [255, '3008 Enhanced Main Processor'],
])

export function describeTristation(code: number): { code: string; name: string; kind: FunctionKind } {
  if (code >= OUTER_CODE) {
    const type = code - OUTER_CODE
    return { code: `message ${type}`, name: OUTER_NAMES[type] ?? `Message ${type}`, kind: 'session' }
  }
  const known = COMMANDS.get(code)
  return {
    code: String(code),
    name: known?.name ?? ANSWERS.get(code) ?? reasonOf(code) ?? `Command ${code}`,
    kind: known?.kind ?? 'other',
  }
}

/** The reason alone. */
export function reasonName(code: number): string {
  return reasonOf(code) ?? `reason ${code}`
}

/** Why a command was refused. */
export function reasonText(code: number): string {
  const reason = reasonOf(code)
  return `rejected ${code}${reason === undefined ? '' : ` (${reason})`}`
}

function reasonOf(code: number): string | undefined {
  return REASONS.get(code)
}
