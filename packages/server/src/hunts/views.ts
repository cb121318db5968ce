// Rows of the store as pages are told of them.
import type { HuntRecord, HuntRow as HuntRowView, HuntRunView } from '@penstock/contract/hunts'
import { idOfUuid, isoOfMicros, isoOrNull } from '@penstock/model/kernel'
import type { FollowUpRow, HuntRow, RunRow, VersionRow } from './queries.ts'

export function runView(row: RunRow, followUps: readonly FollowUpRow[]): HuntRunView {
  return {
    id: idOfUuid('hrn', row.id),
    hunt: idOfUuid('hnt', row.hunt),
    ...{ huntVersion: row.version, byName: row.by_name, state: row.state as HuntRunView['state'], found: row.found },
    ...{ begunAt: isoOfMicros(row.begun_at), endedAt: isoOrNull(row.ended_at) },
    ...{ from: isoOfMicros(row.from_at), to: isoOfMicros(row.to_at) },
    ...{ kept: row.rows.length, counts: [...row.counts], coverage: row.coverage },
    followUps: followUps
      .filter(({ run }) => run === row.id)
      .map(({ at, by_name: byName, outcome, note, incident }) => ({
        ...{ at: isoOfMicros(at), byName, note, incident },
        outcome: outcome as HuntRunView['followUps'][number]['outcome'],
      })),
  }
}

export function huntView(row: HuntRow, last: HuntRunView | null): HuntRowView {
  return {
    id: idOfUuid('hnt', row.id),
    ...{ key: row.key, version: row.version, draft: row.draft, stock: row.stock, ownerName: row.owner_name },
    ...{ changedAt: isoOfMicros(row.changed_at), nextAt: isoOrNull(row.next_at) },
    halted: row.halted as HuntRowView['halted'],
    last,
  }
}

export function huntRecord(row: HuntRow, versions: readonly VersionRow[], runs: readonly HuntRunView[]): HuntRecord {
  return {
    ...huntView(row, runs[0] ?? null),
    versions: versions.map(({ version, at, by_name: byName, draft }) => ({
      ...{ version, at: isoOfMicros(at), byName, draft },
    })),
    runs: [...runs],
  }
}
