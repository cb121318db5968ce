// Requests that wait for their answer: a fixed ring that forgets the oldest of one place when it is full.

const ROWS = 8192

/** Keys are (flow, number of the request); values are three words. A forgotten request simply finds no answer. */
export class PendingRing {
  /** Values of the request that `take` found. */
  first = 0
  second = 0
  third = 0
  private readonly rows = new Int32Array(ROWS * 5)

  put(flow: number, key: number, first: number, second: number, third = 0): void {
    const at = place(flow, key)
    const rows = this.rows
    rows[at] = flow + 1
    rows[at + 1] = key
    rows[at + 2] = first
    rows[at + 3] = second
    rows[at + 4] = third
  }

  /** True when the request is known; it is then forgotten. */
  take(flow: number, key: number): boolean {
    const at = place(flow, key)
    const rows = this.rows
    if (rows[at] !== flow + 1 || rows[at + 1] !== key) return false
    this.first = rows[at + 2]!
    this.second = rows[at + 3]!
    this.third = rows[at + 4]!
    rows[at] = 0
    return true
  }
}

function place(flow: number, key: number): number {
  const hash = Math.imul(flow ^ Math.imul(key, 0x9e3779b1 | 0), 0x85ebca6b | 0)
  return ((hash ^ (hash >>> 15)) & (ROWS - 1)) * 5
}
