// Fields of S7comm-plus: numbers of variable length and values. Source: as in `names.ts`.

const LONGEST = 9

/** Reads fields one behind the other; one that does not fit sets `isOk` to false and reads as 0. */
export class PlusCursor {
  bytes: Uint8Array = new Uint8Array(0)
  at = 0
  end = 0
  isOk = true
  /** The value that was read last: its type, its number (NaN for one that is no number), and where its text stands. */
  type = 0
  number = Number.NaN
  from = 0
  to = 0
  private readonly eight = new DataView(new ArrayBuffer(8))

  open(bytes: Uint8Array, at: number, end: number): this {
    this.bytes = bytes
    this.at = at
    this.end = end
    this.isOk = true
    return this
  }

  skip(count: number): number {
    if (count < 0 || count > this.end - this.at) {
      this.isOk = false
      this.at = this.end
      return this.end
    }
    const at = this.at
    this.at = at + count
    return at
  }

  byte(): number {
    const at = this.skip(1)
    return this.isOk ? this.bytes[at]! : 0
  }

  /** Four octets, most significant first, as a signed word. */
  word(): number {
    const at = this.skip(4)
    if (!this.isOk) return 0
    const { bytes } = this
    return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
  }

  /** Seven bits an octet, most significant first; the top bit says that more follow. Low 32 bits, signed. */
  variable(): number {
    let value = 0
    for (let n = 0; n < LONGEST && this.isOk; n += 1) {
      const octet = this.byte()
      // The ninth octet of a long number has all eight bits.
      if (n === LONGEST - 1) return (value << 8) | octet
      value = (value << 7) | (octet & 0x7f)
      if (octet < 0x80) return value
    }
    return value
  }

  /** Like `variable`, with the second bit of the first octet as the sign. */
  signed(): number {
    const first = this.at < this.end ? this.bytes[this.at]! : 0
    let value = first & 0x40 ? -1 : 0
    for (let n = 0; n < LONGEST && this.isOk; n += 1) {
      const octet = this.byte()
      value = (value << 7) | (octet & 0x7f)
      if (octet < 0x80) return value
    }
    return value
  }

  /** A value: flags, type, contents. Arrays and structures are not taken apart: `isOk` is false behind them. */
  value(): void {
    const flags = this.byte()
    const type = this.byte()
    this.type = type
    this.number = Number.NaN
    this.from = 0
    this.to = 0
    if (flags !== 0) {
      this.isOk = false
      return
    }
    switch (type) {
      case 0x00:
        return
      case 0x01:
      case 0x02:
      case 0x0a:
        this.number = this.byte()
        return
      case 0x06:
        this.number = (this.byte() << 24) >> 24
        return
      case 0x03:
      case 0x0b:
        this.number = (this.byte() << 8) | this.byte()
        return
      case 0x07:
        this.number = (((this.byte() << 8) | this.byte()) << 16) >> 16
        return
      case 0x04:
      case 0x13:
        this.number = this.variable() >>> 0
        return
      case 0x08:
        this.number = this.signed()
        return
      case 0x0c:
      case 0x12:
        this.number = this.word() >>> 0
        return
      case 0x0e:
        this.eight.setInt32(0, this.word())
        this.number = this.eight.getFloat32(0)
        return
      case 0x0f:
        this.eight.setInt32(0, this.word())
        this.eight.setInt32(4, this.word())
        this.number = this.eight.getFloat64(0)
        return
      case 0x0d:
      case 0x10:
        this.skip(8)
        return
      case 0x15: {
        const length = this.variable()
        this.from = this.skip(length)
        this.to = this.at
        return
      }
      default:
        this.isOk = false
    }
  }
}
