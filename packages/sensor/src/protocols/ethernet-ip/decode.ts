// EtherNet/IP encapsulation: 24 octets of header, little endian. Source: The CIP Networks Library, Volume 2, chapter 2-3.
import { NEED_MORE, NOT_MINE } from '../verdicts.ts'
import { isCommand } from './names.ts'

export const HEADER = 24

/** Bytes of the message that begins at `at`, or a verdict. Allocates nothing and never throws. */
export function enipLength(_bytes: Uint8Array, view: DataView, at: number, end: number): number {
  const there = end - at
  if (there < 4) return there >= 2 && !isCommand(view.getUint16(at, true)) ? NOT_MINE : NEED_MORE
  if (!isCommand(view.getUint16(at, true))) return NOT_MINE
  if (there < HEADER) return NEED_MORE
  // Options are always zero; a status above 0x0069 is not defined.
  if (view.getInt32(at + 20, true) !== 0 || view.getUint32(at + 8, true) > 0xff) return NOT_MINE
  return HEADER + view.getUint16(at + 2, true)
}

/** True when an encapsulation message begins here whose body fits its command. */
export function looksLikeEnip(bytes: Uint8Array, view: DataView, at: number, end: number): boolean {
  const length = enipLength(bytes, view, at, end)
  if (length <= 0) return false
  const command = view.getUint16(at, true)
  const body = length - HEADER
  if (command === 0x6f || command === 0x70)
    return body >= 10 && end - at >= HEADER + 8 && view.getUint16(at + HEADER + 6, true) < 8
  if (command === 0x65) return body === 4 && end - at >= length
  if (command === 0x63 || command === 0x04 || command === 0x64) return at + length === end && (body === 0 || body >= 8)
  return command === 0x66 && body === 0 && at + length === end
}

/** A CIP path in numbers. One object is filled again and again. */
export class CipPath {
  /** -1 for a tag or a path without a class. */
  classId = -1
  instance = -1
  attribute = -1
  /** Where a symbolic segment's text begins and ends; 0 when there is none. */
  symbolAt = 0
  symbolEnd = 0

  /** Reads `bytes[at..end)`; unknown segments end the reading. */
  read(bytes: Uint8Array, view: DataView, from: number, end: number): void {
    this.classId = -1
    this.instance = -1
    this.attribute = -1
    this.symbolAt = 0
    this.symbolEnd = 0
    let at = from
    while (at + 2 <= end) {
      const segment = bytes[at]!
      if (segment === 0x91) {
        const length = bytes[at + 1]!
        if (this.symbolAt === 0) {
          this.symbolAt = at + 2
          this.symbolEnd = Math.min(at + 2 + length, end)
        }
        at += 2 + length + (length & 1)
        continue
      }
      // Logical segments: type in bits 2-4, width in bits 0-1; wider values stand behind a pad octet.
      if (segment >> 5 !== 1 || segment === 0x34) return
      const width = segment & 3
      if (width === 3 || at + (width === 0 ? 2 : width === 1 ? 4 : 6) > end) return
      const value =
        width === 0 ? bytes[at + 1]! : width === 1 ? view.getUint16(at + 2, true) : view.getInt32(at + 2, true)
      const type = (segment >> 2) & 7
      if (type === 0) this.classId = value
      else if (type === 1) this.instance = value
      else if (type === 4) this.attribute = value
      at += width === 0 ? 2 : width === 1 ? 4 : 6
    }
  }
}
