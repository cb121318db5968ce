// Walks the rows of a chain in the order of their numbers and names what was done to them. An entry's hash covers its own
// number, so a moved row still tells where it stood; the hash it names as the one before tells what stood there.
import { type AuditRow, entryHash, GENESIS } from './entry-hash.ts'

export type AuditFaultKind = 'flipped' | 'deleted' | 'reordered' | 'inserted' | 'truncated' | 're-signed'

export interface AuditFault {
  /** Number of the first entry concerned. */
  readonly seq: number
  readonly kind: AuditFaultKind
  readonly detail: string
}

/** How far from its place a row is looked for, and how many hashes a whole check may spend on looking. */
const SEARCH_REACH = 1000
const SEARCH_BUDGET = 2_000_000

export class ChainCheck {
  readonly faults: AuditFault[] = []
  /** Number of the last row seen. */
  lastSeq = 0
  #previousHash: Uint8Array = GENESIS
  #previousIsSuspect = false
  /** By how much rows stand before their place, after rows were taken out (or put in) and the rest was renumbered. */
  #shift = 0
  #budget = SEARCH_BUDGET

  /** Takes one row; `next` is the row after it, which bears witness to it. */
  step(row: AuditRow, next: AuditRow | undefined): void {
    const isAfterGap = row.seq > this.lastSeq + 1
    if (isAfterGap) this.#fault(this.lastSeq + 1, 'deleted', `entries ${this.lastSeq + 1} to ${row.seq - 1} are gone`)
    const previousSeq = this.lastSeq
    this.lastSeq = row.seq
    const isSqueezedIn = next !== undefined && this.#isPassedOver(row, next)
    const origin = this.#originOf(row)
    const drift = origin === null ? 0 : origin - row.seq - this.#shift
    if (drift !== 0) {
      this.#moved(row, next, drift)
      return
    }
    if (isSqueezedIn) {
      this.#fault(row.seq, 'inserted', 'the entry after it names the entry before it')
      this.#shift -= 1
      return
    }
    if (origin === null) this.#fault(row.seq, 'flipped', 'its content does not give its hash')
    else if (!isEqual(row.prev_hash, this.#previousHash) && !isAfterGap && !this.#previousIsSuspect)
      this.#fault(Math.max(previousSeq, 1), 'flipped', 'rewritten with a new hash: the entry after it names another')
    this.#accept(row, origin === null)
  }

  #moved(row: AuditRow, next: AuditRow | undefined, drift: number): void {
    const isLasting = next !== undefined && isEqual(next.prev_hash, row.hash)
    if (!isLasting) {
      this.#fault(row.seq, 'reordered', `stood at ${row.seq + this.#shift + drift}`)
      this.#accept(row, true)
      return
    }
    this.#shift += drift
    if (drift > 0) this.#fault(row.seq, 'deleted', `${drift} entries before it are gone, and the rest was renumbered`)
    else this.#fault(row.seq + drift, 'inserted', `${-drift} entries were put in, and the rest was renumbered`)
    this.#accept(row, false)
  }

  /** True when the row after it, itself unchanged, names the row before it as its predecessor. */
  #isPassedOver(row: AuditRow, next: AuditRow): boolean {
    const namesTheOneBefore = isEqual(next.prev_hash, this.#previousHash) && !isEqual(next.prev_hash, row.hash)
    return namesTheOneBefore && this.#originOf(next) !== null
  }

  #accept(row: AuditRow, isSuspect: boolean): void {
    this.#previousHash = row.hash
    this.#previousIsSuspect = isSuspect
  }

  /** The number under which the row's content gives its hash, or null when there is none within reach. */
  #originOf(row: AuditRow): number | null {
    if (holdsAt(row, row.seq + this.#shift)) return row.seq + this.#shift
    if (holdsAt(row, row.seq)) return row.seq
    for (let away = 1; away <= SEARCH_REACH && this.#budget > 0; away++) {
      this.#budget -= 2
      if (holdsAt(row, row.seq + away)) return row.seq + away
      if (holdsAt(row, row.seq - away)) return row.seq - away
    }
    return null
  }

  #fault(seq: number, kind: AuditFaultKind, detail: string): void {
    this.faults.push({ seq, kind, detail })
  }
}

function holdsAt(row: AuditRow, seq: number): boolean {
  try {
    return isEqual(entryHash({ ...row, seq }), row.hash)
  } catch {
    // Details that have no canonical form were not written by us.
    return false
  }
}

export function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
