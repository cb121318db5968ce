// Services of MMS as IEC 61850 uses them: controls, reports, data sets, domains, programs, files. Sources: ISO 9506-2 (PDUs and tags),
// IEC 61850-8-1 §17 (reports), §20 (control), §23 (files).
import { ber, berInteger, context, TAG } from './ber.ts'
import { beFloat, bytes, type Part } from './bytes.ts'
import { mmsPdu } from './mms.ts'

const VISIBLE_STRING = 0x1a
const GRAPHIC_STRING = 0x19

/** Elements of Data. */
export const data = {
  boolean: (value: boolean) => ber(0x83, value ? 0xff : 0),
  integer: (value: number) => berInteger(value, 0x85),
  unsigned: (value: number) => berInteger(value, 0x86),
  float: (value: number) => ber(0x87, 8, beFloat(value)),
  text: (value: string) => ber(0x8a, value),
  octets: (...value: readonly number[]) => ber(0x89, value),
  time: () => ber(0x91, [0x6a, 0, 0, 0, 0, 0, 0, 10]),
  /** Bits from the top of the first octet. */
  bits: (unused: number, ...octets: readonly number[]) => ber(0x84, unused, octets),
  structure: (...parts: readonly Part[]) => ber(0xa2, ...parts),
} as const

/** The quality of IEC 61850 as 13 bits, good unless told. */
export function quality(bits = 0): Uint8Array {
  return data.bits(3, (bits >> 8) & 0xff, bits & 0xff)
}

/** A request of any service; `body` is the service with its own tag. */
export function request(invoke: number, body: Uint8Array): Uint8Array {
  return mmsPdu(context(0, berInteger(invoke), body))
}

export function response(invoke: number, body: Uint8Array): Uint8Array {
  return mmsPdu(context(1, berInteger(invoke), body))
}

/** A refusal: the class of the error and its number. */
export function refusal(invoke: number, kind: number, code: number): Uint8Array {
  return mmsPdu(context(2, ber(0x80, invoke), context(2, context(0, ber(0x80 | kind, code)))))
}

/** A tag of the context class above 30, constructed or not. */
export function high(number: number, isConstructed: boolean, ...contents: readonly Part[]): Uint8Array {
  const [, ...rest] = ber(0, ...contents)
  return bytes(isConstructed ? 0xbf : 0x9f, number, rest)
}

/** An object of a logical device. */
export function objectName(domain: string, item: string): Uint8Array {
  return context(1, ber(VISIBLE_STRING, domain), ber(VISIBLE_STRING, item))
}

export function write(invoke: number, domain: string, item: string, value: Uint8Array): Uint8Array {
  return request(invoke, context(5, variables([[domain, item]]), context(0, value)))
}

/** Result of a write of one variable: null is success, else the number of a data access error. */
export function writeResult(invoke: number, error: number | null): Uint8Array {
  return response(invoke, context(5, error === null ? ber(0x81) : ber(0x80, error)))
}

/** What a control writes: value, originator (category, identity), number, time, test, checks. */
export function control(value: Uint8Array, category: number, isTest = false): Uint8Array {
  const origin = data.structure(data.integer(category), data.octets(0x31))
  return data.structure(value, origin, data.unsigned(1), data.time(), data.boolean(isTest), data.bits(6, 0))
}

export function readResult(invoke: number, ...results: readonly Uint8Array[]): Uint8Array {
  return response(invoke, context(4, context(1, ...results)))
}

/** Asks for the members of a data set. */
export function listAttributes(invoke: number, domain: string, item: string): Uint8Array {
  return request(invoke, context(12, objectName(domain, item)))
}

export function listAttributesResult(invoke: number, members: readonly (readonly [string, string])[]): Uint8Array {
  const list = members.map(([domain, item]) => ber(TAG.sequence, context(0, objectName(domain, item))))
  return response(invoke, context(12, ber(0x80, 0), context(1, ...list)))
}

