// PROFINET context manager: connect, write and read records over connectionless DCE/RPC (UDP 34964). Sources: C706 §12.5;
// IEC 61158-6-10 §5.2 (blocks 0x0101 AR, 0x0102 IOCR, 0x0103 alarm CR, 0x0008/0x0009 records, 0x0020 I&M0).
import { macBytes } from './address.ts'
import { be16, be32, beFloat, bytes, fixed, hex, le16, le32, type Part, zeros } from './bytes.ts'
import { uuid } from './dcerpc.ts'

const DEVICE_INTERFACE = 'dea00001-6c97-11d1-8271-00a02442df7d'
const MAX_ARGS = 4096
export const CM_OPERATION = { connect: 0, release: 1, read: 2, write: 3 } as const
export const IM0_INDEX = 0xaff0
export const DRIVE_PARAMETER_INDEX = 0xb02e

/** One application relation. `relation` and `activity` are 16 bytes; `sequence` counts the calls. */
export interface CmRelation {
  readonly relation: Uint8Array
  readonly activity: Uint8Array
  readonly controllerMac: string
  readonly deviceMac: string
  readonly controllerName: string
  readonly deviceId: number
  readonly vendorId: number
}

/** Identification and maintenance record 0. */
export interface Im0 {
  readonly vendorId: number
  readonly orderId: string
  readonly serial: string
  readonly hardware: number
  readonly software: readonly [prefix: string, major: number, minor: number, patch: number]
}

export function cmConnectRequest(cm: CmRelation, sequence: number): Uint8Array {
  const session = 1
  const name = bytes(be16(cm.controllerName.length), cm.controllerName)
  const flags = bytes(be32(0x00000011), be16(600), be16(0x8892), name)
  const ar = block(0x0101, be16(1), cm.relation, be16(session), macBytes(cm.controllerMac), objectUuid(cm), flags)
  const blocks = bytes(ar, iocr(1, 0x8000), iocr(2, 0xffff), alarmRelation())
  return call(cm, 0, CM_OPERATION.connect, sequence, args(le32(MAX_ARGS), blocks))
}

export function cmConnectResponse(cm: CmRelation, sequence: number): Uint8Array {
  const ar = block(0x8101, be16(1), cm.relation, be16(1), macBytes(cm.deviceMac), be16(0x8892))
  const blocks = bytes(
    ar,
    block(0x8102, be16(1), be16(1), be16(0x8000)),
    block(0x8102, be16(2), be16(2), be16(0x8001)),
    block(0x8103, be16(1), be16(1), be16(200)),
  )
  return call(cm, 2, CM_OPERATION.connect, sequence, args(le32(0), blocks))
}

/** Writes a record of a submodule, e.g. a drive parameter. */
export function cmWriteRequest(cm: CmRelation, sequence: number, index: number, record: Uint8Array): Uint8Array {
  const head = recordHead(0x0008, cm, sequence, index, record.length)
  return call(cm, 0, CM_OPERATION.write, sequence, args(le32(MAX_ARGS), bytes(head, record)))
}

export function cmWriteResponse(cm: CmRelation, sequence: number, index: number): Uint8Array {
  return call(cm, 2, CM_OPERATION.write, sequence, args(le32(0), recordHead(0x8008, cm, sequence, index, 0)))
}

/** PROFIdrive request to change one parameter to a float value. Source: PROFIdrive profile V4.2 §6.2.3 (request id 2). */
export function driveParameterChange(reference: number, parameter: number, value: number): Uint8Array {
  return bytes(reference, 0x02, 0, 1, 0x10, 0, be16(parameter), be16(0), 0x08, 1, beFloat(value))
}

export function cmReadRequest(cm: CmRelation, sequence: number, index: number): Uint8Array {
  const head = recordHead(0x0009, cm, sequence, index, MAX_ARGS)
  return call(cm, 0, CM_OPERATION.read, sequence, args(le32(MAX_ARGS), head))
}

export function cmReadIm0Response(cm: CmRelation, sequence: number, im: Im0, slot = 1): Uint8Array {
  const record = im0Block(im)
  const head = headAt(0x8009, cm, sequence, { slot, subslot: 1, index: IM0_INDEX }, record.length, 0)
  return call(cm, 2, CM_OPERATION.read, sequence, args(le32(0), bytes(head, record)))
}

/** Where a record is written. */
export interface RecordPlace {
  readonly slot: number
  readonly subslot: number
  readonly index: number
}

/** Several writes in one call: a head of its own, then head and record of each, filled up to a multiple of four. */
export function cmMultipleWriteRequest(
  cm: CmRelation,
  sequence: number,
  writes: readonly (RecordPlace & { readonly record: Uint8Array })[],
): Uint8Array {
  const parts = writes.map(({ record, ...place }) =>
    bytes(headAt(0x0008, cm, sequence, place, record.length, 0), record, zeros(-record.length & 3)),
  )
  const all = bytes(...parts)
  const head = headAt(0x0008, cm, sequence, { slot: 0, subslot: 1, index: 0xe040 }, all.length, 0)
  return call(cm, 0, CM_OPERATION.write, sequence, args(le32(MAX_ARGS), bytes(head, all)))
}

