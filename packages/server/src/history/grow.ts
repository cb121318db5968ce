// Writes what a conclusion means for the history of a site. Instants rise, whatever the machine's clock does.
import { type Concluded, growHistory } from '@penstock/model/history'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import type { Clock } from '@penstock/server/runtime'
import type { HistoryKind, Tx } from './queries.ts'
import * as queries from './queries.ts'

/** Now, or just after the last instant at which something of this site was learned, when the clock stands before it. */
export async function nextInstant(tx: Tx, site: string, clock: Clock): Promise<EpochMicros> {
  const last = await queries.findLastLearned(tx, site)
  const now = clock()
  return last === null || now > last ? now : micros(last + 1)
}

/** Ends the versions that hold no more and begins those that do; answers how many things moved. */
export async function growStates(
  tx: Tx,
  site: string,
  kind: HistoryKind,
  now: ReadonlyMap<string, Concluded>,
  at: EpochMicros,
  goneAt?: (id: string) => EpochMicros,
): Promise<number> {
  const { closed, opened } = growHistory(await queries.listNewest(tx, site, kind), now, at, goneAt)
  await queries.closeVersions(tx, site, kind, closed, at)
  await queries.insertVersions(tx, site, kind, opened, at)
  return Math.max(closed.length, opened.length)
}
