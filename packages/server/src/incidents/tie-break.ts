// The tie-break of a joint case that people made, run whenever one becomes joint and whenever a side says anew which function is affected. A case of
// a chain is led by what the chain says (`chain-cases.ts`).
import { type EntryBody, judgeLead, type LeadSide } from '@penstock/model/incidents'
import { type Domain, type EpochMicros, idOfUuid } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import { recordChange } from '@penstock/server/facts'
import { loadCase, writeEntries } from './cases.ts'
import { isOfChain } from './chain-queries.ts'
import * as queries from './queries.ts'

const DOMAINS = ['it', 'ot'] as const
const TIE_BREAK_ACTOR = 'tie-break'

/** Whose these functions are, by the register of the site; what it has not is left out. */
export type FunctionDomains = (site: string, functions: readonly string[]) => Promise<ReadonlyMap<string, Domain>>

/** The functions that the sides of an incident name now. */
export async function listFunctionsAtStake(tx: queries.Tx, incident: string): Promise<readonly string[]> {
  const sides = await Promise.all(DOMAINS.map((domain) => queries.findSide(tx, incident, domain)))
  return sides.flatMap((side) => side?.function ?? [])
}

/** Writes who leads into both sides where that moved; nothing while the case has one side. */
export async function runTieBreak(
  tx: queries.Tx,
  incident: string,
  domains: ReadonlyMap<string, Domain>,
  at: EpochMicros,
): Promise<void> {
  const [it, ot] = [await queries.lockSide(tx, incident, 'it'), await queries.lockSide(tx, incident, 'ot')]
  if (it === undefined || ot === undefined || (await isOfChain(tx, incident))) return
  const sideOf = ({ domain, function: named, consequence, opened_at }: queries.SideRow): LeadSide => ({
    ...{ domain: domain as Domain, function: named, consequence, openedAt: opened_at },
    functionDomain: named === null ? null : (domains.get(named) ?? null),
  })
  const lead = judgeLead([sideOf(it), sideOf(ot)])
  const body: EntryBody = { kind: 'led', ...lead }
  for (const side of [it, ot]) {
    if (side.state === 'merged' || side.state === 'closed') continue
    const { domain, reference, rank, site } = side
    const before = (await loadCase(tx, incident, domain as Domain)).case.leader
    if (before === lead.domain) continue
    await writeEntries(tx, side, [body], { at, by: null })
    const now = await queries.findSide(tx, incident, domain as Domain)
    const details = { domain, reference, leader: lead.domain, reason: lead.reason, from: rank, to: now?.rank ?? rank }
    const object = idOfUuid('inc', incident)
    await appendAudit(tx, { actor: TIE_BREAK_ACTOR, action: 'incident.lead', object, details, at })
    await recordChange(tx, { kind: domain === 'it' ? 'incidents-it' : 'incidents-ot', site, object: site }, at)
  }
}
