// The declared plant with what people found out about it: drills, and what owners answered of hosts that functions rest on.
import { type EpochMicros, idOfUuid, isoOfMicros, type SiteKey } from '@penstock/model/kernel'
import type { Drill } from '@penstock/model/plant'
import type { Caller } from '@penstock/server/http'
import { type AskedPlant, type AskedPlantOptions, askedPlant } from '@penstock/server/plant'
import { type AnswerRow, type DrillRow, listAnswers, listDrills, type Tx } from './queries.ts'

export interface Findings {
  readonly drills: readonly DrillRow[]
  readonly answers: readonly AnswerRow[]
}

type Lists = Readonly<Record<string, unknown>>

export type AskedKnownPlant = AskedPlant & Findings

/** The plant with what people found out about it by then; what is loaded under its key is always the same. */
export async function askedKnownPlant(
  options: AskedPlantOptions,
  caller: Caller,
  site: SiteKey,
  asOf: EpochMicros | undefined,
): Promise<AskedKnownPlant> {
  const plant = await askedPlant(options, caller, site, asOf)
  const findings = await options.store.transaction(plant.scope, (tx) => readFindings(tx, site, plant.at))
  return {
    ...plant,
    ...findings,
    key: keyWith(site, plant.key, findings),
    load: async (lists) => withFindings(await plant.load(lists), findings, lists),
  }
}

/** As known at an instant. */
export async function readFindings(tx: Tx, site: string, at: EpochMicros): Promise<Findings> {
  return { drills: await listDrills(tx, site, at), answers: await listAnswers(tx, site, at) }
}

/** Names a plant with its findings: what is loaded under it is always the same. */
export function keyWith(site: string, plant: string, { drills, answers }: Findings): string {
  return JSON.stringify([site, plant, [...drills, ...answers].map(({ id }) => id)])
}

/** Lists of a plant with the findings added to theirs; `asked` names the lists that were loaded, all unless given. */
export function withFindings(loaded: Lists, { drills, answers }: Findings, asked?: readonly string[]): Lists {
  const withMore = (list: string, more: readonly unknown[]) =>
    asked?.includes(list) === false ? {} : { [list]: [...((loaded[list] ?? []) as readonly unknown[]), ...more] }
  return {
    ...loaded,
    ...withMore('drills', drills.map(drillOfRow)),
    ...withMore('restsOn', answers.map(restsOnOfRow)),
  }
}

export const drillId = (uuid: string): string => idOfUuid('drl', uuid)

export const answerId = (uuid: string): string => idOfUuid('nda', uuid)

function drillOfRow(row: DrillRow): Drill {
  return {
    ...{
      id: drillId(row.id),
      function: row.function,
      input: row.input,
      what: row.what,
      on: row.done_on,
      by: row.done_by,
    },
    ...{ heldH: row.held_h, isAtLeast: row.is_at_least, restoreH: row.restore_h, keptShare: row.kept_share },
    ...{ isMinimumHeld: row.is_minimum_held, evidence: row.evidence },
  }
}

function restsOnOfRow(row: AnswerRow): unknown {
  return {
    ...{ id: answerId(row.id), function: row.function, host: row.host, service: row.service, isNeeded: row.is_needed },
    ...{ direction: row.direction, purpose: row.purpose, holdUpH: row.hold_up_h, owner: row.owner },
    ...{ on: isoOfMicros(row.answered_at).slice(0, 10), by: row.answered_by },
  }
}
