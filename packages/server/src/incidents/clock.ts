// What time does by itself: delivers what was sent, tells the alternate and then the ladder, ends what nobody needs any more. Each deed is one
// transaction that asks anew what is due, so a hub that stops anywhere goes on where it stood.
import { applyDeed, CLOCKS, dueDeed, type IncidentSeverity, RUNG_ROLES, rungAt } from '@penstock/model/incidents'
import { type Domain, type EpochMicros, idOfUuid } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import { recordChange } from '@penstock/server/facts'
import { type Clock, HUB_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { writeEntries } from './cases.ts'
import { handoffOf, listRunning, lockHandoff } from './handoff-queries.ts'
import { CLOCK_ACTOR, keepDeed } from './handoffs.ts'
import * as queries from './queries.ts'

export interface ResponseClockOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly onChange: () => void
}

const EVERY_MS = 5000

export class ResponseClock {
  readonly #options: ResponseClockOptions
  readonly #timer: NodeJS.Timeout
  #last: Promise<unknown> = Promise.resolve()
  #isStopped = false

  constructor(options: ResponseClockOptions) {
    this.#options = options
    this.#timer = setInterval(() => this.wake(), EVERY_MS).unref()
  }

  /** Does what is due now, after whatever is being done. */
  wake(): void {
    this.#last = this.#last
      .then(() => this.#run())
      .catch((cause: unknown) => {
        process.emitWarning(`clocks of handoffs stood still: ${String(cause)}`, { code: 'PENSTOCK_RESPONSE' })
      })
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearInterval(this.#timer)
    await this.#last
  }

  async #run(): Promise<void> {
    const { store, clock, onChange } = this.#options
    const { running, waiting } = await store.transaction(HUB_SERVICE, async (tx) => ({
      running: await listRunning(tx),
      waiting: await queries.listWaitingSides(tx),
    }))
    let moved = 0
    for (const row of running) {
      while (!this.#isStopped && dueDeed(handoffOf(row), clock()) !== null && (await this.#move(row.id))) moved++
    }
    for (const side of waiting) {
      const severity = side.severity as IncidentSeverity
      if (this.#isStopped || rungAt(side.opened_at, CLOCKS[severity].unacknowledged, clock()) <= side.rung) continue
      moved += await this.#climb(side.incident_id, side.domain as Domain, clock())
    }
    if (moved > 0) onChange()
  }

  /** One deed; false when nothing is due any more. */
  async #move(id: string): Promise<boolean> {
    const { store, clock } = this.#options
    return await store.transaction(HUB_SERVICE, async (tx) => {
      const row = await lockHandoff(tx, id)
      if (row === undefined) return false
      const at = clock()
      const due = dueDeed(handoffOf(row), at)
      if (due === null) return false
      const moved = applyDeed(handoffOf(row), due.deed, 'clock', at, due.reason)
      if (!moved.ok) return false
      await keepDeed(tx, row, moved.value, { deed: due.deed, side: 'clock', by: null, reason: due.reason, at })
      return true
    })
  }

  /** Tells each rung that is due of a case that nobody acknowledged; it stays with its team. */
  async #climb(incident: string, domain: Domain, at: EpochMicros): Promise<number> {
    return await this.#options.store.transaction(HUB_SERVICE, async (tx) => {
      const side = await queries.lockSide(tx, incident, domain)
      if (side === undefined || side.state !== 'open') return 0
      const due = rungAt(side.opened_at, CLOCKS[side.severity as IncidentSeverity].unacknowledged, at)
      const told = RUNG_ROLES.slice(side.rung, due)
      if (told.length === 0) return 0
      const bodies = told.map((role, i) => ({ kind: 'escalated' as const, rung: side.rung + 1 + i, role }))
      await writeEntries(tx, side, bodies, { at, by: null })
      await recordChange(tx, { kind: `incidents-${domain}`, site: side.site, object: side.site }, at)
      const details = { domain, reference: side.reference, rung: due }
      const object = idOfUuid('inc', incident)
      await appendAudit(tx, { actor: CLOCK_ACTOR, action: 'incident.escalate', object, details, at })
      return told.length
    })
  }
}
