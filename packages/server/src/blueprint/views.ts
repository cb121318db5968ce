// Rows of this room in the words of the wire.
import type { BlueprintVersion, DeviationView, StageView } from '@penstock/contract/blueprint'
import { Blueprint, type Deviation, type DeviationKind, stageStates } from '@penstock/model/blueprint'
import { idOfUuid, isoOfMicros, isoOrNull } from '@penstock/model/kernel'
import type { Caller } from '@penstock/server/http'
import type { BlueprintRow, DeviationRow } from './queries.ts'

export function versionView(row: BlueprintRow, names: ReadonlyMap<string, string>): BlueprintVersion {
  const { name, aim = null, ...lists } = Blueprint.parse(row.document)
  return {
    version: row.version,
    name,
    aim,
    reason: row.reason,
    agreedBy: row.agreed_by,
    agreedByName: names.get(row.agreed_by) ?? null,
    agreedAt: isoOfMicros(row.agreed_at),
    counts: {
      zones: lists.zones.length,
      conduits: lists.conduits.length,
      placements: lists.placements.length,
      sensors: lists.sensors.length,
      cloudServices: lists.cloudServices.length,
      stages: lists.stages.length,
    },
  }
}

export function deviationView(row: DeviationRow): DeviationView {
  return {
    id: idOfUuid('dev', row.id),
    kind: row.kind as DeviationKind,
    object: row.object,
    facts: [...row.facts],
    stage: row.stage,
    openedAt: isoOfMicros(row.opened_at),
    closedAt: isoOrNull(row.closed_at),
  }
}

export function stageViews(
  blueprint: Blueprint,
  rows: readonly DeviationRow[],
  caller: Caller,
  today: string,
): StageView[] {
  const deviations = rows.map((row): Deviation => {
    const { kind, object, facts, stage, domain } = row
    return {
      kind: kind as DeviationKind,
      object,
      facts,
      stage,
      domain: domain === null ? null : domain === 'it' ? 'it' : 'ot',
    }
  })
  const seesSensors = (domain: 'it' | 'ot'): boolean =>
    caller.permissions.has('sensor:read') && (caller.domain === null || caller.domain === domain)
  const states = stageStates(blueprint, deviations, { today, seesSensors })
  return states.map(({ id, state, isOverdue, parts }) => {
    const { name, owner, due, proves } = blueprint.stages.find((stage) => stage.id === id)!
    const told = parts.map(({ because, ...part }) => ({ ...part, because: because?.kind ?? null }))
    return { id, name, owner, due, proves, state, isOverdue, parts: told }
  })
}
