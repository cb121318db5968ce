// The fewest choices that meet every need, where each need is met by any one of some choices: a hitting set. NP-hard in general, so exact by
// branch and bound up to a number of choices, and greedy beyond, which is said.

/** Choices up to which the answer is exact. */
export const MOST_EXACT = 32

export interface Cover {
  readonly chosen: readonly string[]
  readonly method: 'exact' | 'greedy'
  /** Needs that no choice meets, by their place. */
  readonly unmet: readonly number[]
}

/** `worth` decides between choices that are as good: the greater first, then the earlier. */
export function smallestCover(needs: readonly (readonly string[])[], worth: ReadonlyMap<string, number>): Cover {
  const unmet = needs.flatMap((options, at) => (options.length === 0 ? [at] : []))
  const open = needs.filter((options) => options.length > 0)
  const choices = [...new Set(open.flat())].toSorted((a, b) => (worth.get(b) ?? 0) - (worth.get(a) ?? 0))
  const greedy = greedyCover(open, choices)
  if (choices.length > MOST_EXACT) return { chosen: greedy, method: 'greedy', unmet }
  return { chosen: exactCover(open, choices, greedy), method: 'exact', unmet }
}

function greedyCover(needs: readonly (readonly string[])[], choices: readonly string[]): readonly string[] {
  const chosen: string[] = []
  let open = needs
  while (open.length > 0) {
    const counts = new Map<string, number>()
    for (const options of open) for (const one of new Set(options)) counts.set(one, (counts.get(one) ?? 0) + 1)
    let [best, met] = ['', 0]
    for (const choice of choices) {
      const meets = counts.get(choice) ?? 0
      if (meets > met) [best, met] = [choice, meets]
    }
    chosen.push(best)
    open = open.filter((options) => !options.includes(best))
  }
  return chosen
}

/** Branches on the need with the fewest options; a branch as long as the best known is left. */
function exactCover(
  needs: readonly (readonly string[])[],
  choices: readonly string[],
  known: readonly string[],
): readonly string[] {
  const rank = new Map(choices.map((choice, at) => [choice, at]))
  let best = known
  const look = (chosen: readonly string[], open: readonly (readonly string[])[], out: ReadonlySet<string>): void => {
    if (open.length === 0) {
      if (chosen.length < best.length) best = chosen
      return
    }
    if (chosen.length + 1 >= best.length) return
    const left = open.map((options) => options.filter((one) => !out.has(one)))
    const tightest = left.reduce((a, b) => (b.length < a.length ? b : a))
    const excluded = new Set(out)
    for (const choice of tightest.toSorted((a, b) => rank.get(a)! - rank.get(b)!)) {
      look(
        [...chosen, choice],
        left.filter((options) => !options.includes(choice)),
        excluded,
      )
      // The branches after this one do without it: each set is looked at once.
      excluded.add(choice)
    }
  }
  look([], needs, new Set())
  return best
}
