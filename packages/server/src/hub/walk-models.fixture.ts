// The operating models that the separation walk goes through, and who is asked under each.
import { type Independence, type PolicyRules, reachOf } from '@penstock/model/operating-model'
import { expect } from 'vitest'
import { DOMAINS, type Person } from './estate.fixture.ts'
import { cellGrant, READS, type Rules } from './walk-asks.fixture.ts'
import { guests, named, people } from './walk-estate.fixture.ts'

/** The models in turn, the integrated one with a duty of independence at one site too, and back. */
const DUTY: Independence = { regime: 'NERC CIP', consequences: ['monitoring-in-scope'], sites: ['beta'] }
export interface Turn {
  readonly rules: Rules
  readonly coordinator: string[]
  /** Who is asked where grants only shrink or come back; else everybody who reaches something of their own. */
  readonly asking?: readonly string[]
}
const CONCERNED = [
  ...['soc-lead-all', 'soc-lead-alpha', 'central-hunter-all', 'it-leadership-all', 'it-analyst-all'],
  ...['ot-analyst-all', 'ot-analyst-alpha'],
]
export const INTEGRATED: Rules = { model: 'integrated' }
export const TURNS: readonly Turn[] = [
  { rules: { model: 'federated' }, coordinator: [] },
  { rules: { model: 'hybrid' }, coordinator: ['it alpha', 'it beta', 'ot alpha', 'ot beta'] },
  {
    rules: { model: 'integrated', independence: DUTY },
    coordinator: ['it alpha', 'it beta', 'ot alpha'],
    asking: CONCERNED,
  },
  { rules: INTEGRATED, coordinator: ['it alpha', 'it beta', 'ot alpha', 'ot beta'], asking: CONCERNED },
]

export async function switchTo({ model: to, independence }: Partial<PolicyRules>): Promise<void> {
  const body = JSON.stringify({ to, independence: independence ?? null, reason: 'the walk' })
  const asked = await named('soc-lead-all').send('POST', '/api/operating-model/proposals', body)
  expect(asked.status, await asked.clone().text()).toBe(200)
  const { id, payloadSha256 } = (await asked.json()) as { id: string; payloadSha256: string }
  for (const lead of ['it-lead-all', 'ot-lead-all']) {
    const path = `/api/operating-model/proposals/${id}/approval`
    const answer = await named(lead).send('POST', path, JSON.stringify({ payloadSha256 }))
    expect(answer.status, await answer.clone().text()).toBe(200)
  }
}

/** One of those who reach the same under these rules. */
export function askingUnder(rules: Rules): Person[] {
  const found = new Map<string, Person>()
  for (const person of people.filter((one) => !guests.includes(one))) {
    const reach = DOMAINS.map((of) => {
      const grant = cellGrant(person, of, rules)
      return grant === null ? null : [[...grant.permissions].toSorted(), grant.sites]
    })
    const rights = [...person.permissions]
      .filter((one) => READS.some(({ permission }) => permission === one))
      .toSorted()
    const stages = [...reachOf({ ...rules, roles: person.roles, isRegulated: false })]
    const key = JSON.stringify([reach, rights, stages, person.sites])
    if (!found.has(key)) found.set(key, person)
  }
  return [...found.values()]
}
