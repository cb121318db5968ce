// What people do with detections: each deed, its entry, its fact and its line of the audit chain are one transaction. A verdict of somebody
// without a role in the domain is refused, and that it was tried is kept.
import type { DetectionRow as RowView } from '@penstock/contract/detections'
import {
  type DetectionDeed,
  type DetectionEntryKind,
  type DetectionVerdict,
  mayWorkOn,
  workOn,
} from '@penstock/model/detections'
import { type Domain, idOfUuid, uuidOfId } from '@penstock/model/kernel'
import { domainOfRoles } from '@penstock/model/operating-model'
import { appendAudit } from '@penstock/server/audit'
import { appendFacts, lockOutbox, type Signal } from '@penstock/server/facts'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import { CELL_SERVICE, type Clock, newUuid } from '@penstock/server/runtime'
import { afterCommit, type Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import type { DetectionRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { factOf } from './raise.ts'
import { rowView } from './views.ts'

export interface WorkOptions {
  readonly store: Store<MonitoringTables>
  readonly domain: Domain
  readonly clock: Clock
  readonly onFacts: Signal<void>
}

interface Entry {
  readonly kind: DetectionEntryKind
  readonly body: {
    readonly verdict?: DetectionVerdict
    readonly text?: string
    readonly reference?: string
  }
}

export class DetectionWork {
  readonly #options: WorkOptions

  constructor(options: WorkOptions) {
    this.#options = options
  }

  async acknowledge(caller: Caller, detectionId: string, given: { readonly version: number }): Promise<RowView> {
    return await this.#deed(
      caller,
      detectionId,
      given.version,
      { deed: 'acknowledge' },
      { kind: 'acknowledged', body: {} },
    )
  }

  async judge(
    caller: Caller,
    detectionId: string,
    given: { readonly version: number; readonly verdict: DetectionVerdict; readonly note: string },
  ): Promise<RowView> {
    const { version, verdict, note } = given
    const entry: Entry = { kind: 'verdict', body: { verdict, text: note } }
    return await this.#deed(caller, detectionId, version, { deed: 'verdict', verdict }, entry)
  }

  async reopen(
    caller: Caller,
    detectionId: string,
    given: { readonly version: number; readonly reason: string },
  ): Promise<RowView> {
    const entry: Entry = { kind: 'reopened', body: { text: given.reason } }
    return await this.#deed(caller, detectionId, given.version, { deed: 'reopen' }, entry)
  }

  async comment(caller: Caller, detectionId: string, text: string): Promise<{ readonly id: string }> {
    return await this.#note(caller, detectionId, { kind: 'comment', body: { text } })
  }

  async escalate(
    caller: Caller,
    detectionId: string,
    given: { readonly reference: string; readonly note: string },
  ): Promise<{ readonly id: string }> {
    const { reference, note } = given
    return await this.#note(caller, detectionId, { kind: 'escalated', body: { reference, text: note } })
  }

  async #deed(
    caller: Caller,
    detectionId: string,
    version: number,
    deed: DetectionDeed,
    entry: Entry,
  ): Promise<RowView> {
    const { clock, domain, onFacts } = this.#options
    const { row: worked } = await this.#onOne(caller, detectionId, entry, async (tx, row) => {
      const judged = workOn(row, deed, version)
      if (!judged.ok) throw new AppError(judged.refusal.code)
      const at = clock()
      const next = { ...row, ...judged.value }
      if (!(await queries.updateWorked(tx, next))) throw new AppError('detections.found-anew')
      if (row.suppressed_by === null) await appendFacts(tx, [factOf(domain, next, at)])
      afterCommit(tx, () => onFacts.emit())
      return next
    })
    return rowView(worked)
  }

  async #note(caller: Caller, detectionId: string, entry: Entry): Promise<{ readonly id: string }> {
    const { id } = await this.#onOne(caller, detectionId, entry, async (_tx, row) => await Promise.resolve(row))
    return { id }
  }

  /** Runs on the locked row, and adds the entry. */
  async #onOne(
    caller: Caller,
    detectionId: string,
    entry: Entry,
    run: (tx: Tx, row: DetectionRow) => Promise<DetectionRow>,
  ): Promise<{ readonly id: string; readonly row: DetectionRow }> {
    const { store, domain } = this.#options
    const id = uuidOfId(detectionId)
    if (id === null) throw new AppError('not-found')
    const isOfDomain = caller.guest === undefined && mayWorkOn(domainOfRoles(caller.roles), domain)
    const done = await store.transaction(CELL_SERVICE, async (tx) => {
      await lockOutbox(tx)
      const row = await queries.lockOne(tx, id)
      if (row === undefined || !maySeeSite(caller, row.site)) throw new AppError('not-found')
      if (!isOfDomain) {
        if (entry.kind === 'verdict') await this.#write(tx, caller, row, { ...entry, kind: 'refused-close' })
        return null
      }
      const next = await run(tx, row)
      return { id: await this.#write(tx, caller, row, entry), row: next }
    })
    if (done === null) throw new AppError('detections.no-role', { domain })
    return done
  }

  async #write(tx: Tx, caller: Caller, { id, site, rule }: DetectionRow, { kind, body }: Entry): Promise<string> {
    const at = this.#options.clock()
    const entry = newUuid()
    await queries.insertEntry(tx, { id: entry, detection: id, site, at, by: caller.subject, kind, body })
    const details = { site, rule, ...body }
    const event = { actor: caller.subject, action: `detection.${kind}`, object: idOfUuid('det', id), details }
    await appendAudit(tx, { ...event, at })
    return idOfUuid('den', entry)
  }
}
