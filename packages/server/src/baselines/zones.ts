// What is usual at a site by pairs of zones. Pairs are read page by page and folded: what is held grows with functions, not with pairs.
import type { ZoneBaselineView } from '@penstock/contract/baselines'
import { type GroupedStatus, type ZoneEnd, ZoneGroups } from '@penstock/model/baselines'
import { isoOfMicros } from '@penstock/model/kernel'
import * as lists from './lists.ts'
import type { PairRow, PlanRow, Tx } from './queries.ts'
import { statusOf } from './views.ts'

/** Where addresses stand, by the zone model in force. */
export interface Zones {
  zoneOf(site: string, address: string): ZoneEnd
  versionOf(site: string): number | null
}

const PAGE_PAIRS = 500
const MOST_GROUPED = 20_000

export async function groupByZones(tx: Tx, plan: PlanRow, zones: Zones): Promise<ZoneBaselineView> {
  const { site } = plan
  const groups = new ZoneGroups((address) => zones.zoneOf(site, address))
  let grouped = 0
  for (let after: string | null = null; grouped < MOST_GROUPED; ) {
    const rows: PairRow[] = await lists.listPairsAfter(tx, site, after, PAGE_PAIRS)
    for (const row of rows) groups.add({ ...row, status: statusOf(plan, row) as GroupedStatus })
    grouped += rows.length
    after = rows.at(-1)?.id ?? null
    if (rows.length < PAGE_PAIRS) break
  }
  let otherDeviations = 0
  for (const { client, server, open } of await lists.countOpen(tx, site))
    if (client === '' || server === '') otherDeviations += open
    else groups.addDeviations(client, server, open)
  return {
    clock: isoOfMicros(plan.clock),
    zoneModelVersion: zones.versionOf(site),
    groups: groups.list().map(viewOf),
    morePairs: grouped < MOST_GROUPED ? 0 : (await lists.countPairs(tx, { site })) - grouped,
    otherDeviations,
  }
}

/** The busiest pairs whose ends stand in these zones, and how many there are. */
export async function pairsBetween(
  tx: Tx,
  zones: Zones,
  { site, from, to }: { readonly site: string; readonly from: string; readonly to: string },
  most: number,
): Promise<{ readonly rows: PairRow[]; readonly total: number }> {
  const groups = new ZoneGroups((address) => zones.zoneOf(site, address))
  const ids = (await lists.listEnds(tx, site, MOST_GROUPED))
    .filter(({ client, server }) => groups.endOf(client).key === from && groups.endOf(server).key === to)
    .map(({ id }) => id)
  return { rows: await lists.listPairsById(tx, ids.slice(0, most)), total: ids.length }
}

function viewOf(group: ReturnType<ZoneGroups['list']>[number]): ZoneBaselineView['groups'][number] {
  return { ...group, functions: group.functions.map((one) => ({ ...one, phases: [...one.phases] })) }
}
