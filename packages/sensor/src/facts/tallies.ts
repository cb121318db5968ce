// Rows that are told by what they say and only counted after that: logons and discoveries.
import { micros } from '@penstock/model/kernel'
import type { DiscoverySeen, LogonSeen, Proof } from '@penstock/model/observations'
import { tidy } from './claims.ts'
import { AT, type Wire } from './wire.ts'

const MOST_ROWS = 8192
const LONGEST_ACCOUNT = 256

interface Tally<Said> {
  readonly said: Said
  readonly proof: Proof
  count: number
  firstAt: number
  lastAt: number
}

/** Sums of equal sayings within a batch. */
class Tallies<Said> {
  overflow = 0
  private rows = new Map<string, Tally<Said>>()

  note(key: string, said: Said, wire: Wire): void {
    const at = wire.floats[AT]!
    const known = this.rows.get(key)
    if (known !== undefined) {
      known.count += 1
      known.firstAt = Math.min(known.firstAt, at)
      known.lastAt = Math.max(known.lastAt, at)
    } else if (this.rows.size >= MOST_ROWS) this.overflow += 1
    else this.rows.set(key, { said, proof: wire.proof(), count: 1, firstAt: at, lastAt: at })
  }

  drain(): (Said & Pick<LogonSeen, 'count' | 'firstAt' | 'lastAt' | 'proof'>)[] {
    const rows = [...this.rows.values()]
    this.rows = new Map()
    return rows.map(({ said, proof, count, firstAt, lastAt }) => ({
      ...said,
      count,
      firstAt: micros(firstAt),
      lastAt: micros(lastAt),
      proof,
    }))
  }
}

type LogonSaid = Omit<LogonSeen, 'count' | 'firstAt' | 'lastAt' | 'proof'>
type DiscoverySaid = Omit<DiscoverySeen, 'count' | 'firstAt' | 'lastAt' | 'proof'>

export class Logons extends Tallies<LogonSaid> {
  add(said: LogonSaid, wire: Wire): void {
    const account = said.account === null ? null : tidy(said.account).slice(0, LONGEST_ACCOUNT) || null
    const ends = `${said.client.mac}|${said.client.ip}|${said.server.mac}|${said.server.ip}`
    this.note(`${ends}|${said.protocol}|${said.method}|${said.result}|${account}`, { ...said, account }, wire)
  }
}

export class Discoveries extends Tallies<DiscoverySaid> {
  add(said: DiscoverySaid, wire: Wire): void {
    this.note(`${said.client.mac}|${said.client.ip}|${said.protocol}|${said.method}`, said, wire)
  }
}
