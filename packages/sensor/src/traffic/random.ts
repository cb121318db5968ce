// A small seeded generator, so that the same plan gives the same bytes. Source: the splitmix32 finaliser.

/** 32-bit hash of a text (FNV-1a): stable numbers for things that must not change from window to window. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return mix(hash)
}

/** One 32-bit number out of several, order matters. */
export function hashNumbers(...values: readonly number[]): number {
  let hash = 0x9e3779b9
  for (const value of values) hash = mix((hash ^ value) + 0x9e3779b9)
  return hash >>> 0
}

export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0
  }

  /** A whole number in [0, 2^32). */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0
    return mix(this.#state)
  }

  /** A whole number in [low, high]. */
  between(low: number, high: number): number {
    return low + (this.next() % (high - low + 1))
  }

  /** `count` bytes that look like ciphertext. */
  bytes(count: number): Uint8Array {
    const out = new Uint8Array(count)
    for (let i = 0; i < count; i++) out[i] = this.next() >>> 24
    return out
  }
}

function mix(value: number): number {
  let z = value | 0
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
  return (z ^ (z >>> 15)) >>> 0
}
