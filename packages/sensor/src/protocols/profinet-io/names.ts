// Codes of PROFINET IO. Source: IEC 61158-6-10: coding of the context manager's calls, records, alarms and status.
import type { FunctionKind } from '@penstock/model/observations'
import { hex } from '../text.ts'

export const CONNECT = 0
export const RELEASE = 1
export const WRITE = 3

/** Alarms stand above the calls, by type. */
export const ALARM = 0x100

const CALLS: readonly { readonly name: string; readonly kind: FunctionKind }[] = [
  { name: 'Connect', kind: 'control' },
  { name: 'Release', kind: 'control' },
  { name: 'Read', kind: 'read' },
  { name: 'Write', kind: 'write' },
  { name: 'Control', kind: 'session' },
  { name: 'Read Implicit', kind: 'read' },
]

const ALARMS: ReadonlyMap<number, string> = new Map([
  [0x01, 'Diagnosis'],
  [0x02, 'Process'],
  [0x03, 'Pull'],
  [0x04, 'Plug'],
  [0x05, 'Status'],
  [0x06, 'Update'],
  [0x07, 'Media redundancy'],
  [0x08, 'Controlled by supervisor'],
  [0x09, 'Released'],
  [0x0a, 'Plug wrong submodule'],
  [0x0b, 'Return of submodule'],
  [0x0c, 'Diagnosis disappears'],
  [0x0d, 'Multicast communication mismatch'],
  [0x0e, 'Port data change'],
  [0x0f, 'Sync data changed'],
  [0x10, 'Isochronous mode problem'],
  [0x11, 'Network component problem'],
  [0x12, 'Time data changed'],
  [0x13, 'Dynamic frame packing problem'],
  [0x1e, 'Upload and retrieval'],
  [0x1f, 'Pull module'],
])

export const NAMED_CODES = CALLS.length + ALARMS.size

/** What an alarm says of the state of a submodule, where it does. */
export const ALARM_STATES: ReadonlyMap<number, { readonly field: 'fault' | 'configuration'; readonly value: string }> =
  new Map<number, { readonly field: 'fault' | 'configuration'; readonly value: string }>([
    [0x01, { field: 'fault', value: 'diagnosis' }],
    [0x0c, { field: 'fault', value: 'diagnosis gone' }],
    [0x03, { field: 'configuration', value: 'submodule pulled' }],
    [0x1f, { field: 'configuration', value: 'module pulled' }],
    [0x04, { field: 'configuration', value: 'submodule plugged' }],
    [0x0a, { field: 'configuration', value: 'wrong submodule plugged' }],
    [0x0b, { field: 'configuration', value: 'submodule returned' }],
    [0x08, { field: 'configuration', value: 'controlled by a supervisor' }],
    [0x09, { field: 'configuration', value: 'released' }],
  ])

export const MODULE_STATES: readonly string[] = ['no module', 'wrong module', 'proper module', 'substitute']

export const AR_TYPES: ReadonlyMap<number, string> = new Map([
  [0x01, 'IO controller'],
  [0x06, 'IO supervisor'],
  [0x10, 'IO controller, RT class 3'],
  [0x20, 'IO controller, redundant'],
])

/** Records that say what they change; of the others the index is told. */
const RECORDS: ReadonlyMap<number, string> = new Map([
  [0xaff0, 'I&M0'],
  [0xaff1, 'I&M1'],
  [0xaff2, 'I&M2'],
  [0xaff3, 'I&M3'],
  [0xaff4, 'I&M4'],
  [0xb02e, 'drive parameters'],
  [0xb02f, 'drive parameters'],
  [0x802b, 'port data check'],
  [0x802d, 'sync data'],
  [0x802f, 'port data adjust'],
  [0x8030, 'isochronous mode'],
  [0x8052, 'media redundancy'],
  [0x8071, 'interface adjust'],
  [0x8090, 'fast start-up'],
  [0xf850, 'auto configuration'],
])

