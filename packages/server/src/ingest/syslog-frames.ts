// Cuts a stream of syslog into messages: octets counted before each, or LF after each (RFC 6587 §3.4), told apart message by message: a count is
// digits, a space and the `<` that begins a message. Bounded: of a message beyond the bound what was held is given, and the rest passed over.
const LF = 0x0a
const SPACE = 0x20
const ZERO = 0x30
const NINE = 0x39
const LESS_THAN = 0x3c
const MOST_DIGITS = 8

export class SyslogFrames {
  readonly #mostBytes: number
  /** In order; joined only when a message may be whole. */
  #pieces: Buffer[] = []
  #heldBytes = 0
  /** Nothing can be whole before so many bytes are held, unless an LF comes where `#awaitsLf`. */
  #neededBytes = 0
  #awaitsLf = false
  /** Bytes of the present message that are passed over. */
  #skip = 0
  #isSkippingLine = false
  #cut = 0

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** Bytes that wait for the rest of their message. */
  get heldBytes(): number {
    return this.#heldBytes
  }

  /** How many messages were longer than is held, since this was asked last. */
  takeCut(): number {
    const cut = this.#cut
    this.#cut = 0
    return cut
  }

  push(chunk: Buffer): Buffer[] {
    this.#pieces.push(chunk)
    this.#heldBytes += chunk.length
    const isReady = this.#awaitsLf
      ? chunk.includes(LF) || this.#heldBytes > this.#mostBytes
      : this.#heldBytes >= this.#neededBytes
    return isReady ? this.#messages() : []
  }

  /** What was held when the stream ended. */
  end(): Buffer[] {
    const rest = this.#isSkippingLine || this.#skip > 0 ? Buffer.alloc(0) : Buffer.concat(this.#pieces)
    this.#pieces = []
    this.#heldBytes = 0
    return rest.length === 0 ? [] : [rest]
  }

  #messages(): Buffer[] {
    let held = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces)
    this.#neededBytes = 0
    this.#awaitsLf = false
    const messages: Buffer[] = []
    for (;;) {
      const next = this.#next(held)
      if (next === null) break
      held = held.subarray(next.to)
      if (next.message.length > 0) messages.push(next.message)
    }
    this.#pieces = held.length === 0 ? [] : [held]
    this.#heldBytes = held.length
    return messages
  }

  /** Null when more bytes are needed; an empty message for what is none. */
  #next(held: Buffer): { readonly message: Buffer; readonly to: number } | null {
    if (held.length === 0) return null
    if (this.#skip > 0) {
      const to = Math.min(this.#skip, held.length)
      this.#skip -= to
      return { message: held.subarray(0, 0), to }
    }
    if (this.#isSkippingLine) {
      const lf = held.indexOf(LF)
      if (lf >= 0) this.#isSkippingLine = false
      return { message: held.subarray(0, 0), to: lf < 0 ? held.length : lf + 1 }
    }
    const count = countOf(held)
    if (count === 'unknown') return null
    return count === null ? this.#untilLf(held) : this.#counted(held, count)
  }

  #counted(held: Buffer, { digits, octets }: { readonly digits: number; readonly octets: number }) {
    const from = digits + 1
    const kept = Math.min(octets, this.#mostBytes)
    if (held.length < from + kept) {
      this.#neededBytes = from + kept
      return null
    }
    this.#skip = octets - kept
    if (this.#skip > 0) this.#cut++
    return { message: held.subarray(from, from + kept), to: from + kept }
  }

  #untilLf(held: Buffer) {
    const lf = held.indexOf(LF)
    if (lf >= 0 && lf <= this.#mostBytes) return { message: held.subarray(0, lf), to: lf + 1 }
    if (held.length <= this.#mostBytes) {
      this.#awaitsLf = true
      return null
    }
    this.#isSkippingLine = true
    this.#cut++
    return { message: held.subarray(0, this.#mostBytes), to: this.#mostBytes }
  }
}

/** Null where the message begins with none, `unknown` where that cannot be told yet. */
function countOf(held: Buffer): { readonly digits: number; readonly octets: number } | null | 'unknown' {
  let digits = 0
  while (digits < MOST_DIGITS && isDigit(held[digits])) digits++
  if (digits === 0 || held[0] === ZERO) return null
  if (digits === held.length) return 'unknown'
  if (held[digits] !== SPACE) return null
  if (digits + 1 === held.length) return 'unknown'
  if (held[digits + 1] !== LESS_THAN) return null
  return { digits, octets: Number(held.subarray(0, digits).toString('latin1')) }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE
}
