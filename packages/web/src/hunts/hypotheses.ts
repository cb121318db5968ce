// Hunts of both cells as hypotheses: one of each key, with its hunt in every domain that has it.
import type { HuntRow, HuntsView } from '@penstock/contract/hunts'
import type { Domain } from '@penstock/model/kernel'

export interface Side {
  readonly domain: Domain
  readonly hunt: HuntRow
}

export interface Hypothesis {
  readonly key: string
  readonly title: string
  readonly sides: readonly Side[]
}

export interface Told {
  readonly domain: Domain
  readonly view: HuntsView
}

/** The latest changed first. */
export function hypothesesOf(told: readonly Told[]): readonly Hypothesis[] {
  const sides = told.flatMap(({ domain, view }) => view.items.map((hunt) => ({ domain, hunt })))
  const changedAt = (hypothesis: Hypothesis): string =>
    hypothesis.sides
      .map(({ hunt }) => hunt.changedAt)
      .toSorted()
      .at(-1) ?? ''
  return [...Map.groupBy(sides, ({ hunt }) => hunt.key)]
    .map(([key, of]) => ({ key, title: of[0]!.hunt.draft.title, sides: of }))
    .sort((a, b) => (changedAt(a) < changedAt(b) ? 1 : -1))
}
