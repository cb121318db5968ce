// Rows as lines of JSON (NDJSON), written byte by byte into one buffer: nothing is allocated for a row.
import { isoOfMicros, micros } from '@penstock/model/kernel'

const FIRST_BYTES = 1 << 18
const LONG_BYTES = 1 << 17
/** Above every member but `hex` and `registers`, which make their own room. */
const ROOM_BYTES = 128
const ZERO = 48
const MICROS_A_SECOND = 1_000_000
const HEX = latin1('0123456789abcdef')

/** A member's name as it stands in a line: `,"name":`. */
export function keyOf(name: string): Uint8Array {
  return latin1(`,"${name}":`)
}

/** A word as a value, in quotes: letters, digits and signs that JSON does not escape. */
export function wordOf(word: string): Uint8Array {
  return latin1(`"${word}"`)
}

/** The beginning of a line, with its first member. */
export function headOf(name: string, text: string): Uint8Array {
  return new TextEncoder().encode(`{"${name}":${JSON.stringify(text)}`)
}

export class JsonLines {
  /** Lines that were ended. */
  count = 0
  private bytes: Uint8Array = new Uint8Array(FIRST_BYTES)
  private at = 0
  /** The second of the instant written last, as text: most rows share it. */
  private second = Number.NaN
  private secondText: Uint8Array = new Uint8Array(0)
  private readonly digits = new Uint8Array(16)

  /** True when so much is there that it should be taken. */
  get isLong(): boolean {
    return this.at >= LONG_BYTES
  }

  /** What was written since the last call; valid until the next line begins. */
  take(): Uint8Array {
    const lines = this.bytes.subarray(0, this.at)
    this.at = 0
    return lines
  }

  begin(head: Uint8Array): void {
    this.raw(head)
  }

  end(): void {
    this.reserve(2)
    this.bytes[this.at] = 125
    this.bytes[this.at + 1] = 10
    this.at += 2
    this.count += 1
  }

  /** A whole number from 0 to 2^32 - 1. */
  number(key: Uint8Array, value: number): void {
    this.raw(key)
    this.reserve(ROOM_BYTES)
    this.decimal(value)
  }

  word(key: Uint8Array, word: Uint8Array): void {
    this.raw(key)
    this.raw(word)
  }

  /** An IPv4 address that is held as a signed word. */
  ipv4(key: Uint8Array, word: number): void {
    this.raw(key)
    this.reserve(ROOM_BYTES)
    this.bytes[this.at++] = 34
    this.decimal(word >>> 24)
    this.bytes[this.at++] = 46
    this.decimal((word >>> 16) & 255)
    this.bytes[this.at++] = 46
    this.decimal((word >>> 8) & 255)
    this.bytes[this.at++] = 46
    this.decimal(word & 255)
    this.bytes[this.at++] = 34
  }

  /** Microseconds since 1970 as ISO 8601 in UTC. */
  instant(key: Uint8Array, at: number): void {
    const second = Math.floor(at / MICROS_A_SECOND)
    if (second !== this.second) {
      this.second = second
      this.secondText = latin1(`"${isoOfMicros(micros(second * MICROS_A_SECOND)).slice(0, -7)}`)
    }
    this.raw(key)
    this.raw(this.secondText)
    this.reserve(ROOM_BYTES)
    let rest = at - second * MICROS_A_SECOND
    for (let n = 5; n >= 0; n -= 1) {
      const tenth = Math.floor(rest / 10)
      this.bytes[this.at + n] = ZERO + rest - tenth * 10
      rest = tenth
    }
    this.at += 6
    this.bytes[this.at++] = 90
    this.bytes[this.at++] = 34
  }

  /** `bytes[from..end)` in hexadecimal digits. */
  hex(key: Uint8Array, bytes: Uint8Array, from: number, end: number): void {
    this.raw(key)
    this.reserve((end - from) * 2 + 2)
    this.bytes[this.at++] = 34
    for (let n = from; n < end; n += 1) {
      this.bytes[this.at++] = HEX[bytes[n]! >> 4]!
      this.bytes[this.at++] = HEX[bytes[n]! & 15]!
    }
    this.bytes[this.at++] = 34
  }

  /** The 16-bit words of `bytes[from..end)`, most significant octet first, as a list of numbers. */
  registers(key: Uint8Array, bytes: Uint8Array, from: number, end: number): void {
    this.raw(key)
    this.reserve((end - from) * 3 + 2)
    this.bytes[this.at++] = 91
    for (let n = from; n + 2 <= end; n += 2) {
      if (n > from) this.bytes[this.at++] = 44
      this.decimal((bytes[n]! << 8) | bytes[n + 1]!)
    }
    this.bytes[this.at++] = 93
  }

  private decimal(value: number): void {
    const { digits } = this
    let rest = value
    let count = 0
    do {
      const tenth = Math.floor(rest / 10)
      digits[count] = ZERO + rest - tenth * 10
      rest = tenth
      count += 1
    } while (rest > 0)
    for (let n = count - 1; n >= 0; n -= 1) this.bytes[this.at++] = digits[n]!
  }

  private raw(text: Uint8Array): void {
    this.reserve(text.length)
    const { bytes, at } = this
    for (let n = 0; n < text.length; n += 1) bytes[at + n] = text[n]!
    this.at = at + text.length
  }

  private reserve(more: number): void {
    if (this.at + more <= this.bytes.length) return
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.at + more))
    larger.set(this.bytes.subarray(0, this.at))
    this.bytes = larger
  }
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0))
}
