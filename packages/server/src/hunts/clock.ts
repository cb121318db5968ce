// Runs scheduled hunts when they are due. An instant is run once: the row of its run is made in the transaction that moves the hunt on, and
// a run that a stop left unfinished is finished after the start.
import { setTimeout as wait } from 'node:timers/promises'
import { type HuntDraft, nextDue } from '@penstock/model/hunts'
import { type EpochMicros, idOfUuid } from '@penstock/model/kernel'
import type { SiteScope } from '@penstock/model/operating-model'
import { appendAudit } from '@penstock/server/audit'
import { CELL_SERVICE, type Clock } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import type { HuntRow, RunRow } from './queries.ts'
import * as queries from './queries.ts'
import type { HuntService } from './service.ts'

export interface HuntClockParts {
  readonly store: Store<MonitoringTables>
  readonly clock: Clock
  readonly hunts: HuntService
  /** Sites in which this person may hunt now; null for none. */
  readonly reachOf: (subject: string) => SiteScope | null
}

export interface HuntClock {
  stop(): Promise<void>
}

const TICK_MS = 15_000

/** Call before anybody else can run a hunt. */
export async function startHuntClock(parts: HuntClockParts, tickMs = TICK_MS): Promise<HuntClock> {
  const { store } = parts
  // What stands as running now was left by a stop.
  const left = await store.transaction(CELL_SERVICE, queries.listUnfinished)
  const stopping = new AbortController()
  const loop = (async () => {
    for (const run of left) await finishLeft(parts, run).catch(() => undefined)
    while (!stopping.signal.aborted) {
      // What fails is due still at the next turn.
      await runDue(parts).catch(() => undefined)
      await wait(tickMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  })()
  return {
    stop: async () => {
      stopping.abort()
      await loop
    },
  }
}

/** Runs what is due, one after the other; answers with how many ran. */
async function runDue(parts: HuntClockParts): Promise<number> {
  const { store, clock, hunts } = parts
  let count = 0
  for (const { id } of await store.transaction(CELL_SERVICE, (tx) => queries.listDue(tx, clock()))) {
    const begun = await store.transaction(CELL_SERVICE, async (tx) => {
      const hunt = await queries.lockHunt(tx, id)
      return hunt === undefined ? null : await beginDue(parts, tx, hunt)
    })
    if (begun === null) continue
    await hunts.finish(begun.run, begun.draft)
    count++
  }
  return count
}

async function beginDue(
  { clock, hunts, reachOf }: HuntClockParts,
  tx: queries.Tx,
  hunt: HuntRow,
): Promise<{ readonly run: RunRow; readonly draft: HuntDraft } | null> {
  const at = clock()
  const { schedule, site } = hunt.draft
  if (schedule === null || hunt.next_at === null || hunt.next_at > at) return null
  const sites = reachOf(hunt.owner)
  const isWithin = site === null || sites === '*' || sites?.some((each) => each === site) === true
  if (sites === null || !isWithin) {
    await queries.setNext(tx, hunt.id, null, 'no-right')
    return null
  }
  // Of several instants that nobody was there for, the last is run.
  let due: EpochMicros = hunt.next_at
  for (let next = nextDue(schedule, due); next <= at; next = nextDue(schedule, due)) due = next
  await queries.setNext(tx, hunt.id, nextDue(schedule, at), null)
  const run = hunts.newRun(hunt, sites, null, due)
  if (!(await queries.insertRun(tx, run))) return null
  const details = { run: idOfUuid('hrn', run.id), version: run.version, owner: hunt.owner }
  await appendAudit(tx, { actor: 'cell', action: 'hunt.run', object: idOfUuid('hnt', hunt.id), details, at })
  return { run, draft: hunt.draft }
}

async function finishLeft({ store, hunts }: HuntClockParts, run: RunRow): Promise<void> {
  const versions = await store.transaction(CELL_SERVICE, (tx) => queries.listVersions(tx, run.hunt))
  const draft = versions.find(({ version }) => version === run.version)?.draft
  if (draft !== undefined) await hunts.finish(run, draft)
}
