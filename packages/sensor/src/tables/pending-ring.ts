// Requests that wait for their answer: a fixed number of places, each with room for a few; the oldest of a full place is forgotten.

const PLACES = 2048
/** Requests a place: so many whose hashes meet can wait at once. */
const WAYS = 4
const WORDS = 5

/** Keys are (flow, number of the request); values are three words. A forgotten request simply finds no answer. */
export class PendingRing {
  /** Values of the request that `take` found. */
  first = 0
  second = 0
  third = 0
  private readonly rows = new Int32Array(PLACES * WAYS * WORDS)
  /** Which row of a full place is overwritten next. */
  private readonly turns = new Uint8Array(PLACES)

  /** One that is asked again takes the place of its earlier self. */
  put(flow: number, key: number, first: number, second: number, third = 0): void {
    const place = placeOf(flow, key)
    const rows = this.rows
    const from = place * WAYS * WORDS
    let at = -1
    for (let n = 0; n < WAYS; n += 1) {
      const row = from + n * WORDS
      if (rows[row] === flow + 1 && rows[row + 1] === key) {
        at = row
        break
      }
      if (at < 0 && rows[row] === 0) at = row
    }
    if (at < 0) {
      const turn = this.turns[place]!
      this.turns[place] = (turn + 1) % WAYS
      at = from + turn * WORDS
    }
    rows[at] = flow + 1
    rows[at + 1] = key
    rows[at + 2] = first
    rows[at + 3] = second
    rows[at + 4] = third
  }

  /** True when the request is known; it is then forgotten. */
  take(flow: number, key: number): boolean {
    const rows = this.rows
    const from = placeOf(flow, key) * WAYS * WORDS
    for (let n = 0; n < WAYS; n += 1) {
      const at = from + n * WORDS
      if (rows[at] !== flow + 1 || rows[at + 1] !== key) continue
      this.first = rows[at + 2]!
      this.second = rows[at + 3]!
      this.third = rows[at + 4]!
      rows[at] = 0
      return true
    }
    return false
  }
}

function placeOf(flow: number, key: number): number {
  const hash = Math.imul(flow ^ Math.imul(key, 0x9e3779b1 | 0), 0x85ebca6b | 0)
  return (hash ^ (hash >>> 15)) & (PLACES - 1)
}
