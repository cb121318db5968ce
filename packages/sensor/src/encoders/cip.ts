// CIP requests and replies, and the tag services of Logix controllers. Sources: ODVA CIP volume 1 §2-4 (message router) and
// appendix C (paths); Rockwell 1756-PM020 "Logix 5000 Controllers Data Access".
import { bytes, le16, le32, type Part } from './bytes.ts'

export const SERVICE = {
  getAttributesAll: 0x01,
  reset: 0x05,
  start: 0x06,
  stop: 0x07,
  multiple: 0x0a,
  getAttributeSingle: 0x0e,
  setAttributeSingle: 0x10,
  readTag: 0x4c,
  writeTag: 0x4d,
  forwardClose: 0x4e,
  unconnectedSend: 0x52,
  forwardOpen: 0x54,
} as const

/** CIP data types of tags. */
export const TAG_TYPE = { bool: 0xc1, int: 0xc3, dint: 0xc4, real: 0xca } as const

/** Path to class, instance and optionally an attribute; each number below 256. */
export function classPath(classId: number, instance: number, attribute?: number): Uint8Array {
  const base = bytes(0x20, classId, 0x24, instance)
  return attribute === undefined ? base : bytes(base, 0x30, attribute)
}

/** Symbolic path of a tag name; dots separate members. */
export function tagPath(name: string): Uint8Array {
  return bytes(...name.split('.').map(symbol))
}

export function request(service: number, path: Uint8Array, data: Uint8Array = bytes()): Uint8Array {
  return bytes(service, path.length / 2, path, data)
}

/** Reply with general status (0 good) and no additional status. */
export function reply(service: number, data: Uint8Array = bytes(), status = 0): Uint8Array {
  return bytes(service | 0x80, 0, status, 0, data)
}

export function readTag(name: string, elements = 1): Uint8Array {
  return request(SERVICE.readTag, tagPath(name), bytes(le16(elements)))
}

/** Reply to a read: type and value bytes. */
export function readTagReply(type: number, value: Part): Uint8Array {
  return reply(SERVICE.readTag, bytes(le16(type), value))
}

export function writeTag(name: string, type: number, value: Part, elements = 1): Uint8Array {
  return request(SERVICE.writeTag, tagPath(name), bytes(le16(type), le16(elements), value))
}

/** Several requests to the message router in one. */
export function multiple(requests: readonly Uint8Array[]): Uint8Array {
  return request(SERVICE.multiple, classPath(2, 1), offsets(requests))
}

/** Their replies in one. */
export function multipleReply(replies: readonly Uint8Array[]): Uint8Array {
  return reply(SERVICE.multiple, offsets(replies))
}

/** A request routed through a chassis: to `slot` over the backplane (port 1). */
export function unconnectedSend(message: Uint8Array, slot: number): Uint8Array {
  const fill = message.length % 2 === 1 ? [0] : []
  const route = bytes(1, 0, 1, slot)
  return request(
    SERVICE.unconnectedSend,
    classPath(6, 1),
    bytes(0x05, 0x99, le16(message.length), message, fill, route),
  )
}

/** Numbers of a connection. The serial and originator identify it; the ids are those of each direction. */
export interface CipConnection {
  readonly toTarget: number
  readonly toOriginator: number
  readonly serial: number
  readonly originatorVendor: number
  readonly originatorSerial: number
}

const RPI_MICROS = 2_000_000

/** Opens a class 3 connection to the message router behind `slot`. */
export function forwardOpen(connection: CipConnection, slot: number): Uint8Array {
  const ids = bytes(le32(connection.toTarget), le32(connection.toOriginator), le16(connection.serial))
  const origin = bytes(le16(connection.originatorVendor), le32(connection.originatorSerial))
  const size = le16(0x43f4)
  const timing = bytes(3, 0, 0, 0, le32(RPI_MICROS), size, le32(RPI_MICROS), size, 0xa3)
  const path = bytes(1, slot, classPath(2, 1))
  return request(SERVICE.forwardOpen, classPath(6, 1), bytes(0x0a, 0x0e, ids, origin, timing, path.length / 2, path))
}

export function forwardOpenReply(connection: CipConnection): Uint8Array {
  const ids = bytes(le32(connection.toTarget), le32(connection.toOriginator), le16(connection.serial))
  const origin = bytes(le16(connection.originatorVendor), le32(connection.originatorSerial))
  return reply(SERVICE.forwardOpen, bytes(ids, origin, le32(RPI_MICROS), le32(RPI_MICROS), 0, 0))
}

export function forwardClose(connection: CipConnection, slot: number): Uint8Array {
  const origin = bytes(le16(connection.serial), le16(connection.originatorVendor), le32(connection.originatorSerial))
  const path = bytes(1, slot, classPath(2, 1))
  return request(SERVICE.forwardClose, classPath(6, 1), bytes(0x0a, 0x0e, origin, path.length / 2, 0, path))
}

export function forwardCloseReply(connection: CipConnection): Uint8Array {
  const origin = bytes(le16(connection.serial), le16(connection.originatorVendor), le32(connection.originatorSerial))
  return reply(SERVICE.forwardClose, bytes(origin, 0, 0))
}

function symbol(name: string): Uint8Array {
  return bytes(0x91, name.length, name, name.length % 2 === 1 ? [0] : [])
}

// Offsets count from the number of messages.
function offsets(messages: readonly Uint8Array[]): Uint8Array {
  let at = 2 + messages.length * 2
  const list = messages.map((message) => {
    const offset = at
    at += message.length
    return le16(offset)
  })
  return bytes(le16(messages.length), ...list, ...messages)
}
