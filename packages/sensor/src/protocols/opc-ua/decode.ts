// Messages of OPC UA over TCP, and the binary encoding of their fields. Source: OPC 10000-6 §7.1.2 (message header), §5.2 (encoding).
import { NEED_MORE, NOT_MINE } from '../verdicts.ts'

/** Bytes of the header of every message: three letters, the kind of chunk, the size. */
export const HEADER_BYTES = 8
/** OPC 10000-6 §7.1.2.2 leaves the largest size to both ends; none of them buffers more than this. */
const MOST_BYTES = 1 << 24

/** The three letters of a message as one number. */
export const HELLO = 0x48454c
export const ACKNOWLEDGE = 0x41434b
export const ERROR = 0x455252
export const REVERSE_HELLO = 0x524845
export const OPEN = 0x4f504e
const MESSAGE = 0x4d5347
const CLOSE = 0x434c4f

/** Kinds of chunks. */
export const INTERMEDIATE = 0x43
export const FINAL = 0x46
export const ABORT = 0x41

/** The three letters at `at`. */
export function letters(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!
}

/** Bytes of the message that begins at `at`, or a verdict. Allocates nothing and never throws. */
export function uaLength(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  if (end - at >= 3 && !isKnown(letters(bytes, at))) return NOT_MINE
  if (end - at < HEADER_BYTES) return NEED_MORE
  const chunk = bytes[at + 3]!
  const size = view.getUint32(at + 4, true)
  if (chunk !== FINAL && chunk !== INTERMEDIATE && chunk !== ABORT) return NOT_MINE
  return size < HEADER_BYTES + 4 || size > MOST_BYTES ? NOT_MINE : size
}

/** True when a message header stands here. */
export function looksLikeUa(bytes: Uint8Array, view: DataView, at: number, end: number): boolean {
  return end - at >= HEADER_BYTES && uaLength(bytes, view, at, end) > 0
}

function isKnown(kind: number): boolean {
  return (
    kind === MESSAGE ||
    kind === OPEN ||
    kind === CLOSE ||
    kind === HELLO ||
    kind === ACKNOWLEDGE ||
    kind === ERROR ||
    kind === REVERSE_HELLO
  )
}

/** Bits of the first byte of a DataValue (§5.2.2.17). */
const HAS_VALUE = 1
const HAS_STATUS = 2
const HAS_SOURCE_TIME = 4
const HAS_SERVER_TIME = 8
const HAS_SOURCE_PICO = 16
const HAS_SERVER_PICO = 32

const DEEPEST = 8
const FIXED_BYTES: readonly number[] = [0, 1, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 0, 8, 16, 0, 0, 0, 0, 4]

/**
 * Reads fields one behind the other. A field that does not fit sets `isOk` to false and reads as 0 or as nothing from then on; nothing throws.
 * Fields with several parts leave them in the public numbers.
 */
export class UaCursor {
  bytes: Uint8Array = new Uint8Array(0)
  view: DataView = new DataView(this.bytes.buffer)
  at = 0
  end = 0
  isOk = true
  /** Bytes of the text that was read last; both 0 for a null text. */
  from = 0
  to = 0
  /** The node that was read last: namespace, its number (0 for one that is no number), and where its identifier stands. */
  namespace = 0
  numeric = 0
  nodeKind = 0
  nodeFrom = 0
  nodeTo = 0
  /** The value that was read last: its type (0 none), whether it is an array, its number (NaN for one that is no number). */
  type = 0
  isArray = false
  number = Number.NaN
  valueFrom = 0
  /** Type of the extension object that was read last. */
  extensionType = 0
  /** Status of the last DataValue; 0 is good. */
  status = 0
  private child: UaCursor | null = null

  open(bytes: Uint8Array, view: DataView, at: number, end: number): this {
    this.bytes = bytes
    this.view = view
    this.at = at
    this.end = end
    this.isOk = true
    return this
  }

  /** A cursor over a part of what this one reads. */
  inner(from: number, to: number): UaCursor {
    this.child ??= new UaCursor()
    return this.child.open(this.bytes, this.view, from, to)
  }

  skip(count: number): number {
    const at = this.at
    if (count < 0 || count > this.end - at) {
      this.isOk = false
      this.at = this.end
      return this.end
    }
    this.at = at + count
    return at
  }

  byte(): number {
    const at = this.skip(1)
    return this.isOk ? this.bytes[at]! : 0
  }

  word(): number {
    const at = this.skip(2)
    return this.isOk ? this.view.getUint16(at, true) : 0
  }

  /** A signed 32-bit number; what stands for nothing is -1. */
  long(): number {
    const at = this.skip(4)
    return this.isOk ? this.view.getInt32(at, true) : 0
  }

  /** Elements of an array, at least one byte each; 0 for none. */
  count(): number {
    const count = this.long()
    if (count <= 0) return 0
    if (count > this.end - this.at) this.isOk = false
    return this.isOk ? count : 0
  }

  /** Text, or bytes behind a length. */
  text(): void {
    const length = this.long()
    this.from = 0
    this.to = 0
    if (length <= 0) return
    const at = this.skip(length)
    if (!this.isOk) return
    this.from = at
    this.to = at + length
  }

  texts(): void {
    for (let left = this.count(); left > 0 && this.isOk; left -= 1) this.text()
  }

