// Attack scenarios over IT and OT as data: the chain of stages, and for each stage the signals that feed it. Catalogue
// `cross-domain-scenarios`; what a stage is fed by stands in `stage-feeds`, so a signal never names a scenario, a stage or a technique.
import { type Domain, SourceDomain } from '@penstock/model/kernel'
import { z } from 'zod'
import { EntityClass } from './signal.ts'

const MICROS = { m: 60e6, h: 3600e6, d: 86_400e6 } as const

/** `14d`, `6h`, `2m` as microseconds. */
const Span = z
  .string()
  .regex(/^[1-9]\d*[mhd]$/)
  .transform((text) => Number(text.slice(0, -1)) * MICROS[text.at(-1) as keyof typeof MICROS])

/** `class=what it is here`: stages of a scenario that name the same belong to the same thing. */
const Join = z
  .string()
  .regex(/^[a-z]+=[a-z-]+$/)
  .transform((text, context) => {
    const [name, slot = ''] = text.split('=')
    const entityClass = EntityClass.safeParse(name)
    if (entityClass.success) return { entityClass: entityClass.data, slot }
    context.addIssue({ code: 'custom', message: `${text} names no class of entity` })
    return z.NEVER
  })

const PlainCondition = z.union([
  /** Nothing like it, by these entities, in the days before. */
  z.strictObject({ first: z.array(EntityClass).min(1), days: z.int().positive() }),
  z.strictObject({ value: z.string(), is: z.string() }),
  z.strictObject({ value: z.string(), gte: z.number() }),
  /** Below the first value or above the second, which the signal carries. */
  z.strictObject({ value: z.string(), outside: z.tuple([z.string(), z.string()]) }),
  /** The same signal at so many different ones within a span. */
  z.strictObject({ spread: z.union([z.literal('site'), EntityClass]), atLeast: z.int().min(2), within: Span }),
  /** Nothing of that kind covers it: negative evidence. With `within`, nothing happened so long before it. */
  z.strictObject({ absent: z.string(), on: z.array(EntityClass).min(1), within: Span.optional() }),
])
export const StageCondition = z.union([PlainCondition, z.strictObject({ any: z.array(PlainCondition).min(2) })])
export type StageCondition = z.infer<typeof StageCondition>

const Values = z.record(z.string(), z.union([z.string(), z.number()]))
const Feed = z.strictObject({
  /** Ids of detection rules, or kinds of facts. */
  kinds: z.array(z.string()).min(1),
  joins: z.array(Join).min(1),
  where: z.array(StageCondition),
  /** What a signal that feeds it carries: for tests and rehearsals. */
  example: Values.default({}),
})
const Lookalike = z.strictObject({
  of: z.string(),
  /** The stages that it looks like. */
  stages: z.array(z.int().positive()).min(1),
  /** What there is besides, that no attack has. */
  context: z.array(z.string()),
  example: Values.optional(),
})
export const StageFeeds = z.object({
  scenarios: z.array(
    z.strictObject({ id: z.string(), stages: z.array(Feed).min(2), lookalikes: z.array(Lookalike).min(1) }),
  ),
})

export const ScenarioFile = z.object({
  scenarios: z.array(
    z.object({
      id: z.string().regex(/^XD-\d\d$/),
      name: z.string(),
      precedent: z.string(),
      stages: z.array(
        z.object({
          order: z.int().positive(),
          domain: SourceDomain,
          technique: z.string(),
          technique_name: z.string(),
          indicator: z.string(),
        }),
      ),
      correlation: z.object({
        type: z.enum(['temporal_ordered', 'temporal_unordered']),
        window: Span,
        raise_suspicion_at_stage: z.int().positive(),
        raise_critical_at_stage: z.int().positive(),
      }),
      expected_escalation: z.object({ severity: z.enum(['critical', 'high']), ack_sla_minutes: z.int().positive() }),
      consequence: z.string(),
      response_constraints: z.array(z.string()),
      benign_lookalikes: z.array(z.string()),
    }),
  ),
})

export interface Stage {
  readonly order: number
  readonly domain: SourceDomain
  readonly technique: string
  readonly techniqueName: string
  readonly indicator: string
  readonly kinds: readonly string[]
  readonly joins: readonly { readonly entityClass: EntityClass; readonly slot: string }[]
  readonly where: readonly StageCondition[]
  readonly example: Readonly<Record<string, string | number>>
}

export interface Scenario {
  readonly id: string
  readonly name: string
  /** An attack like it that was made public. */
  readonly precedent: string
  readonly isOrdered: boolean
  readonly windowMicros: number
  /** Orders of the stages from which there is a suspicion, and from which it is critical. */
  readonly suspicionAt: number
  readonly criticalAt: number
  readonly severity: 'critical' | 'high'
  readonly acknowledgeMinutes: number
  readonly consequence: string
  readonly constraints: readonly string[]
  readonly stages: readonly Stage[]
  readonly lookalikes: readonly z.infer<typeof Lookalike>[]
}

/** Both files as one; throws a RangeError when a scenario, a stage or a look-alike of one is not in the other. */
export function scenariosOf(
  file: z.infer<typeof ScenarioFile>,
  feeds: z.infer<typeof StageFeeds>,
): readonly Scenario[] {
  const byId = new Map(feeds.scenarios.map((one) => [one.id, one]))
  return file.scenarios.map((scenario) => {
    const { id, name, precedent, correlation, expected_escalation: expected, consequence } = scenario
    const own = byId.get(id)
    if (own?.stages.length !== scenario.stages.length) throw new RangeError(`${id} has no feed for each of its stages`)
    if (scenario.benign_lookalikes.some((text, at) => own.lookalikes[at]?.of !== text))
      throw new RangeError(`${id} has no example for each of its look-alikes`)
    return {
      ...{ id, name, precedent, consequence, constraints: scenario.response_constraints, lookalikes: own.lookalikes },
      isOrdered: correlation.type === 'temporal_ordered',
      windowMicros: correlation.window,
      suspicionAt: correlation.raise_suspicion_at_stage,
      criticalAt: correlation.raise_critical_at_stage,
      severity: expected.severity,
      acknowledgeMinutes: expected.ack_sla_minutes,
      stages: scenario.stages.map(({ order, domain, technique, technique_name: techniqueName, indicator }, at) => ({
        ...{ order, domain, technique, techniqueName, indicator },
        ...own.stages[at]!,
      })),
    }
  })
}

/** The cell that answers for a stage: DMZ sources live in the cell that their site names, and both sides see them. */
export function ownersOf(domain: SourceDomain): readonly Domain[] {
  return domain === 'dmz' ? ['it', 'ot'] : [domain]
}
