// Detections of a cell: every detector raises its findings here, in its own transaction.
import type { Finding } from '@penstock/model/detections'
import type { Domain, EpochMicros } from '@penstock/model/kernel'
import { Signal } from '@penstock/server/facts'
import { afterCommit } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import type { Transaction } from 'kysely'
import { type Raised, raiseFindings } from './raise.ts'

export class Detections {
  /** Emitted with what is new, once the transaction that raised it has committed. */
  readonly onRaised = new Signal<readonly Raised[]>()
  readonly #domain: Domain
  readonly #onFacts: Signal<void>

  constructor(options: { readonly domain: Domain; readonly onFacts: Signal<void> }) {
    this.#domain = options.domain
    this.#onFacts = options.onFacts
  }

  /** Adds findings to what is open, or opens it. What was raised before changes nothing. */
  async raise(tx: Transaction<MonitoringTables>, findings: readonly Finding[], at: EpochMicros): Promise<void> {
    if (findings.length === 0) return
    const raised = await raiseFindings(tx, { domain: this.#domain, findings, at, suppressedBy: () => null })
    if (raised.length === 0) return
    afterCommit(tx, () => {
      this.onRaised.emit(raised)
      this.#onFacts.emit()
    })
  }
}