  /** Text with its language; `from` and `to` hold the text. */
  localized(): void {
    const mask = this.byte()
    if (mask & 1) this.text()
    this.from = 0
    this.to = 0
    if (mask & 2) this.text()
  }

  /** A node, expanded or not (§5.2.2.9, §5.2.2.10). */
  node(): void {
    const kind = this.byte()
    this.nodeKind = kind & 0x3f
    this.namespace = 0
    this.numeric = 0
    switch (kind & 0x3f) {
      case 0:
        this.nodeFrom = this.skip(1)
        if (this.isOk) this.numeric = this.bytes[this.nodeFrom]!
        break
      case 1:
        this.namespace = this.byte()
        this.nodeFrom = this.skip(2)
        if (this.isOk) this.numeric = this.view.getUint16(this.nodeFrom, true)
        break
      case 2:
        this.namespace = this.word()
        this.nodeFrom = this.skip(4)
        if (this.isOk) this.numeric = this.view.getUint32(this.nodeFrom, true)
        break
      case 3:
      case 5:
        this.namespace = this.word()
        this.text()
        this.nodeFrom = this.from
        this.nodeTo = this.to
        break
      case 4:
        this.namespace = this.word()
        this.nodeFrom = this.skip(16)
        break
      default:
        this.isOk = false
    }
    if ((kind & 0x3f) !== 3 && (kind & 0x3f) !== 5) this.nodeTo = this.at
    if (kind & 0x80) this.text()
    if (kind & 0x40) this.skip(4)
  }

  /** An extension object: its type in `extensionType`, its body in `from` and `to`. */
  extension(): void {
    this.node()
    this.extensionType = this.namespace === 0 ? this.numeric : 0
    const encoding = this.byte()
    this.from = 0
    this.to = 0
    if (encoding === 1 || encoding === 2) this.text()
  }

  diagnostic(depth = 0): void {
    const mask = this.byte()
    if (mask & 1) this.skip(4)
    if (mask & 2) this.skip(4)
    if (mask & 8) this.skip(4)
    if (mask & 4) this.skip(4)
    if (mask & 16) this.text()
    if (mask & 32) this.skip(4)
    if (mask & 64) {
      if (depth >= DEEPEST) this.isOk = false
      else this.diagnostic(depth + 1)
    }
  }

  /** A value of any type; leaves its type and number. */
  variant(depth = 0): void {
    const encoding = this.byte()
    const type = encoding & 0x3f
    if (encoding & 0x80) {
      // Elements without bytes would make a short message endless work.
      if (type === 0) this.isOk = false
      for (let left = this.count(); left > 0 && this.isOk; left -= 1) this.scalar(type, depth)
      if (encoding & 0x40) for (let left = this.count(); left > 0 && this.isOk; left -= 1) this.skip(4)
    } else {
      this.valueFrom = this.at
      this.scalar(type, depth)
    }
    this.type = type
    this.isArray = (encoding & 0x80) !== 0
    this.number = this.isArray || !this.isOk ? Number.NaN : this.numberOf(type)
  }

  /** A value with its status and times; leaves value and status. */
  dataValue(depth = 0): void {
    const mask = this.byte()
    if (mask & HAS_VALUE) this.variant(depth)
    else {
      this.type = 0
      this.isArray = false
      this.number = Number.NaN
    }
    const status = mask & HAS_STATUS ? this.long() : 0
    if (mask & HAS_SOURCE_TIME) this.skip(8)
    if (mask & HAS_SOURCE_PICO) this.skip(2)
    if (mask & HAS_SERVER_TIME) this.skip(8)
    if (mask & HAS_SERVER_PICO) this.skip(2)
    this.status = status
  }

  private scalar(type: number, depth: number): void {
    const fixed = FIXED_BYTES[type] ?? 0
    if (fixed > 0) {
      this.skip(fixed)
      return
    }
    switch (type) {
      case 0:
        return
      case 12:
      case 15:
      case 16:
        this.text()
        return
      case 17:
      case 18:
        this.node()
        return
      case 20:
        this.skip(2)
        this.text()
        return
      case 21:
        this.localized()
        return
      case 22:
        this.extension()
        return
      case 23:
      case 24:
        if (depth >= DEEPEST) this.isOk = false
        else if (type === 23) this.dataValue(depth + 1)
        else this.variant(depth + 1)
        return
      case 25:
        this.diagnostic()
        return
      default:
        this.isOk = false
    }
  }

  // The scalar that begins at `valueFrom`.
  private numberOf(type: number): number {
    const { view, valueFrom: at } = this
    switch (type) {
      case 1:
        return this.bytes[at] === 0 ? 0 : 1
      case 2:
        return view.getInt8(at)
      case 3:
        return this.bytes[at]!
      case 4:
        return view.getInt16(at, true)
      case 5:
        return view.getUint16(at, true)
      case 6:
        return view.getInt32(at, true)
      case 7:
        return view.getUint32(at, true)
      case 8:
        return view.getInt32(at + 4, true) * 0x1_0000_0000 + view.getUint32(at, true)
      case 9:
        return view.getUint32(at + 4, true) * 0x1_0000_0000 + view.getUint32(at, true)
      case 10:
        return view.getFloat32(at, true)
      case 11:
        return view.getFloat64(at, true)
      default:
        return Number.NaN
    }
  }
}
