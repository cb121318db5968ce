// DNP3 frames. Sources: IEEE 1815-2012 §9.2.4 (link), §8.2 (transport), §4.2 (application), annex A (objects).
import { be16, bytes, le16, le32, le64, type Part } from './bytes.ts'

/** Who speaks to whom: link addresses, and whether the master speaks. */
export interface Link {
  readonly isMaster: boolean
  readonly source: number
  readonly destination: number
}

const BLOCK = 16
/** An octet of 250 is the transport header. */
const MOST_IN_SEGMENT = 249
export const CLEAR_RESTART = 0x80

/** CRC of link frames, least significant octet first, worked out bit by bit as §9.2.4.3 gives the polynomial. */
export function dnp3Crc(data: Uint8Array): readonly number[] {
  let rest = 0
  for (const octet of data) {
    for (let bit = 0; bit < 8; bit += 1) {
      const isOdd = ((rest ^ (octet >> bit)) & 1) === 1
      rest = isOdd ? (rest >> 1) ^ 0xa6bc : rest >> 1
    }
  }
  return le16(~rest)
}

/** A link frame; primary, and unconfirmed user data unless `control` says otherwise (its lower seven bits). */
export function linkFrame(link: Link, data: Uint8Array, control = 0x44): Uint8Array {
  const head = bytes(
    be16(0x0564),
    data.length + 5,
    (link.isMaster ? 0x80 : 0) | control,
    le16(link.destination),
    le16(link.source),
  )
  const blocks: Uint8Array[] = []
  for (let at = 0; at < data.length; at += BLOCK) {
    const block = data.subarray(at, at + BLOCK)
    blocks.push(bytes(block, dnp3Crc(block)))
  }
  return bytes(head, dnp3Crc(head), ...blocks)
}

/** The link frames of a fragment: segments numbered from `sequence` on, at most `most` octets each. */
export function segments(link: Link, fragment: Uint8Array, sequence = 0, most = MOST_IN_SEGMENT): Uint8Array[] {
  const frames: Uint8Array[] = []
  for (let at = 0; at < fragment.length; at += most) {
    const isFirst = at === 0
    const isLast = at + most >= fragment.length
    const head = (isLast ? 0x80 : 0) | (isFirst ? 0x40 : 0) | ((sequence + frames.length) & 63)
    frames.push(linkFrame(link, bytes(head, fragment.subarray(at, at + most))))
  }
  return frames
}

/** A request in one fragment. */
export function request(sequence: number, code: number, ...objects: readonly Part[]): Uint8Array {
  return bytes(0xc0 | sequence, code, ...objects)
}

/** A response in one fragment; `indications` has the first octet in its low byte. Code 130 is unsolicited. */
export function response(sequence: number, indications: number, objects: readonly Part[], code = 129): Uint8Array {
  return bytes((code === 130 ? 0xf0 : 0xc0) | sequence, code, le16(indications), ...objects)
}

/** All objects of a group. */
export function all(group: number, variation: number): Uint8Array {
  return bytes(group, variation, 0x06)
}

/** Objects from index `first` on; `count` where they are packed. */
export function range(
  group: number,
  variation: number,
  first: number,
  objects: readonly Part[],
  count = objects.length,
): Uint8Array {
  return bytes(group, variation, 0x01, le16(first), le16(first + count - 1), ...objects)
}

/** Objects without an index: times. */
export function counted(group: number, variation: number, objects: readonly Part[]): Uint8Array {
  return bytes(group, variation, 0x07, objects.length, ...objects)
}

/** Objects behind their indexes of two octets. */
export function indexed(
  group: number,
  variation: number,
  objects: readonly (readonly [index: number, object: Part])[],
): Uint8Array {
  const list = objects.map(([index, object]) => bytes(le16(index), object))
  return bytes(group, variation, 0x28, le16(objects.length), ...list)
}

/** An object behind its size. */
export function sized(group: number, variation: number, object: Uint8Array): Uint8Array {
  return bytes(group, variation, 0x5b, 1, le16(object.length), object)
}

/** Control relay output block; `how` has the operation in its low bits, trip or close in the upper two. */
export function relay(how: number, onMs: number, offMs: number, status = 0, count = 1): Uint8Array {
  return bytes(how, count, le32(onMs), le32(offMs), status)
}

/** Time in milliseconds since 1970. */
export function time48(epochMs: number): Uint8Array {
  return bytes(le64(epochMs)).subarray(0, 6)
}

/** Device attribute that is text. */
export function attribute(text: string): Uint8Array {
  return bytes(1, text.length, text)
}

/** Command to open (mode 1 read, 2 write) or delete a file. */
export function fileCommand(name: string, mode: number, size: number, request: number): Uint8Array {
  return bytes(
    le16(26),
    le16(name.length),
    time48(0),
    le16(0),
    le32(0),
    le32(size),
    le16(mode),
    le16(1024),
    le16(request),
    name,
  )
}

/** What a file command has led to; also what closes a file. */
export function fileCommandStatus(handle: number, size: number, request: number, status: number): Uint8Array {
  return bytes(le32(handle), le32(size), le16(1024), le16(request), status)
}

/** Block of a file, or without data the wish for it. */
export function fileBlock(handle: number, block: number, isLast: boolean, data: Part = ''): Uint8Array {
  return bytes(le32(handle), le32(block).slice(0, 3), isLast ? 0x80 : 0, data)
}

/** Whether a written block was taken. */
export function fileBlockStatus(handle: number, block: number, isLast: boolean, status: number): Uint8Array {
  return bytes(fileBlock(handle, block, isLast), status)
}

/** User name and password for files. */
export function fileAuthentication(user: string, password: string): Uint8Array {
  return bytes(le16(12), le16(user.length), le16(12 + user.length), le16(password.length), le32(0), user, password)
}