/** Error code 1 of a call that reads or writes: class and reason. */
const ACCESS_ERRORS: ReadonlyMap<number, string> = new Map([
  [0xa0, 'read error'],
  [0xa1, 'write error'],
  [0xa2, 'module failure'],
  [0xa7, 'busy'],
  [0xa8, 'version conflict'],
  [0xa9, 'feature not supported'],
  [0xb0, 'invalid index'],
  [0xb1, 'write length error'],
  [0xb2, 'invalid slot or subslot'],
  [0xb3, 'type conflict'],
  [0xb4, 'invalid area'],
  [0xb5, 'state conflict'],
  [0xb6, 'access denied'],
  [0xb7, 'invalid range'],
  [0xb8, 'invalid parameter'],
  [0xb9, 'invalid type'],
  [0xba, 'backup'],
  [0xc0, 'read constraint conflict'],
  [0xc1, 'write constraint conflict'],
  [0xc2, 'resource busy'],
  [0xc3, 'resource unavailable'],
])
const READ_WRITE = 0x80

export function callName(operation: number): string {
  return CALLS[operation]?.name ?? `Operation ${operation}`
}

export function alarmName(type: number): string {
  return ALARMS.get(type) ?? `type ${type}`
}

const BLOCKS: ReadonlyMap<number, string> = new Map([
  [0x0008, 'IODWriteReqHeader'],
  [0x0009, 'IODReadReqHeader'],
  [0x0010, 'DiagnosisData'],
  [0x0013, 'RealIdentificationData'],
  [0x0014, 'SubstituteValue'],
  [0x0018, 'ARData'],
  [0x0020, 'I&M0'],
  [0x0021, 'I&M1'],
  [0x0022, 'I&M2'],
  [0x0023, 'I&M3'],
  [0x0024, 'I&M4'],
  [0x0030, 'I&M0FilterDataSubmodul'],
  [0x0031, 'I&M0FilterDataModul'],
  [0x0032, 'I&M0FilterDataDevice'],
  [0x0101, 'ARBlockReq'],
  [0x0102, 'IOCRBlockReq'],
  [0x0103, 'AlarmCRBlockReq'],
  [0x0104, 'ExpectedSubmoduleBlockReq'],
  [0x0110, 'IODControlReq, end of parameters'],
  [0x0112, 'IOXBlockReq, application ready'],
  [0x0114, 'IODReleaseReq'],
  [0x0200, 'PDPortDataCheck'],
  [0x0202, 'PDPortDataAdjust'],
  [0x020f, 'PDPortDataReal'],
  [0x0211, 'PDInterfaceMrpDataAdjust'],
  [0x0213, 'PDInterfaceMrpDataCheck'],
  [0x0240, 'PDInterfaceDataReal'],
  [0x0400, 'MultipleBlockHeader'],
  [0x8008, 'IODWriteResHeader'],
  [0x8009, 'IODReadResHeader'],
  [0x8101, 'ARBlockRes'],
  [0x8102, 'IOCRBlockRes'],
  [0x8103, 'AlarmCRBlockRes'],
  [0x8104, 'ModuleDiffBlock'],
  [0x8110, 'IODControlRes, end of parameters'],
  [0x8112, 'IOXBlockRes, application ready'],
  [0x8114, 'IODReleaseRes'],
])

export function blockName(type: number): string | undefined {
  return BLOCKS.get(type)
}

/** Why a read or write was refused: error decode, error code 1. */
export function accessError(decode: number, code1: number): string | undefined {
  return decode === READ_WRITE ? ACCESS_ERRORS.get(code1) : undefined
}

export function describeProfinet(code: number): { code: string; name: string; kind: FunctionKind } {
  if (code >= ALARM) {
    const type = code - ALARM
    return { code: `alarm ${type}`, name: `Alarm: ${alarmName(type)}`, kind: 'other' }
  }
  return { code: String(code), name: callName(code), kind: CALLS[code]?.kind ?? 'other' }
}

export function recordText(index: number): string {
  const name = RECORDS.get(index)
  return name === undefined ? `record ${hex(index, 4)}` : `${name} (${hex(index, 4)})`
}

/** PNIOStatus: code, decode, code 1, code 2, from the highest octet down. */
export function statusText(status: number): string {
  if (status === 0) return 'ok'
  const reason = accessError((status >>> 16) & 0xff, (status >>> 8) & 0xff)
  return `status ${hex(status, 8)}${reason === undefined ? '' : ` (${reason})`}`
}
