// Which sightings of one side the other has to know of: the first rule that holds for each reason, with where to look there.
import type { TipReason, TipRequest } from '@penstock/model/incidents'
import type { Domain } from '@penstock/model/kernel'
import type { PlantFile } from '@penstock/model/plant'
import { type Known, Register, type Sighting } from './known.ts'
import { RELEVANCE_RULES, type RelevanceRule } from './rules.ts'

export interface Relevance {
  readonly sighting: Sighting
  /** Id of the rule. */
  readonly rule: string
  readonly why: string
  readonly reason: TipReason
  readonly request: TipRequest
  /** What the register knows it as; it stays with the finder. */
  readonly record: string
  /** Of the other side, by their ids in the plant file. */
  readonly assets: readonly string[]
  readonly accounts: readonly string[]
}

export class RelevanceJudge {
  readonly #register: Register

  constructor(plant: PlantFile) {
    this.#register = new Register(plant)
  }

  /** In the order of the sightings. */
  judge(from: Domain, sightings: readonly Sighting[]): readonly Relevance[] {
    const to: Domain = from === 'it' ? 'ot' : 'it'
    return sightings.flatMap((sighting) =>
      this.#register.knownAs(from, sighting).flatMap((known) =>
        rulesFor(known, to).map(
          ({ id, why, reason, request }): Relevance => ({
            ...{ sighting, rule: id, why, reason, request },
            ...{ record: known.record, assets: known.assets, accounts: known.accounts },
          }),
        ),
      ),
    )
  }
}

function rulesFor({ what, facts }: Known, to: Domain): readonly RelevanceRule[] {
  const held = RELEVANCE_RULES.filter(
    (rule) =>
      rule.of === what &&
      rule.to.includes(to) &&
      rule.all.every((fact) => facts.has(fact)) &&
      !rule.none.some((fact) => facts.has(fact)),
  )
  return held.filter(({ reason }, at) => held.findIndex((rule) => rule.reason === reason) === at)
}
