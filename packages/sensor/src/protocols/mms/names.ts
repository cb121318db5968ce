// Services, errors and states of MMS. Source: ISO 9506-2 (ConfirmedServiceRequest, ServiceError, DataAccessError); causes of control:
// IEC 61850-7-2 table 36.
import type { FunctionKind, OperationKind } from '@penstock/model/observations'

export const STATUS = 0
export const GET_NAME_LIST = 1
export const IDENTIFY = 2
export const READ = 4
export const WRITE = 5
export const DEFINE_LIST = 11
export const GET_LIST_ATTRIBUTES = 12
export const INITIATE_DOWNLOAD = 26
export const DOWNLOAD_SEGMENT = 27
export const TERMINATE_DOWNLOAD = 28
export const INITIATE_UPLOAD = 29
export const UPLOAD_SEGMENT = 30
export const TERMINATE_UPLOAD = 31
export const OBTAIN_FILE = 46
export const FILE_OPEN = 72
export const FILE_READ = 73
export const FILE_CLOSE = 74
/** Not services of their own in the standard, but told apart in conversations and operations. */
export const REPORT = 0x100
export const INITIATE = 0x101
export const CONCLUDE = 0x102
export const SELECT = 0x110
export const SELECT_WITH_VALUE = 0x111
export const OPERATE = 0x112
export const OPERATE_SELECTED = 0x113
export const CANCEL = 0x114

interface Service {
  readonly name: string
  readonly kind: FunctionKind
  readonly operation?: OperationKind
}

const SERVICES: ReadonlyMap<number, Service> = new Map<number, Service>([
  [STATUS, { name: 'Status', kind: 'identity' }],
  [GET_NAME_LIST, { name: 'GetNameList', kind: 'identity' }],
  [IDENTIFY, { name: 'Identify', kind: 'identity' }],
  [3, { name: 'Rename', kind: 'program', operation: 'config' }],
  [READ, { name: 'Read', kind: 'read' }],
  [WRITE, { name: 'Write', kind: 'write', operation: 'write' }],
  [6, { name: 'GetVariableAccessAttributes', kind: 'identity' }],
  [7, { name: 'DefineNamedVariable', kind: 'program', operation: 'config' }],
  [10, { name: 'DeleteVariableAccess', kind: 'program', operation: 'config' }],
  [DEFINE_LIST, { name: 'DefineNamedVariableList', kind: 'program', operation: 'config' }],
  [GET_LIST_ATTRIBUTES, { name: 'GetNamedVariableListAttributes', kind: 'identity' }],
  [13, { name: 'DeleteNamedVariableList', kind: 'program', operation: 'config' }],
  [14, { name: 'DefineNamedType', kind: 'program', operation: 'config' }],
  [15, { name: 'GetNamedTypeAttributes', kind: 'identity' }],
  [16, { name: 'DeleteNamedType', kind: 'program', operation: 'config' }],
  [17, { name: 'Input', kind: 'other' }],
  [18, { name: 'Output', kind: 'other' }],
  [19, { name: 'TakeControl', kind: 'session' }],
  [20, { name: 'RelinquishControl', kind: 'session' }],
  [INITIATE_DOWNLOAD, { name: 'InitiateDownloadSequence', kind: 'program', operation: 'program-download' }],
  [DOWNLOAD_SEGMENT, { name: 'DownloadSegment', kind: 'program' }],
  [TERMINATE_DOWNLOAD, { name: 'TerminateDownloadSequence', kind: 'program' }],
  [INITIATE_UPLOAD, { name: 'InitiateUploadSequence', kind: 'program', operation: 'program-upload' }],
  [UPLOAD_SEGMENT, { name: 'UploadSegment', kind: 'program' }],
  [TERMINATE_UPLOAD, { name: 'TerminateUploadSequence', kind: 'program' }],
  [32, { name: 'RequestDomainDownload', kind: 'program', operation: 'program-download' }],
  [33, { name: 'RequestDomainUpload', kind: 'program', operation: 'program-upload' }],
  [34, { name: 'LoadDomainContent', kind: 'program', operation: 'program-download' }],
  [35, { name: 'StoreDomainContent', kind: 'program', operation: 'program-upload' }],
  [36, { name: 'DeleteDomain', kind: 'program', operation: 'config' }],
  [37, { name: 'GetDomainAttributes', kind: 'identity' }],
  [38, { name: 'CreateProgramInvocation', kind: 'program', operation: 'config' }],
  [39, { name: 'DeleteProgramInvocation', kind: 'program', operation: 'config' }],
  [40, { name: 'Start', kind: 'control', operation: 'mode' }],
  [41, { name: 'Stop', kind: 'control', operation: 'mode' }],
  [42, { name: 'Resume', kind: 'control', operation: 'mode' }],
  [43, { name: 'Reset', kind: 'control', operation: 'mode' }],
  [44, { name: 'Kill', kind: 'control', operation: 'mode' }],
  [45, { name: 'GetProgramInvocationAttributes', kind: 'identity' }],
  [OBTAIN_FILE, { name: 'ObtainFile', kind: 'program', operation: 'file' }],
  [47, { name: 'DefineEventCondition', kind: 'program', operation: 'config' }],
  [48, { name: 'DeleteEventCondition', kind: 'program', operation: 'config' }],
  [52, { name: 'TriggerEvent', kind: 'control', operation: 'control' }],
  [62, { name: 'AcknowledgeEventNotification', kind: 'write' }],
  [63, { name: 'GetAlarmSummary', kind: 'read' }],
  [65, { name: 'ReadJournal', kind: 'read' }],
  [66, { name: 'WriteJournal', kind: 'write', operation: 'write' }],
  [67, { name: 'InitializeJournal', kind: 'program', operation: 'config' }],
  [71, { name: 'GetCapabilityList', kind: 'identity' }],
  [FILE_OPEN, { name: 'FileOpen', kind: 'read', operation: 'file' }],
  [FILE_READ, { name: 'FileRead', kind: 'read' }],
  [FILE_CLOSE, { name: 'FileClose', kind: 'read' }],
  [75, { name: 'FileRename', kind: 'program', operation: 'file' }],
  [76, { name: 'FileDelete', kind: 'program', operation: 'file' }],
  [77, { name: 'FileDirectory', kind: 'identity' }],
  [REPORT, { name: 'InformationReport', kind: 'read' }],
  [INITIATE, { name: 'Initiate', kind: 'session' }],
  [CONCLUDE, { name: 'Conclude', kind: 'session' }],
])
/** Confirmed services that are named, of the 78 that the standard numbers. */
export const NAMED_SERVICES: number = SERVICES.size - 3

