// How far each stage of a blueprint is: computed from the graph, part by part, never ticked by hand.
import type { Deviation } from './deviations.ts'
import type { Blueprint, BlueprintStage } from './file.ts'
import type { LiveState } from './live-state.ts'

export type PartState = 'done' | 'open' | 'contradicted'

export interface StagePart {
  readonly kind: 'zone' | 'move' | 'link' | 'close' | 'sensor' | 'control' | 'cloud'
  readonly object: string
  readonly state: PartState
  /** Why it is not done; empty when it is. */
  readonly because: string
}

export interface StageState {
  readonly id: string
  /** `done` when each part is; `contradicted` when something of it is declared done and the wire or a device says otherwise. */
  readonly state: PartState
  readonly isOverdue: boolean
  readonly parts: readonly StagePart[]
}

/** `today` is `YYYY-MM-DD`; null leaves out what is overdue. */
export function stageStates(
  blueprint: Blueprint,
  live: LiveState,
  deviations: readonly Deviation[],
  today: string | null,
): readonly StageState[] {
  return blueprint.stages.map((stage) => {
    const parts = partsOf(blueprint, stage, live, deviations)
    const state = parts.some((part) => part.state === 'contradicted')
      ? 'contradicted'
      : parts.every((part) => part.state === 'done')
        ? 'done'
        : 'open'
    return { id: stage.id, state, isOverdue: state !== 'done' && today !== null && stage.due < today, parts }
  })
}

type Judged = Pick<StagePart, 'state' | 'because'>
const DONE: Judged = { state: 'done', because: '' }

function partsOf(
  blueprint: Blueprint,
  stage: BlueprintStage,
  live: LiveState,
  deviations: readonly Deviation[],
): readonly StagePart[] {
  const of = Map.groupBy(deviations, ({ object }) => object)
  const judge = (object: string, prefix: string, contradicting: readonly string[] = []): Judged => {
    const found = (of.get(object) ?? []).find(({ kind }) => kind.startsWith(`${prefix}-`))
    if (found === undefined) return DONE
    return { state: contradicting.includes(found.kind) ? 'contradicted' : 'open', because: whyText(found) }
  }
  const each = (kind: StagePart['kind'], names: readonly string[], decide: (name: string) => Judged): StagePart[] =>
    names.map((object) => ({ kind, object, ...decide(object) }))
  const conduits = new Map(blueprint.conduits.map((one) => [one.id, one]))
  const standing = new Map(live.conduits.map((one) => [one.id, one]))
  return [
    ...each('zone', stage.zones, (id) => judge(id, 'zone')),
    ...each('move', stage.moves, (id) => judge(id, 'asset', ['asset-seen-elsewhere', 'asset-missing'])),
    ...each('link', stage.links, (id) => judge(id, 'conduit', ['conduit-differs'])),
    ...each('close', stage.closes, (id) => {
      if (standing.has(id)) return { state: 'open', because: `${id} is still declared` }
      return DONE
    }),
    ...stage.controls.map(({ conduit, device }): StagePart => {
      const object = `${conduit} by ${device}`
      const found = standing.get(conduit)
      if (found === undefined) return { kind: 'control', object, state: 'open', because: `${conduit} is not there` }
      if (!found.enforcedBy.includes(device))
        return { kind: 'control', object, state: 'open', because: `${device} does not enforce ${conduit}` }
      const target = conduits.get(conduit)!
      const passing = live.traffic.find(
        ({ zoneA, zoneB }) => [zoneA, zoneB].includes(target.zoneA) && [zoneA, zoneB].includes(target.zoneB),
      )
      if (passing === undefined) return { kind: 'control', object, ...DONE }
      return { kind: 'control', object, state: 'contradicted', because: `seen past it: ${passing.example}` }
    }),
    ...each('sensor', stage.sensors, (id) =>
      live.sensors === null
        ? { state: 'open', because: 'sensors are not known here' }
        : judge(id, 'sensor', ['sensor-silent']),
    ),
    ...each('cloud', stage.cloudServices, (id) => judge(id, 'cloud')),
  ]
}

function whyText({ kind, facts }: Deviation): string {
  return [kind, ...facts.map(({ name, value }) => `${name} ${value}`)].join('; ')
}