/** The answer: a status for each. */
export function cmMultipleWriteResponse(
  cm: CmRelation,
  sequence: number,
  results: readonly (RecordPlace & { readonly status: number })[],
): Uint8Array {
  const parts = results.map(({ status, ...place }) => headAt(0x8008, cm, sequence, place, 0, status))
  const all = bytes(...parts)
  const head = headAt(0x8008, cm, sequence, { slot: 0, subslot: 1, index: 0xe040 }, all.length, 0)
  return call(cm, 2, CM_OPERATION.write, sequence, args(le32(0), bytes(head, all)))
}

/** Identity of the module in a slot, and the idents of all that are plugged (RealIdentificationData). */
export function cmReadModulesResponse(
  cm: CmRelation,
  sequence: number,
  slots: readonly (readonly [slot: number, ident: number])[],
): Uint8Array {
  const rows = slots.map(([slot, ident]) => bytes(be16(slot), be32(ident), be16(1), be16(1), be32(1)))
  const body = bytes(be16(1), be32(0), be16(slots.length), ...rows)
  const record = bytes(be16(0x0013), be16(body.length + 2), 1, 1, body)
  const head = headAt(0x8009, cm, sequence, { slot: 0, subslot: 0, index: 0xf000 }, record.length, 0)
  return call(cm, 2, CM_OPERATION.read, sequence, args(le32(0), bytes(head, record)))
}

export function cmReleaseRequest(cm: CmRelation, sequence: number): Uint8Array {
  const release = block(0x0114, be16(0), cm.relation, be16(1), be16(0), be16(4), be16(0))
  return call(cm, 0, CM_OPERATION.release, sequence, args(le32(MAX_ARGS), release))
}

/** An answer that refuses: only the status. */
export function cmRefusal(cm: CmRelation, sequence: number, operation: number, status: number): Uint8Array {
  return call(cm, 2, operation, sequence, args(le32(status), bytes()))
}

function im0Block(im: Im0): Uint8Array {
  const [prefix, major, minor, patch] = im.software
  const texts = bytes(be16(im.vendorId), fixed(im.orderId, 20, 0x20), fixed(im.serial, 16, 0x20))
  return block(0x0020, texts, be16(im.hardware), prefix, major, minor, patch, be16(0), be16(0), be16(0), 1, 1, be16(0))
}

function headAt(
  type: number,
  cm: CmRelation,
  sequence: number,
  { slot, subslot, index }: RecordPlace,
  length: number,
  status: number,
): Uint8Array {
  const place = bytes(be32(0), be16(slot), be16(subslot), be16(0), be16(index), be32(length))
  return block(type, be16(sequence), cm.relation, place, be16(0), be16(0), be32(status), zeros(16))
}

// Records: sequence, relation, slot address, index, length; 24 bytes of padding, additional values and a status of 0.
function recordHead(type: number, cm: CmRelation, sequence: number, index: number, length: number): Uint8Array {
  const place = bytes(be32(0), be16(1), be16(1), be16(0), be16(index), be32(length))
  return block(type, be16(sequence), cm.relation, place, zeros(24))
}

function iocr(type: number, frameId: number): Uint8Array {
  const reference = be16(type)
  const timing = bytes(be16(16), be16(16), be16(1), be16(0), be32(0xffff_ffff), be16(3), be16(3), be16(0xc000))
  const api = bytes(be16(1), be32(0), be16(1), be16(1), be16(1), be16(0), be16(0))
  return block(0x0102, be16(type), reference, be16(0x8892), be32(2), be16(40), be16(frameId), timing, zeros(6), api)
}

function alarmRelation(): Uint8Array {
  return block(0x0103, be16(1), be16(0x8892), be32(0), be16(1), be16(3), be16(1), be16(200), be16(0xc000), be16(0xa000))
}

function block(type: number, ...contents: readonly Part[]): Uint8Array {
  const body = bytes(...contents)
  return bytes(be16(type), be16(body.length + 2), 1, 0, body)
}

function args(first: readonly number[], blocks: Uint8Array): Uint8Array {
  const length = le32(blocks.length)
  return bytes(first, length, le32(MAX_ARGS), le32(0), length, blocks)
}

function objectUuid(cm: CmRelation): Uint8Array {
  return bytes(hex('dea000006c9711d18271'), be16(1), be16(cm.deviceId), be16(cm.vendorId))
}

// Connectionless header, little-endian data: packet type 0 asks, 2 answers.
function call(cm: CmRelation, type: number, operation: number, sequence: number, stub: Uint8Array): Uint8Array {
  const object = objectUuid(cm)
  const mixed = bytes(
    object.slice(0, 4).reverse(),
    object.slice(4, 6).reverse(),
    object.slice(6, 8).reverse(),
    object.slice(8),
  )
  const front = bytes(4, type, 0x20, 0, 0x10, 0, 0, 0, mixed, uuid(DEVICE_INTERFACE), cm.activity)
  const counters = bytes(le32(0), le32(1), le32(sequence), le16(operation), le16(0xffff), le16(0xffff))
  return bytes(front, counters, le16(stub.length), le16(0), 0, 0, stub)
}