/** What controls are called, whichever service carries them. */
export const CONTROLS: ReadonlyMap<number, string> = new Map([
  [SELECT, 'Select'],
  [SELECT_WITH_VALUE, 'Select with value'],
  [OPERATE, 'Operate without select'],
  [OPERATE_SELECTED, 'Operate after select'],
  [CANCEL, 'Cancel'],
])

export function operationOfMms(service: number): OperationKind | undefined {
  return SERVICES.get(service)?.operation
}

/** Name and kind of a service as conversations list it. */
export function describeMms(code: number): { code: string; name: string; kind: FunctionKind } {
  const known = SERVICES.get(code)
  const text =
    code === REPORT ? 'unconfirmed 0' : code === INITIATE ? 'initiate' : code === CONCLUDE ? 'conclude' : String(code)
  return { code: text, name: known?.name ?? `Service ${code}`, kind: known?.kind ?? 'other' }
}

const DATA_ACCESS_ERRORS: readonly string[] = [
  'object-invalidated',
  'hardware-fault',
  'temporarily-unavailable',
  'object-access-denied',
  'object-undefined',
  'invalid-address',
  'type-unsupported',
  'type-inconsistent',
  'object-attribute-inconsistent',
  'object-access-unsupported',
  'object-non-existent',
  'object-value-invalid',
]

export function accessErrorText(error: number): string {
  return DATA_ACCESS_ERRORS[error] ?? `data access error ${error}`
}

const ERROR_CLASSES: readonly string[] = [
  'vmd-state',
  'application-reference',
  'definition',
  'resource',
  'service',
  'service-preempt',
  'time-resolution',
  'access',
  'initiate',
  'conclude',
  'cancel',
  'file',
  'others',
]
const ACCESS_ERRORS: readonly string[] = [
  'other',
  'object-access-unsupported',
  'object-non-existent',
  'object-access-denied',
  'object-invalidated',
]

/** A service error: its class and number. */
export function serviceErrorText(kind: number, code: number): string {
  const name = ERROR_CLASSES[kind] ?? `class ${kind}`
  return kind === 7 ? `${name}: ${ACCESS_ERRORS[code] ?? code}` : `${name}: error ${code}`
}

export const LOGICAL_STATES: readonly string[] = [
  'state changes allowed',
  'no state changes allowed',
  'limited services permitted',
  'support services allowed',
]
export const PHYSICAL_STATES: readonly string[] = [
  'operational',
  'partially operational',
  'inoperable',
  'needs commissioning',
]
/** Why a control was refused (IEC 61850-7-2 table 36), as `LastApplError` tells it. */
const ADDITIONAL_CAUSES: readonly string[] = [
  'unknown',
  'not supported',
  'blocked by switching hierarchy',
  'select failed',
  'invalid position',
  'position reached',
  'parameter change in execution',
  'step limit',
  'blocked by mode',
  'blocked by process',
  'blocked by interlocking',
  'blocked by synchrocheck',
  'command already in execution',
  'blocked by health',
  '1 of n control',
  'abortion by cancel',
  'time limit over',
  'abortion by trip',
  'object not selected',
  'object already selected',
  'no access authority',
  'ended with overshoot',
  'abortion due to deviation',
  'abortion by communication loss',
  'abortion by command',
  'none',
  'inconsistent parameters',
  'locked by other client',
]

export function causeText(cause: number): string {
  return ADDITIONAL_CAUSES[cause] ?? `cause ${cause}`
}

/** Originator category of a control (IEC 61850-7-3 §6.8). */
export const ORIGINS: readonly string[] = [
  'not supported',
  'bay control',
  'station control',
  'remote control',
  'automatic bay',
  'automatic station',
  'automatic remote',
  'maintenance',
  'process',
]
