// Signals of an attack, stage by stage, from what the stage's feed asks for; at an even pace through the scenario's window. Nothing in them names
// the scenario, the stage or a technique.
import type { Entities, Signal, Stage } from '@penstock/model/correlation'
import { type EpochMicros, micros, type SiteKey } from '@penstock/model/kernel'

/** A minute between the parts of a spread, of which the last one completes it. */
const APART = 60_000_000

export interface ToldBy {
  readonly kind: string
  readonly domain: Signal['domain']
  /** One for each part of a spread over sites; otherwise the first is taken. */
  readonly sites: readonly SiteKey[]
}

/** How many different things the stage asks for, and of what; one for most. */
export function spreadOf({ where }: Stage): { readonly over: string; readonly atLeast: number } {
  const spread = where.find((one) => 'spread' in one)
  return spread === undefined ? { over: 'none', atLeast: 1 } : { over: spread.spread, atLeast: spread.atLeast }
}

export function signalsOfStage(stage: Stage, { kind, domain, sites }: ToldBy, at: EpochMicros): readonly Signal[] {
  const { over, atLeast } = spreadOf(stage)
  return Array.from({ length: atLeast }, (_, place): Signal => {
    const entities: Record<string, string[]> = {}
    for (const { entityClass, slot } of stage.joins) {
      const name = over === entityClass && place > 0 ? `${slot}-${place + 1}` : slot
      entities[entityClass] = [...(entities[entityClass] ?? []), name]
    }
    return {
      id: `${stage.order}-${place}`,
      ...{ kind, domain },
      site: sites[over === 'site' ? place : 0]!,
      at: micros(at - (atLeast - 1 - place) * APART),
      entities: entities as Entities,
      values: stage.example,
    }
  })
}
