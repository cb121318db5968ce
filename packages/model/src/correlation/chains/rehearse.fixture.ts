// Signals of a scenario, made from its data: what each stage's feed asks for, in order through the window.

import type { Entities, Scenario, Signal, Stage } from '@penstock/model/correlation'
import { micros } from '@penstock/model/kernel'

const START = 1_790_000_000_000_000
const MINUTE = 60_000_000

type Example = Readonly<Record<string, string | number>>

/** One list for each stage: several signals where the stage asks for a spread, the last of which completes it. */
export function rehearse(scenario: Scenario, example: Example = {}): readonly (readonly Signal[])[] {
  const step = Math.floor(scenario.windowMicros / (scenario.stages.length + 1))
  return scenario.stages.map((stage) => signalsOf(stage, START + stage.order * step, { ...stage.example, ...example }))
}

/** Approved work, or an operator's action, on everything that the scenario names, over all of it. */
export function contextOf(scenario: Scenario, kind: string): Signal {
  const all: Record<string, string[]> = {}
  for (const { joins } of scenario.stages)
    for (const { entityClass, slot } of joins) all[entityClass] = [...(all[entityClass] ?? []), ...namesOf(slot)]
  return {
    ...{ id: `context-${kind}`, kind, domain: 'ot', site: 'site-1', values: {} },
    at: micros(START),
    until: micros(START + scenario.windowMicros),
    entities: all as Entities,
  }
}

function signalsOf(stage: Stage, at: number, values: Example): readonly Signal[] {
  const spread = stage.where.find((one) => 'spread' in one)
  const count = spread?.atLeast ?? 1
  return Array.from({ length: count }, (_, place): Signal => {
    const entities: Record<string, string[]> = {}
    for (const { entityClass, slot } of stage.joins) {
      const name = spread?.spread === entityClass ? namesOf(slot)[place]! : slot
      entities[entityClass] = [...(entities[entityClass] ?? []), name]
    }
    return {
      id: `signal-${stage.order}-${place}`,
      kind: stage.kinds[0]!,
      domain: stage.domain,
      site: spread?.spread === 'site' ? `site-${place + 1}` : 'site-1',
      at: micros(at - (count - 1 - place) * MINUTE),
      entities: entities as Entities,
      values,
    }
  })
}

function namesOf(slot: string): readonly string[] {
  return [slot, `${slot}-2`, `${slot}-3`]
}
