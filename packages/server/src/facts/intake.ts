// The hub's side of the fact feed: asks a cell for what is new, and stores facts, what they change and the number reached in one
// transaction, so that a kill between two facts loses none and doubles none.
import { type Domain, type EpochMicros, micros } from '@penstock/model/kernel'
import { type Clock, HUB_SERVICE } from '@penstock/server/runtime'
import { type Store, sqlInstant, sqlJson } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { Transaction } from 'kysely'
import { type Fact, type FactKind, FactPage } from './fact.ts'

type Tx = Transaction<CoreTables>

/** What a kind of fact changes; runs inside the intake's transaction. */
export type FactApplier = (tx: Tx, cell: Domain, fact: Fact, learnedAt: EpochMicros) => Promise<void>

export interface IntakeOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly cell: Domain
  /** Asks the cell; rejects when it does not answer. */
  readonly ask: (path: string) => Promise<unknown>
  readonly appliers: Readonly<Partial<Record<FactKind, FactApplier>>>
  /** Called when the cell answers for the first time, and for the first time after a silence. */
  readonly onHeard?: () => void
  /** Called after facts of these sites were stored from which something may be concluded: that a sensor lives changes no register. */
  readonly onStored: (sites: ReadonlySet<string>) => void
  /** Called after it was stored that these sites were watched. */
  readonly onWatched?: (sites: ReadonlySet<string>) => void
}

const PAGE = 200
const WAIT_MS = 20_000
const RETRY_MS = 1000

export interface Intake {
  readonly heardAt: () => EpochMicros | null
  stop(): Promise<void>
}

function sitesOf(facts: readonly { readonly site: string }[]): ReadonlySet<string> {
  return new Set(facts.map(({ site }) => site))
}

export function startIntake(options: IntakeOptions): Intake {
  const { store, clock, cell, ask, appliers, onHeard = () => {}, onStored, onWatched = () => {} } = options
  let isStopped = false
  let heardAt: EpochMicros | null = null
  let isSilenceTold = false
  let wake = (): void => {}
  const loop = (async () => {
    while (!isStopped) {
      try {
        const after = await store.transaction(HUB_SERVICE, (tx) => reachedOf(tx, cell))
        // The first question is answered at once, so that a cell with nothing new counts as heard.
        const waitMs = heardAt === null ? 0 : WAIT_MS
        const page = FactPage.parse(await ask(`/internal/facts?after=${after}&limit=${PAGE}&waitMs=${waitMs}`))
        if (heardAt === null) onHeard()
        heardAt = clock()
        isSilenceTold = false
        if (page.facts.length === 0) continue
        await store.transaction(HUB_SERVICE, (tx) => storePage(tx, cell, page, appliers, clock()))
        onStored(sitesOf(page.facts.filter(({ kind }) => kind !== 'coverage')))
        onWatched(sitesOf(page.facts.filter(({ kind }) => kind === 'coverage')))
      } catch (cause) {
        if (!isStopped) {
          heardAt = null
          // Once a silence, however long it lasts.
          if (!isSilenceTold)
            process.emitWarning(`the ${cell} cell was not heard: ${String(cause)}`, { code: 'PENSTOCK_CELL_SILENT' })
          isSilenceTold = true
          await new Promise<void>((done) => {
            const timer = setTimeout(done, RETRY_MS)
            wake = () => {
              clearTimeout(timer)
              done()
            }
          })
        }
      }
    }
  })()
  return {
    heardAt: () => heardAt,
    stop: async () => {
      isStopped = true
      wake()
      await loop
    },
  }
}

async function reachedOf(tx: Tx, cell: Domain): Promise<number> {
  const row = await tx.selectFrom('fact_cursor').select('after_seq').where('cell', '=', cell).executeTakeFirst()
  return row?.after_seq ?? 0
}

async function storePage(
  tx: Tx,
  cell: Domain,
  page: FactPage,
  appliers: IntakeOptions['appliers'],
  at: EpochMicros,
): Promise<void> {
  for (const fact of page.facts) refuseForeignLabel(cell, fact)
  const fresh = await insertFacts(tx, cell, page.facts, at)
  for (const fact of page.facts) if (fresh.has(fact.id)) await appliers[fact.kind]?.(tx, cell, fact, at)
  const reached = page.facts.at(-1)?.seq ?? 0
  await tx
    .insertInto('fact_cursor')
    .values({ cell, after_seq: reached, heard_at: sqlInstant(at), holds: sqlJson(page.holds) })
    .onConflict((conflict) =>
      conflict.column('cell').doUpdateSet({ after_seq: reached, heard_at: sqlInstant(at), holds: sqlJson(page.holds) }),
    )
    .execute()
}

/** A cell speaks for its own domain and what both share; one that labels otherwise is not believed, and its feed stands still. */
function refuseForeignLabel(cell: Domain, { seq, domains }: Fact): void {
  const isOwn = domains.length > 0 && domains.every((domain) => domain === cell || domain === 'dmz')
  if (!isOwn) throw new Error(`fact ${seq} of the ${cell} cell is labelled ${domains.join(', ') || 'with nothing'}`)
}

/** Ids of those that were not stored before. */
async function insertFacts(tx: Tx, cell: Domain, facts: readonly Fact[], at: EpochMicros): Promise<Set<string>> {
  const stored = await tx
    .insertInto('fact')
    .values(
      facts.map((fact) => ({
        id: Buffer.from(fact.id, 'hex'),
        cell,
        seq: fact.seq,
        kind: fact.kind,
        site: fact.site,
        domains: fact.domains,
        marking: fact.marking,
        observed_at: sqlInstant(micros(fact.observedAt)),
        recorded_at: sqlInstant(at),
        body: sqlJson(fact.body),
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  return new Set(stored.map(({ id }) => Buffer.from(id).toString('hex')))
}
