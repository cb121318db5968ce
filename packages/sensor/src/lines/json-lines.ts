// Rows as lines of JSON (NDJSON), written byte by byte into one buffer: nothing is allocated for a row.
import { isoOfMicros, micros } from '@penstock/model/kernel'

const FIRST_BYTES = 1 << 18
const LONG_BYTES = 1 << 17
/** Above every member but `hex` and `registers`, which make their own room. */
const ROOM_BYTES = 128
const ZERO = 48
const MICROS_A_SECOND = 1_000_000
const QUOTE = 34
const COMMA = 44
const MINUS = 45
const OPEN_LIST = 91
const BACKSLASH = 92
const CLOSE_LIST = 93
const DOT = 46
const COLON = 58
const LETTER_E = 101
const LETTER_U = 117
const OPEN_ROW = 123
const CLOSE_ROW = 125
const ESCAPE_BYTES = 6
const NULL = latin1('null')
/** Whole numbers are written as such up to here; single precision has no others beyond. */
const MOST_WHOLE = 0xffff_ffff
const FEWEST_DIGITS = 6
const MOST_DIGITS = 9
/** Numbers below have no power of ten that is finite and brings them above one. */
const SMALL = 1e-30
const SCALE_DIGITS = 30
const SCALE = 1e30
const HEX = latin1('0123456789abcdef')
const UUID_BYTES = 16
/** Octets of a UUID behind a dash, and the order of those whose first three numbers begin with their lowest octet. */
const DASHED = new Set([4, 6, 8, 10])
const LITTLE_UUID = Uint8Array.of(3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15)
const MAC_BYTES = 6
/** The first two numbers of an object identifier share one: 40 for each of the first three roots. */
const ROOT_ARCS = 40
const LAST_ROOT = 2

/** A member's name as it stands in a line: `,"name":`. */
export function keyOf(name: string): Uint8Array {
  return latin1(`,"${name}":`)
}

/** A word as a value, in quotes: letters, digits and signs that JSON does not escape. */
export function wordOf(word: string): Uint8Array {
  return latin1(`"${word}"`)
}

/** Whole members as they stand in a line, from the first comma on. */
export function membersOf(members: Readonly<Record<string, string | number | boolean>>): Uint8Array {
  return new TextEncoder().encode(`,${JSON.stringify(members).slice(1, -1)}`)
}

/** Members by a code of a protocol, each made once and kept: a protocol has few codes. */
export class MembersByCode {
  private readonly made: Uint8Array[] = []
  private readonly tell: (code: number) => Readonly<Record<string, string | number | boolean>>

  constructor(tell: (code: number) => Readonly<Record<string, string | number | boolean>>) {
    this.tell = tell
  }

  /** `code`: of 16 bits at most. */
  of(code: number): Uint8Array {
    const known = this.made[code]
    if (known !== undefined) return known
    const made = membersOf(this.tell(code))
    this.made[code] = made
    return made
  }
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

  /** A whole number from 0 to 2^53 - 1. */
  number(key: Uint8Array, value: number): void {
    this.key(key)
    this.reserve(ROOM_BYTES)
    this.decimal(value)
  }

  /** A whole number below or above zero, of 53 bits. */
  signed(key: Uint8Array, value: number): void {
    this.key(key)
    this.reserve(ROOM_BYTES)
    if (value < 0) this.bytes[this.at++] = MINUS
    this.decimal(Math.abs(value))
  }

  /** A number of single precision, in the fewest digits that read as the same one; null for what is no number. */
  float(key: Uint8Array, value: number): void {
    if (value === Math.trunc(value) && Math.abs(value) <= MOST_WHOLE) {
      this.signed(key, value)
      return
    }
    this.key(key)
    this.reserve(ROOM_BYTES)
    if (Number.isFinite(value)) this.fraction(value)
    else this.raw(NULL)
  }

  /** A number of double precision, as JavaScript writes it; null for what is no number. */
  double(key: Uint8Array, value: number): void {
    this.key(key)
    this.raw(Number.isFinite(value) ? latin1(String(value)) : NULL)
  }

  word(key: Uint8Array, word: Uint8Array): void {
    this.key(key)
    this.raw(word)
  }

  /** Members that were made before, with their commas. */
  members(members: Uint8Array): void {
    this.key(members)
  }

  openList(key: Uint8Array): void {
    this.key(key)
    this.reserve(ROOM_BYTES)
    this.bytes[this.at++] = OPEN_LIST
  }

  closeList(): void {
    this.reserve(ROOM_BYTES)
    this.bytes[this.at++] = CLOSE_LIST
  }

  /** Begins the next object of a list. */
  openRow(): void {
    this.reserve(ROOM_BYTES)
    if (this.bytes[this.at - 1] !== OPEN_LIST) this.bytes[this.at++] = COMMA
    this.bytes[this.at++] = OPEN_ROW
  }

  closeRow(): void {
    this.reserve(ROOM_BYTES)
    this.bytes[this.at++] = CLOSE_ROW
  }

  /** Octets of the wire as text, one letter an octet: what JSON or a terminal would take for a sign of its own is escaped. */
  text(key: Uint8Array, bytes: Uint8Array, from: number, end: number): void {
    this.openText(key)
    this.addText(bytes, from, end)
    this.closeText()
  }

  /** Begins a text that is put together from parts. */
  openText(key: Uint8Array): void {
    this.key(key)
    this.reserve(ROOM_BYTES)
    this.bytes[this.at++] = QUOTE
  }

  addText(bytes: Uint8Array, from: number, end: number): void {
    this.reserve(Math.max(0, end - from) * ESCAPE_BYTES)
    for (let n = from; n < end; n += 1) {
      const octet = bytes[n]!
      if (octet >= 32 && octet < 127 && octet !== QUOTE && octet !== BACKSLASH) this.bytes[this.at++] = octet
      else this.escape(octet)
    }
  }

