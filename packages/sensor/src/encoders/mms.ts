// MMS for IEC 61850 over ISO session, presentation and association. Sources: IEC 61850-8-1 §24; ISO 9506-2 (PDUs);
// ITU-T X.225, X.226, X.227; object identifiers of the abstract syntaxes 1.0.9506.2.1 and 2.2.1.0.1.
import { application, ber, berInteger, berOid, context, TAG } from './ber.ts'
import { beFloat, bytes, type Part } from './bytes.ts'
import { dataTpdu, tpkt } from './tpkt.ts'

const VISIBLE_STRING = 0x1a
const MMS_SYNTAX = '1.0.9506.2.1'
const ACSE_SYNTAX = '2.2.1.0.1'
const BER_SYNTAX = '2.1.1'
const SELECTOR = [0, 0, 0, 1]

/** Connect request or confirm of the transport with one-byte-pair selectors. */
export function mmsTransportConnect(isConfirm: boolean): Uint8Array {
  const parameters = bytes(0xc0, 1, 0x0d, 0xc2, 2, 0, 1, 0xc1, 2, 0, 1)
  const fixedPart = bytes(isConfirm ? 0xd0 : 0xe0, 0, isConfirm ? 1 : 0, 0, 1, 0)
  return tpkt(bytes(fixedPart.length + parameters.length, fixedPart, parameters))
}

/** Initiate request inside the whole association request. */
export function mmsInitiateRequest(password?: string): Uint8Array {
  const external = bytes(berOid(BER_SYNTAX), berInteger(3), context(0, initiate(0xa8)))
  const shown = password === undefined ? [] : authentication(password)
  const association = application(0, context(1, berOid('1.0.9506.2.3')), shown, context(30, ber(0x28, external)))
  const contexts = context(4, presentationContext(1, ACSE_SYNTAX), presentationContext(3, MMS_SYNTAX))
  const normal = context(2, ber(0x81, SELECTOR), ber(0x82, SELECTOR), contexts, userData(1, association))
  return dataTpdu(session(0x0d, ber(0x31, context(0, ber(0x80, 1)), normal)))
}

/** Initiate response inside the association response. */
export function mmsInitiateResponse(): Uint8Array {
  const external = bytes(berOid(BER_SYNTAX), berInteger(3), context(0, initiate(0xa9)))
  const accepted = bytes(context(2, berInteger(0)), context(3, context(1, berInteger(0))))
  const association = application(1, context(1, berOid('1.0.9506.2.3')), accepted, context(30, ber(0x28, external)))
  const ok = ber(TAG.sequence, ber(0x80, 0), ber(0x81, berOid(BER_SYNTAX).subarray(2)))
  const normal = context(2, ber(0x83, SELECTOR), context(5, ok, ok), userData(1, association))
  return dataTpdu(session(0x0e, ber(0x31, context(0, ber(0x80, 1)), normal)))
}

export function mmsIdentifyRequest(invoke: number): Uint8Array {
  return mmsPdu(context(0, berInteger(invoke), ber(0x82)))
}

export function mmsIdentifyResponse(invoke: number, vendor: string, model: string, revision: string): Uint8Array {
  const identity = context(2, ber(0x80, vendor), ber(0x81, model), ber(0x82, revision))
  return mmsPdu(context(1, berInteger(invoke), identity))
}

/** Reads one variable of a logical device (domain). */
export function mmsReadRequest(invoke: number, domain: string, item: string): Uint8Array {
  const name = context(1, ber(VISIBLE_STRING, domain), ber(VISIBLE_STRING, item))
  const list = context(1, context(0, ber(TAG.sequence, context(0, name))))
  return mmsPdu(context(0, berInteger(invoke), context(4, list)))
}

/** One floating-point result (IEEE single, exponent width 8). */
export function mmsReadResponse(invoke: number, value: number): Uint8Array {
  return mmsPdu(context(1, berInteger(invoke), context(4, context(1, ber(0x87, 8, beFloat(value))))))
}

// Requirement, mechanism 2.2.3.1 (password), and the password itself as text.
function authentication(password: string): Uint8Array {
  return bytes(ber(0x8a, 7, 0x80), ber(0x8b, 0x52, 3, 1), ber(0xac, ber(0x80, password)))
}

function initiate(tag: number): Uint8Array {
  const services = [0x03, 0xee, 0x1c, 0, 0, 0x04, 0x08, 0, 0, 0x79, 0xef, 0x18]
  const detail = context(4, ber(0x80, 1), ber(0x81, 5, 0xf1, 0), ber(0x82, services))
  return ber(tag, ber(0x80, 0, 0xfd, 0xe8), ber(0x81, 5), ber(0x82, 5), ber(0x83, 10), detail)
}

/** One MMS PDU inside an association that stands. */
export function mmsPdu(mms: Uint8Array): Uint8Array {
  const giveTokensAndData = [1, 0, 1, 0]
  return dataTpdu(bytes(giveTokensAndData, userData(3, mms)))
}

function userData(presentation: number, value: Uint8Array): Uint8Array {
  return application(1, ber(TAG.sequence, berInteger(presentation), context(0, value)))
}

function presentationContext(id: number, syntax: string): Uint8Array {
  return ber(TAG.sequence, berInteger(id), berOid(syntax), ber(TAG.sequence, berOid(BER_SYNTAX)))
}

// Session PDU: protocol options and version, requirements, selectors, then the user data; lengths below 255.
function session(type: number, presentation: Uint8Array): Uint8Array {
  const versions = unit(0x05, unit(0x13, [0]), unit(0x16, [2]))
  const selectors = type === 0x0d ? bytes(unit(0x33, [0, 1]), unit(0x34, [0, 1])) : unit(0x34, [0, 1])
  return unit(type, versions, unit(0x14, [0, 2]), selectors, unit(0xc1, presentation))
}

function unit(type: number, ...contents: readonly Part[]): Uint8Array {
  const body = bytes(...contents)
  return bytes(type, body.length, body)
}
