// Detections of a cell: every detector raises its findings here, in its own transaction.
import { type Finding, type Suppression, suppressionOf } from '@penstock/model/detections'
import type { Domain, EpochMicros } from '@penstock/model/kernel'
import { Signal } from '@penstock/server/facts'
import { type Clock, systemClock } from '@penstock/server/runtime'
import { afterCommit } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import type { Transaction } from 'kysely'
import { type Raised, raiseFindings, unknownFindings } from './raise.ts'

type ZoneOf = (site: string, address: string) => string | null

export interface DetectionsOptions {
  readonly domain: Domain
  readonly onFacts: Signal<void>
  readonly clock?: Clock
  /** Where an address of a site stands, by the zone model in force; null where nobody said so. */
  readonly zoneOf?: ZoneOf
  /** What rooms above this one conclude from every finding, in its transaction; the same may come again. */
  readonly onFindings?: (
    tx: Transaction<MonitoringTables>,
    findings: readonly Finding[],
    at: EpochMicros,
  ) => Promise<void>
}

export class Detections {
  /** Emitted with what is new, once the transaction that raised it has committed. */
  readonly onRaised = new Signal<readonly Raised[]>()
  readonly #domain: Domain
  readonly #onFacts: Signal<void>
  readonly #onFindings: DetectionsOptions['onFindings']
  readonly #clock: Clock
  readonly #zoneOf: ZoneOf
  #suppressions: readonly Suppression[] = []

  constructor(options: DetectionsOptions) {
    this.#domain = options.domain
    this.#onFindings = options.onFindings
    this.#onFacts = options.onFacts
    this.#clock = options.clock ?? systemClock
    this.#zoneOf = options.zoneOf ?? (() => null)
  }

  /** From now on findings are held back by these. */
  suppress(suppressions: readonly Suppression[]): void {
    this.#suppressions = suppressions
  }

  /** The suppression that holds a finding now, or null. */
  suppressionOf(finding: Pick<Finding, 'rule' | 'site' | 'subject'>): Suppression | null {
    return suppressionOf(this.#suppressions, finding, this.#clock(), this.#zoneOf)
  }

  /** Those that were not raised before. */
  async unknownOf(tx: Transaction<MonitoringTables>, findings: readonly Finding[]): Promise<readonly Finding[]> {
    return await unknownFindings(tx, findings)
  }

  /** Adds findings to what is open, or opens it. What was raised before changes nothing. */
  async raise(tx: Transaction<MonitoringTables>, findings: readonly Finding[], at: EpochMicros): Promise<void> {
    if (findings.length === 0) return
    await this.#onFindings?.(tx, findings, at)
    const suppressedBy = (finding: Finding) => this.suppressionOf(finding)?.id ?? null
    const raised = await raiseFindings(tx, { domain: this.#domain, findings, at, suppressedBy })
    if (raised.length === 0) return
    afterCommit(tx, () => {
      this.onRaised.emit(raised)
      this.#onFacts.emit()
    })
  }
}