  /** A whole number from 0 within the text that is open. */
  addNumber(value: number): void {
    this.reserve(ROOM_BYTES)
    this.decimal(value)
  }

  closeText(): void {
    this.reserve(ROOM_BYTES)
    this.bytes[this.at++] = QUOTE
  }

  /** An IPv4 address that is held as a signed word. */
  ipv4(key: Uint8Array, word: number): void {
    this.key(key)
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

  /** Six octets as a MAC address. */
  mac(key: Uint8Array, bytes: Uint8Array, at: number): void {
    this.key(key)
    this.reserve(ROOM_BYTES)
    this.bytes[this.at++] = QUOTE
    for (let n = 0; n < MAC_BYTES; n += 1) {
      if (n > 0) this.bytes[this.at++] = COLON
      this.octet(bytes[at + n]!)
    }
    this.bytes[this.at++] = QUOTE
  }

  /** Sixteen octets as a UUID; `isLittle` where its first three numbers begin with their lowest octet. */
  uuid(key: Uint8Array, bytes: Uint8Array, at: number, isLittle: boolean): void {
    this.key(key)
    this.reserve(ROOM_BYTES)
    this.bytes[this.at++] = QUOTE
    for (let n = 0; n < UUID_BYTES; n += 1) {
      if (DASHED.has(n)) this.bytes[this.at++] = MINUS
      this.octet(bytes[at + (isLittle ? LITTLE_UUID[n]! : n)]!)
    }
    this.bytes[this.at++] = QUOTE
  }

  /** The contents of an OBJECT IDENTIFIER (ITU-T X.690 §8.19) with dots. */
  objectId(key: Uint8Array, bytes: Uint8Array, from: number, end: number): void {
    this.key(key)
    this.reserve(ROOM_BYTES)
    this.bytes[this.at++] = QUOTE
    let arc = 0
    let isFirst = true
    for (let at = from; at < end; at += 1) {
      arc = arc * 128 + (bytes[at]! & 0x7f)
      // What is larger than any number that is exact is none that is given out.
      if (arc > Number.MAX_SAFE_INTEGER) arc = Number.MAX_SAFE_INTEGER
      if (bytes[at]! & 0x80) continue
      this.reserve(ROOM_BYTES)
      if (isFirst) {
        const root = Math.min(LAST_ROOT, Math.floor(arc / ROOT_ARCS))
        this.decimal(root)
        arc -= root * ROOT_ARCS
        isFirst = false
      }
      this.bytes[this.at++] = DOT
      this.decimal(arc)
      arc = 0
    }
    this.reserve(ROOM_BYTES)
    this.bytes[this.at++] = QUOTE
  }

  /** Microseconds since 1970 as ISO 8601 in UTC. */
  instant(key: Uint8Array, at: number): void {
    const second = Math.floor(at / MICROS_A_SECOND)
    if (second !== this.second) {
      this.second = second
      this.secondText = latin1(`"${isoOfMicros(micros(second * MICROS_A_SECOND)).slice(0, -7)}`)
    }
    this.key(key)
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
    this.key(key)
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
    this.key(key)
    this.reserve((end - from) * 3 + 2)
    this.bytes[this.at++] = 91
    for (let n = from; n + 2 <= end; n += 2) {
      if (n > from) this.bytes[this.at++] = 44
      this.decimal((bytes[n]! << 8) | bytes[n + 1]!)
    }
    this.bytes[this.at++] = 93
  }

  private octet(octet: number): void {
    this.bytes[this.at++] = HEX[octet >> 4]!
    this.bytes[this.at++] = HEX[octet & 15]!
  }

  private escape(octet: number): void {
    const { bytes } = this
    bytes[this.at++] = BACKSLASH
    bytes[this.at++] = LETTER_U
    bytes[this.at++] = ZERO
    bytes[this.at++] = ZERO
    bytes[this.at++] = HEX[octet >> 4]!
    bytes[this.at++] = HEX[octet & 15]!
  }

  // So many digits and a power of ten: 6 digits are enough for most, 9 for any number of single precision.
  private fraction(value: number): void {
    let size = Math.abs(value)
    let power = 0
    // In two steps where one power alone would not be finite.
    if (size < SMALL) {
      size *= SCALE
      power = -SCALE_DIGITS
    }
    const top = Math.floor(Math.log10(size))
    let digits = FEWEST_DIGITS
    let whole = 0
    for (; digits <= MOST_DIGITS; digits += 1) {
      whole = Math.round(size * 10 ** (digits - 1 - top))
      const back = whole * 10 ** (top + 1 - digits)
      if (Math.fround(power === 0 ? back : back / SCALE) === Math.fround(Math.abs(value))) break
    }
    power += top + 1 - Math.min(digits, MOST_DIGITS)
    while (whole % 10 === 0) {
      whole /= 10
      power += 1
    }
    if (value < 0) this.bytes[this.at++] = MINUS
    this.decimal(whole)
    this.bytes[this.at++] = LETTER_E
    if (power < 0) this.bytes[this.at++] = MINUS
    this.decimal(Math.abs(power))
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

  // The first member of an object in a list has no comma in front.
  private key(key: Uint8Array): void {
    if (this.bytes[this.at - 1] === OPEN_ROW) this.raw(key, 1)
    else this.raw(key)
  }

  private raw(text: Uint8Array, from = 0): void {
    this.reserve(text.length)
    const { bytes } = this
    const at = this.at - from
    for (let n = from; n < text.length; n += 1) bytes[at + n] = text[n]!
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
