// What a protocol remembers of a flow beyond one integer: a few fields for each conversation that is being opened, bounded, and
// forgotten when the row of the flow is given to another one.
import type { Ledger } from '@penstock/sensor/facts'
import { perLedger } from './per-ledger.ts'

/** Conversations that one protocol remembers at once; the oldest is forgotten beyond it. */
const MOST_SESSIONS = 4096

interface Entry<State> {
  readonly low: number
  readonly high: number
  readonly ports: number
  readonly state: State
}

export class Sessions<State> {
  private readonly sessionsOf = perLedger(() => new Map<number, Entry<State>>())

  /** What is remembered of this flow, or undefined. */
  find(ledger: Ledger, flow: number): State | undefined {
    const entry = this.sessionsOf(ledger).get(flow)
    if (entry === undefined) return undefined
    const { flows } = ledger
    const isSame =
      entry.low === flows.word(flow, 0) && entry.high === flows.word(flow, 1) && entry.ports === flows.word(flow, 2)
    return isSame ? entry.state : undefined
  }

  /** Remembers `state` for this flow, in place of what was remembered before. */
  open(ledger: Ledger, flow: number, state: State): State {
    const sessions = this.sessionsOf(ledger)
    sessions.delete(flow)
    if (sessions.size >= MOST_SESSIONS) sessions.delete(sessions.keys().next().value!)
    const { flows } = ledger
    sessions.set(flow, { low: flows.word(flow, 0), high: flows.word(flow, 1), ports: flows.word(flow, 2), state })
    return state
  }

  close(ledger: Ledger, flow: number): void {
    this.sessionsOf(ledger).delete(flow)
  }
}
