// The tie-break of a joint case that people made: the domain of the affected function leads. Where both sides name one, the one whose function is
// worse hit leads, and OT of equals; where neither does, the side with which it began, until somebody says.
import type { Domain, EpochMicros } from '@penstock/model/kernel'

export interface LeadSide {
  readonly domain: Domain
  /** As the side says it; null where it has not. */
  readonly function: string | null
  /** Whose that function is, by the register; null where it is none of its. */
  readonly functionDomain: Domain | null
  /** 0 where nobody has said. */
  readonly consequence: number
  readonly openedAt: EpochMicros
}

export interface Lead {
  readonly domain: Domain
  readonly reason: string
}

export function judgeLead(sides: readonly [LeadSide, ...LeadSide[]]): Lead {
  const said = sides
    .filter((side) => side.functionDomain !== null)
    .toSorted((a, b) => b.consequence - a.consequence || otFirst(a.functionDomain) - otFirst(b.functionDomain))
  const [first] = said
  if (first !== undefined) {
    const domain = first.functionDomain!
    return { domain, reason: `the function that is affected, ${first.function ?? ''}, is of ${domain.toUpperCase()}` }
  }
  const { domain } = sides.toSorted((a, b) => a.openedAt - b.openedAt || otFirst(a.domain) - otFirst(b.domain))[0]!
  const unknown = sides.flatMap((side) => side.function ?? [])
  const why =
    unknown.length === 0
      ? 'nobody has said which function is affected'
      : `the register does not say whose ${unknown.join(' and ')} is`
  return { domain, reason: `${why}; it began with ${domain.toUpperCase()}` }
}

function otFirst(domain: Domain | null): number {
  return domain === 'ot' ? 0 : 1
}
