// Says fast that none of a few long texts stands in another one: most characters are never looked at, because a pair of characters that is in
// no text lets the search skip. Source: Wu and Manber, "A fast algorithm for multi-pattern searching", TR 94-17, University of Arizona 1994.

/** More texts, or shorter ones, leave little to skip. */
const MOST_TEXTS = 256
const LEAST_LENGTH = 4
const SLOTS = 4096

export class SkipFilter {
  readonly #shifts = new Uint8Array(SLOTS)
  /** 1 for the pairs that texts begin with. */
  readonly #beginnings = new Uint8Array(SLOTS)
  readonly #first: number
  readonly #mayBeStrange: boolean

  private constructor(texts: readonly string[], shortest: number) {
    this.#first = shortest - 1
    this.#mayBeStrange = texts.some((text) => /[ik]/.test(text))
    this.#shifts.fill(Math.min(shortest - 1, 255))
    for (const text of texts) {
      this.#beginnings[slotOf(text.charCodeAt(0), text.charCodeAt(1))] = 1
      for (let at = 1; at < shortest; at += 1) {
        const slot = slotOf(text.charCodeAt(at - 1), text.charCodeAt(at))
        this.#shifts[slot] = Math.min(this.#shifts[slot]!, shortest - 1 - at)
      }
    }
  }

  /** Null when skipping is not worth it. Texts are ASCII in lower case. */
  static of(texts: readonly string[]): SkipFilter | null {
    const shortest = Math.min(...texts.map((text) => text.length))
    return texts.length === 0 || texts.length > MOST_TEXTS || shortest < LEAST_LENGTH
      ? null
      : new SkipFilter(texts, shortest)
  }

  /** False only when none of the texts stands in this one, whatever its case. */
  mayBeIn(text: string): boolean {
    const shifts = this.#shifts
    const first = this.#first
    for (let at = first; at < text.length; ) {
      const shift = shifts[slotOf(text.charCodeAt(at - 1), text.charCodeAt(at))]!
      if (shift > 0) at += shift
      else {
        const begins = this.#beginnings[slotOf(text.charCodeAt(at - first), text.charCodeAt(at - first + 1))]
        if (begins === 1) return true
        at += 1
      }
    }
    return this.#mayBeStrange && STRANGE.test(text)
  }
}

/** Characters beyond ASCII whose lower case is ASCII, or begins so: a k and an i. */
const STRANGE = /[\u212a\u0130]/

/** A letter and its capital fall together; others may. */
function slotOf(one: number, two: number): number {
  return (((one | 0x20) << 5) ^ (two | 0x20)) & (SLOTS - 1)
}
