// What an engine is, and how rules are chosen by the sources of an event: a filter of correctness, not of speed. A rule about processes of
// Windows must not see a firewall's line that happens to have a field of the same name.

import type { LogSource } from '@penstock/model/events'
import type { DetectionEvent } from '../event/event.ts'
import type { SigmaRule } from '../rule/rule.ts'

export interface DetectionEngine {
  /** Rules that match, in the order in which the engine was given them. */
  match(event: DetectionEvent): readonly SigmaRule[]
}

/** Most kinds of events whose plan is kept; sources come from the wire, so their number is bounded. */
const MOST_PLANS = 512

/** A plan for each set of sources that events are from, made when the first such event comes. */
export class Plans<Plan> {
  readonly #rules: readonly SigmaRule[]
  readonly #make: (rules: readonly number[]) => Plan
  readonly #plans = new Map<string, Plan>()
  /** Lists that events share need no key. */
  readonly #ofList = new WeakMap<readonly LogSource[], Plan>()

  /** `make` is given the numbers of the rules that run on such events. */
  constructor(rules: readonly SigmaRule[], make: (rules: readonly number[]) => Plan) {
    this.#rules = rules
    this.#make = make
  }

  of(sources: readonly LogSource[]): Plan {
    const known = this.#ofList.get(sources)
    if (known !== undefined) return known
    const plan = this.#ofKey(sources)
    this.#ofList.set(sources, plan)
    return plan
  }

  #ofKey(sources: readonly LogSource[]): Plan {
    const key = keyOf(sources)
    const known = this.#plans.get(key)
    if (known !== undefined) return known
    if (this.#plans.size >= MOST_PLANS) this.#plans.clear()
    const numbers = this.#rules.flatMap((rule, number) =>
      sources.some((source) => runsOn(rule.source, source)) ? [number] : [],
    )
    const plan = this.#make(numbers)
    this.#plans.set(key, plan)
    return plan
  }
}

/** Whether all that a rule names of its source is so of the event's. */
export function runsOn(rule: LogSource, source: LogSource): boolean {
  return (
    (rule.product === undefined || rule.product === source.product) &&
    (rule.category === undefined || rule.category === source.category) &&
    (rule.service === undefined || rule.service === source.service)
  )
}

function keyOf(sources: readonly LogSource[]): string {
  let key = ''
  for (const { product = '', category = '', service = '' } of sources) key += `${product}\n${category}\n${service}\n\n`
  return key
}