/** A report of a data set: sequence number and data set stand in it, all members are included. */
export function report(id: string, dataSet: string, values: readonly Uint8Array[]): Uint8Array {
  const unused = 8 - values.length
  const options = data.bits(6, 0x48, 0)
  const front = [data.text(id), options, data.unsigned(1), data.text(dataSet)]
  const inclusion = data.bits(unused, (0xff << unused) & 0xff)
  return mmsPdu(context(3, context(0, context(1, ber(0x80, 'RPT')), context(0, ...front, inclusion, ...values))))
}

/** Why the server is about to refuse a control: object, error, originator, number, cause. */
export function lastError(object: string, category: number, cause: number): Uint8Array {
  const origin = data.structure(data.integer(category), data.octets(0x31))
  const value = data.structure(data.text(object), data.integer(1), origin, data.unsigned(1), data.integer(cause))
  const named = context(0, ber(TAG.sequence, context(0, ber(0x80, 'LastApplError'))))
  return mmsPdu(context(3, context(0, named, context(0, value))))
}

export function nameList(invoke: number, objectClass: number): Uint8Array {
  return request(invoke, context(1, context(0, ber(0x80, objectClass)), context(1, ber(0x80))))
}

export function nameListResult(invoke: number, names: readonly string[]): Uint8Array {
  const list = names.map((name) => ber(VISIBLE_STRING, name))
  return response(invoke, context(1, context(0, ...list), ber(0x81, 0)))
}

export function status(invoke: number): Uint8Array {
  return request(invoke, ber(0x80, 0))
}

export function statusResult(invoke: number, logical: number, physical: number): Uint8Array {
  return response(invoke, context(0, ber(0x80, logical), ber(0x81, physical)))
}

/** Start (40), Stop (41), Resume (42), Reset (43) or Kill (44) of a program invocation. */
export function program(invoke: number, service: number, name: string): Uint8Array {
  return request(invoke, high(service, true, ber(0x80, name)))
}

export function programResult(invoke: number, service: number): Uint8Array {
  return response(invoke, high(service, false))
}

export function fileOpen(invoke: number, name: string): Uint8Array {
  return request(invoke, high(72, true, context(0, ber(GRAPHIC_STRING, name)), ber(0x81, 0)))
}

export function fileOpenResult(invoke: number, handle: number, size: number): Uint8Array {
  const attributes = context(1, berInteger(size, 0x80))
  return response(invoke, high(72, true, ber(0x80, handle), attributes))
}

export function fileRead(invoke: number, handle: number): Uint8Array {
  return request(invoke, high(73, false, handle))
}

export function fileReadResult(invoke: number, part: Uint8Array, hasMore: boolean): Uint8Array {
  return response(invoke, high(73, true, ber(0x80, part), ber(0x81, hasMore ? 0xff : 0)))
}

export function fileClose(invoke: number, handle: number): Uint8Array {
  return request(invoke, high(74, false, handle))
}

export function fileCloseResult(invoke: number): Uint8Array {
  return response(invoke, high(74, false))
}

export function fileDelete(invoke: number, name: string): Uint8Array {
  return request(invoke, high(76, true, ber(GRAPHIC_STRING, name)))
}

/** The client begins a download; the server then asks for its segments. */
export function downloadStart(invoke: number, domain: string): Uint8Array {
  return request(invoke, context(26, ber(0x80, domain), context(1), ber(0x82, 0)))
}

export function downloadStarted(invoke: number): Uint8Array {
  return response(invoke, ber(0x9a))
}

export function downloadSegment(invoke: number, domain: string): Uint8Array {
  return request(invoke, ber(0x9b, domain))
}

export function downloadSegmentResult(invoke: number, part: Uint8Array, hasMore: boolean): Uint8Array {
  return response(invoke, context(27, ber(0x80, part), ber(0x81, hasMore ? 0xff : 0)))
}

export function downloadEnd(invoke: number, domain: string): Uint8Array {
  return request(invoke, context(28, ber(0x80, domain)))
}

export function downloadEnded(invoke: number): Uint8Array {
  return response(invoke, ber(0x9c))
}

function variables(names: readonly (readonly [string, string])[]): Uint8Array {
  return context(0, ...names.map(([domain, item]) => ber(TAG.sequence, context(0, objectName(domain, item)))))
}
