// Cases as the store keeps them: entries in, the side's row after them.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { type Case, caseOf, type Entry, type EntryBody, queueRank, takenFrom } from '@penstock/model/incidents'
import { type Domain, type EpochMicros, idOfUuid, uuidOfId } from '@penstock/model/kernel'
import { canonicalJson } from '@penstock/server/audit'
import type { SideRow, Tx } from './queries.ts'
import * as queries from './queries.ts'

export interface LoadedCase {
  readonly case: Case
  /** Its own, in order of writing. */
  readonly entries: readonly Entry[]
}

/** The case of one side, with what it took up from others; throws where nothing opened it. */
export async function loadCase(tx: Tx, incident: string, domain: Domain): Promise<LoadedCase> {
  const own = idOfUuid('inc', incident)
  const known = new Map<string, Entry[]>()
  let wanted = [own]
  while (wanted.length > 0) {
    for (const id of wanted) known.set(id, [])
    const uuids = wanted.map(uuidOfId).filter((id) => id !== null)
    for (const { incident: of, entry } of await queries.listEntries(tx, uuids, domain)) known.get(of)?.push(entry)
    wanted = [...new Set(wanted.flatMap((id) => takenFrom(known.get(id) ?? [])))].filter((id) => !known.has(id))
  }
  const entries = known.get(own) ?? []
  const found = caseOf(entries, (id) => known.get(id) ?? [])
  if (found === null) throw new Error(`nothing opened ${own} of ${domain}`)
  return { case: found, entries }
}

export interface Written {
  readonly at: EpochMicros
  /** Account; null where the product writes. */
  readonly by: string | null
}

/** Writes into a side that is locked, and keeps its row in step. */
export async function writeEntries(
  tx: Tx,
  side: Pick<SideRow, 'incident_id' | 'domain' | 'site' | 'version'>,
  bodies: readonly EntryBody[],
  { at, by }: Written,
): Promise<LoadedCase> {
  const domain = side.domain as Domain
  await queries.insertEntries(tx, entriesFrom(side, bodies, { at, by }))
  const loaded = await loadCase(tx, side.incident_id, domain)
  await queries.updateSide(tx, side.incident_id, domain, sideState(loaded.case, domain, side.version + bodies.length))
  return loaded
}

/** A new side of an incident whose frame stands; the first body opens it. */
export async function openSide(
  tx: Tx,
  key: { readonly incident: string; readonly reference: string; readonly domain: Domain; readonly site: string },
  bodies: readonly EntryBody[],
  { at, by }: Written,
): Promise<void> {
  const { incident, reference, domain, site } = key
  const side = { incident_id: incident, domain, site, version: 0 }
  const entries = entriesFrom(side, bodies, { at, by })
  const found = caseOf(entries.map(({ id, body }) => ({ id: idOfUuid('ent', id), at, by, body })))
  if (found === null) throw new Error('a side begins with its opening')
  await queries.insertSide(
    tx,
    { incident_id: incident, domain, id: randomUUID(), reference, site },
    sideState(found, domain, bodies.length),
  )
  await queries.insertEntries(tx, entries)
}

/** A frame with one side. Ids are random: they tell neither how many there are nor when another was opened. */
export async function openFrame(
  tx: Tx,
  { domain, site }: { readonly domain: Domain; readonly site: string },
  bodies: readonly EntryBody[],
  written: Written,
): Promise<{ readonly incident: string; readonly reference: string }> {
  const incident = randomUUID()
  const reference = newReference('INC')
  await queries.insertIncident(tx, { id: incident, reference, site, domains: [domain], opened_at: written.at })
  await openSide(tx, { incident, reference, domain, site }, bodies, written)
  return { incident, reference }
}

function entriesFrom(
  side: Pick<SideRow, 'incident_id' | 'domain' | 'site' | 'version'>,
  bodies: readonly EntryBody[],
  { at, by }: Written,
): queries.NewEntry[] {
  const { incident_id, domain, site, version } = side
  return bodies.map((body, i) => ({
    id: randomUUID(),
    incident_id,
    domain,
    site,
    ordinal: version + 1 + i,
    at,
    by,
    body,
  }))
}

function sideState(found: Case, domain: Domain, version: number): queries.SideState {
  return {
    title: found.title,
    severity: found.severity,
    consequence: found.consequence,
    function: found.function,
    team: found.team,
    state: found.state,
    opened_at: found.openedAt,
    acknowledged_at: found.acknowledgedAt,
    closed_at: found.closedAt,
    merged_into: found.mergedInto === null ? null : uuidOfId(found.mergedInto),
    rank: queueRank(found, domain),
    rung: found.rung,
    version,
  }
}

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** `INC-7Q4K2M`: short, random, and good to say aloud. */
export function newReference(kind: 'INC' | 'HND' | 'TIP'): string {
  return `${kind}-${Array.from(randomBytes(6), (byte) => LETTERS[byte % LETTERS.length]).join('')}`
}

/** What the audit log says of words that it must not hold. */
export function hashOf(body: unknown): string {
  return createHash('sha256')
    .update(canonicalJson(body as never))
    .digest('hex')
}
