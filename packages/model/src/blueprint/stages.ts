// How far each stage of a blueprint is: computed from what deviates, part by part, never ticked by hand.
import { type Deviation, domainOfLevel } from './deviations.ts'
import type { Blueprint, BlueprintStage } from './file.ts'

/** `contradicted`: said to be done, and the wire or a device says otherwise. `unknown`: not known here, or not this reader's. */
export type PartState = 'done' | 'open' | 'contradicted' | 'unknown'

export interface StagePart {
  readonly kind: 'zone' | 'move' | 'link' | 'close' | 'sensor' | 'control' | 'cloud'
  readonly object: string
  readonly state: PartState
  /** The deviation that stands against it; null when none does. */
  readonly because: Deviation | null
}

export interface StageState {
  readonly id: string
  /** The worst of its parts; `done` when each is. */
  readonly state: PartState
  readonly isOverdue: boolean
  readonly parts: readonly StagePart[]
}

export interface StageOptions {
  /** `YYYY-MM-DD`; null leaves out what is overdue. */
  readonly today: string | null
  /** Whether sensors of this domain are known and the reader's to see. */
  readonly seesSensors: (domain: 'it' | 'ot') => boolean
}

const WORST: readonly PartState[] = ['contradicted', 'open', 'unknown']

/** `deviations` are those of this blueprint, all that the reader may see. */
export function stageStates(
  blueprint: Blueprint,
  deviations: readonly Deviation[],
  { today, seesSensors }: StageOptions,
): readonly StageState[] {
  const levels = new Map(blueprint.zones.map(({ id, purdue }) => [id, purdue ?? null]))
  const hidden = new Set(
    blueprint.sensors.flatMap(({ id, segment }) =>
      seesSensors(domainOfLevel(levels.get(segment) ?? null)) ? [] : [id],
    ),
  )
  return blueprint.stages.map((stage) => {
    const parts = partsOf(blueprint, stage, deviations, hidden)
    const state = WORST.find((word) => parts.some((part) => part.state === word)) ?? 'done'
    return { id: stage.id, state, isOverdue: state !== 'done' && today !== null && stage.due < today, parts }
  })
}

type Judged = Pick<StagePart, 'state' | 'because'>
const DONE: Judged = { state: 'done', because: null }

function partsOf(
  blueprint: Blueprint,
  stage: BlueprintStage,
  deviations: readonly Deviation[],
  hidden: ReadonlySet<string>,
): readonly StagePart[] {
  const of = Map.groupBy(deviations, ({ object }) => object)
  const judge = (object: string, prefix: string, contradicting: readonly string[] = []): Judged => {
    const found = (of.get(object) ?? []).find(({ kind }) => kind.startsWith(`${prefix}-`))
    if (found === undefined) return DONE
    return { state: contradicting.includes(found.kind) ? 'contradicted' : 'open', because: found }
  }
  const each = (kind: StagePart['kind'], names: readonly string[], decide: (name: string) => Judged): StagePart[] =>
    names.map((object) => ({ kind, object, ...decide(object) }))
  return [
    ...each('zone', stage.zones, (id) => judge(id, 'zone')),
    ...each('move', stage.moves, (id) => judge(id, 'asset', ['asset-seen-elsewhere', 'asset-missing'])),
    ...each('link', stage.links, (id) => judge(id, 'conduit')),
    ...each('close', stage.closes, (id) => judge(id, 'conduit')),
    ...stage.controls.map(({ conduit, device }): StagePart => {
      return {
        kind: 'control',
        object: `${conduit} by ${device}`,
        ...controlState(blueprint, conduit, device, deviations),
      }
    }),
    ...each('sensor', stage.sensors, (id) =>
      hidden.has(id) ? { state: 'unknown', because: null } : judge(id, 'sensor', ['sensor-silent']),
    ),
    ...each('cloud', stage.cloudServices, (id) => judge(id, 'cloud')),
  ]
}

/** A device that is said to enforce a conduit is contradicted by traffic between its zones that the blueprint does not allow. */
function controlState(blueprint: Blueprint, conduit: string, device: string, deviations: readonly Deviation[]): Judged {
  const fact = ({ facts }: Deviation, name: string): string => facts.find((one) => one.name === name)?.value ?? ''
  const open = deviations.find(
    (one) =>
      one.object === conduit &&
      (one.kind === 'conduit-missing' ||
        (one.kind === 'conduit-differs' && fact(one, 'not-enforcing').split(', ').includes(device))),
  )
  if (open !== undefined) return { state: 'open', because: open }
  const { zoneA, zoneB } = blueprint.conduits.find(({ id }) => id === conduit)!
  const past = deviations.find((one) => {
    if (one.kind !== 'traffic-unplanned') return false
    const [from, to] = [fact(one, 'from'), fact(one, 'to')]
    return (from === zoneA && to === zoneB) || (from === zoneB && to === zoneA)
  })
  return past === undefined ? DONE : { state: 'contradicted', because: past }
}
