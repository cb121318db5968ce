// Tips that go by themselves: what a case has seen, held against the register by the rules of relevance. Asked before the case is written, sent in
// the transaction that writes it; what a case told once it does not tell again. What is TLP red is nobody's but the finder's.
import { randomUUID } from 'node:crypto'
import type { EntryBody, Tlp } from '@penstock/model/incidents'
import { type Domain, type EpochMicros, idOfUuid, micros } from '@penstock/model/kernel'
import type { Relevance, Sighting } from '@penstock/model/sharing'
import { type LoadedCase, loadCase, writeEntries } from './cases.ts'
import { findHandoff } from './handoff-queries.ts'
import { makeCrossing, tipDraft } from './handoffs.ts'
import * as queries from './queries.ts'
import { LONGEST_TIP_MICROS, TEAM } from './teams.ts'

/** The part of the program that applies the rules of relevance. */
const RELEVANCE_ACTOR = 'relevance'

/** Nobody has said how sure it is: the middle. */
const UNSAID_CONFIDENCE = 50

export type RelevantIn = (
  site: string,
  from: Domain,
  sightings: readonly Sighting[],
) => Promise<readonly Relevance[] | null>

/** Null: the register could not be asked. */
export type Relevances = readonly Relevance[] | null

/** What of these may be told at all. */
export function sightingsOf(
  observables: readonly { readonly type: Sighting['type']; readonly value: string; readonly tlp: Tlp }[],
): readonly Sighting[] {
  return observables.filter(({ tlp }) => tlp !== 'red').map(({ type, value }) => ({ type, value }))
}

/** One tip for each reason that the case has not told yet; answers how many. The side is locked. */
export async function shareRelevant(
  tx: queries.Tx,
  incident: string,
  domain: Domain,
  relevances: Relevances,
  at: EpochMicros,
): Promise<number> {
  if (relevances?.length === 0) return 0
  const side = await queries.lockSide(tx, incident, domain)
  if (side === undefined || side.state === 'closed' || side.state === 'merged') return 0
  if (relevances === null) {
    await writeEntries(tx, side, [NOT_JUDGED], { at, by: null })
    return 0
  }
  const loaded = await loadCase(tx, incident, domain)
  const told = new Set(loaded.entries.flatMap(({ body }) => (body.kind === 'shared' ? body.known : [])))
  const fresh = Map.groupBy(
    relevances.filter((one) => !told.has(keyOf(one))),
    ({ reason }) => reason,
  )
  for (const found of fresh.values()) await sendTip(tx, incident, domain, loaded, found, at)
  return fresh.size
}

const NOT_JUDGED: EntryBody = {
  kind: 'noted',
  text: 'Nobody judged what of this the other side has to know: the register of the site could not be asked in time. Send a tip if it concerns them.',
}

async function sendTip(
  tx: queries.Tx,
  incident: string,
  from: Domain,
  loaded: LoadedCase,
  found: readonly Relevance[],
  at: EpochMicros,
): Promise<void> {
  const to: Domain = from === 'it' ? 'ot' : 'it'
  const [first] = found
  const side = (await queries.lockSide(tx, incident, from))!
  const ids = found.flatMap(({ assets }) => assets)
  const registered = await queries.listDeclared(tx, side.site, [...new Set(ids)])
  const sure = loaded.case.hypotheses.filter(({ state }) => state !== 'refuted').map(({ confidence }) => confidence)
  const draft = tipDraft(
    idOfUuid('inc', incident),
    loaded,
    {
      ...{ scenario: null, techniques: [], reason: first!.reason, request: first!.request },
      confidence: sure.length === 0 ? UNSAID_CONFIDENCE : Math.max(...sure),
      entities: registered.map(({ id }) => ({ asset: idOfUuid('ast', id), domain: to })),
      accounts: [...new Set(found.flatMap(({ accounts }) => accounts))].map((account) => ({ account, domain: to })),
      expiresAt: micros(at + LONGEST_TIP_MICROS),
    },
    { to, toTeam: TEAM[to] },
  )
  const id = randomUUID()
  await makeCrossing(tx, side, loaded, draft, { id, by: RELEVANCE_ACTOR, at })
  const { reference } = (await findHandoff(tx, id))!
  const why = found.map(({ sighting, why: text }) => `${sighting.value} (${text})`).join('; ')
  const body: EntryBody = {
    ...{ kind: 'shared', tip: reference, reason: first!.reason },
    why: `${first!.reason}: ${why}`.slice(0, 2000),
    known: found.map(keyOf),
  }
  const now = (await queries.lockSide(tx, incident, from))!
  await writeEntries(tx, now, [body], { at, by: null })
}

function keyOf({ rule, record }: Relevance): string {
  return `${rule} ${record}`
}
