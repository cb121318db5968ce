// Says fast that none of some long texts stands in another one: most characters are never looked at, because a block of characters that is in
// no text lets the search skip. Source: Wu and Manber, "A fast algorithm for multi-pattern searching", TR 94-17, University of Arizona 1994.

/** Blocks of two characters: more texts, or shorter ones, leave little to skip. */
const FEW_TEXTS = 256
const LEAST_LENGTH = 4
/** Blocks of four, for many texts that are long, such as hashes; of each so many characters are taken. */
const MANY_TEXTS = 4096
const LONG = 16
const FEW_BITS = 12
const MANY_BITS = 15
/** Knuth's multiplier for 32 bits (The Art of Computer Programming 3, §6.4). */
const SPREAD = 0x9e37_79b1

export class SkipFilter {
  readonly #isLong: boolean
  readonly #shifts: Uint8Array
  /** 1 for the blocks that texts begin with. */
  readonly #beginnings: Uint8Array
  /** Place of the last character that is looked at first, and of the last of the first block. */
  readonly #first: number
  readonly #head: number
  readonly #mayBeStrange: boolean

  private constructor(texts: readonly string[], length: number, isLong: boolean) {
    this.#isLong = isLong
    this.#first = length - 1
    this.#head = isLong ? 3 : 1
    this.#mayBeStrange = texts.some((text) => /[ik]/.test(text))
    const slots = 1 << (isLong ? MANY_BITS : FEW_BITS)
    this.#shifts = new Uint8Array(slots).fill(Math.min(length - this.#head, 255))
    this.#beginnings = new Uint8Array(slots)
    for (const text of texts) {
      this.#beginnings[this.#slotOf(text, this.#head)] = 1
      for (let at = this.#head; at < length; at += 1) {
        const slot = this.#slotOf(text, at)
        this.#shifts[slot] = Math.min(this.#shifts[slot]!, length - 1 - at)
      }
    }
  }

  /** Null when skipping is not worth it. Texts are ASCII in lower case. */
  static of(texts: readonly string[]): SkipFilter | null {
    const shortest = texts.reduce((least, text) => Math.min(least, text.length), Number.POSITIVE_INFINITY)
    if (texts.length === 0 || shortest < LEAST_LENGTH) return null
    if (texts.length <= FEW_TEXTS) return new SkipFilter(texts, shortest, false)
    return texts.length > MANY_TEXTS || shortest < LONG ? null : new SkipFilter(texts, LONG, true)
  }

  /** False only when none of the texts stands in this one, whatever its case. */
  mayBeIn(text: string): boolean {
    const shifts = this.#shifts
    const first = this.#first
    for (let at = first; at < text.length; ) {
      const shift = shifts[this.#slotOf(text, at)]!
      if (shift > 0) at += shift
      else {
        if (this.#beginnings[this.#slotOf(text, at - first + this.#head)] === 1) return true
        at += 1
      }
    }
    return this.#mayBeStrange && STRANGE.test(text)
  }

  /** Of the block that ends at a place. A letter and its capital fall together; others may. */
  #slotOf(text: string, at: number): number {
    const pair = ((text.charCodeAt(at - 1) | 0x20) << 5) ^ (text.charCodeAt(at) | 0x20)
    if (!this.#isLong) return pair & ((1 << FEW_BITS) - 1)
    const before = ((text.charCodeAt(at - 3) | 0x20) << 5) ^ (text.charCodeAt(at - 2) | 0x20)
    return Math.imul((before << 16) ^ pair, SPREAD) >>> (32 - MANY_BITS)
  }
}

/** Characters beyond ASCII whose lower case is ASCII, or begins so: a k and an i. */
const STRANGE = /[\u212a\u0130]/
