// Use cases of handoffs and tips: drafted from a case, moved by both sides, taken into a case of the receiver.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { draftTip, HandoffRecord, HandoffRow, moveHandoff } from '@penstock/contract/incidents'
import type { Body } from '@penstock/contract/route'
import {
  applyDeed,
  commitmentText,
  draftHandoff,
  type EntryBody,
  goesByRule,
  type Handoff,
  type HandoffDeed,
  type HandoffDraft,
  type HandoffKind,
  type HandoffPackage,
  packageOf,
  partIdsOf,
  type Side,
  sanitise,
  Tip,
  type TipSource,
} from '@penstock/model/incidents'
import { type Domain, type EpochMicros, idOfUuid, uuidOfId } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import { recordChange } from '@penstock/server/facts'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { type LoadedCase, loadCase, newReference, openFrame, openSide, writeEntries } from './cases.ts'
import { discloseChainsOf } from './chain-queries.ts'
import * as queries from './handoff-queries.ts'
import { domainOf, type IncidentOptions } from './options.ts'
import type { Tx } from './queries.ts'
import * as cases from './queries.ts'
import { type FunctionDomains, listFunctionsAtStake, runTieBreak } from './tie-break.ts'
import { handoffRecord, handoffRow, readPackage } from './views.ts'

export interface HandoffOptions extends IncidentOptions {
  /** Called when something was sent: what time does next is done at once. */
  readonly onSent: () => void
  readonly functionDomains: FunctionDomains
}

const MOST = 200
const NO_DOMAINS: ReadonlyMap<string, Domain> = new Map()

export class HandoffService {
  readonly #options: HandoffOptions

  constructor(options: HandoffOptions) {
    this.#options = options
  }

  async list(caller: Caller, site: string | undefined): Promise<HandoffRow[]> {
    const domain = domainOf(caller)
    const now = this.#options.clock()
    const { store, scopeOf } = this.#options
    const { rows, taken } = await store.transaction(scopeOf(caller), async (tx) => {
      const found = await queries.listHandoffs(tx, { site, most: MOST })
      return {
        rows: found,
        taken: await queries.listCases(
          tx,
          found.map(({ id }) => id),
        ),
      }
    })
    const incidents = new Map(taken.map(({ handoff_id, incident_id }) => [handoff_id, incident_id]))
    const told = rows.map((row) => handoffRow(row, domain, incidents.get(row.id) ?? null, now))
    const waits = (row: HandoffRow): number => (row.side === 'to' && row.dueAt !== null ? 0 : 1)
    return told.toSorted((a, b) => waits(a) - waits(b))
  }

  async record(caller: Caller, handoffId: string): Promise<HandoffRecord> {
    const domain = domainOf(caller)
    const id = uuidOfId(handoffId)
    if (id === null) throw new AppError('not-found')
    const now = this.#options.clock()
    const names = await this.#options.accountNames()
    const { store, scopeOf } = this.#options
    return await store.transaction(scopeOf(caller), async (tx) => {
      const data = await queries.findHandoff(tx, id)
      if (data === undefined) throw new AppError('not-found')
      const [taken] = await queries.listCases(tx, [id])
      const row = handoffRow(data, domain, taken?.incident_id ?? null, now)
      const isIntact = sha256Of(data.package).equals(Buffer.from(data.sha256))
      const named = (readPackage(data).tip?.entities ?? []).flatMap((one) => uuidOfId(one) ?? [])
      const entities = (await cases.listNamed(tx, named)).map((one) => ({
        id: idOfUuid('ast', one.id),
        name: one.name ?? one.declared_id ?? one.reference,
      }))
      return handoffRecord(row, data, isIntact, await queries.listSteps(tx, id), names, entities)
    })
  }

  async draft(
    caller: Caller,
    incidentId: string,
    { version, ...draft }: HandoffDraft & { readonly version: number },
  ): Promise<HandoffRecord> {
    const id = await this.#make(caller, incidentId, version, (loaded) => {
      const known = partIdsOf(loaded.case)
      if (draft.parts.some((part) => !known.has(part))) throw new AppError('incidents.unknown-part')
      const handed = packageOf(loaded.case, draft)
      return {
        kind: 'handoff',
        expiresAt: draft.expiresAt,
        toTeam: draft.toTeam,
        text: JSON.stringify(handed),
        indicators: handed.observables.length,
        nonce: null,
        isSent: false,
      }
    })
    return await this.record(caller, id)
  }

  /** Made of codes and indicators alone. What is critical or high goes by rule; any other waits for a second person. */
  async tip(caller: Caller, incidentId: string, given: Body<typeof draftTip>): Promise<HandoffRecord> {
    const to = otherOf(domainOf(caller))
    const now = this.#options.clock()
    if (given.expiresAt <= now) throw new AppError('incidents.in-past')
    const { reason, request, scenario, techniques, confidence, expiresAt, entities, toTeam } = given
    const said = { reason, request, scenario, techniques, confidence, expiresAt }
    const id = await this.#make(caller, incidentId, given.version, (loaded) =>
      tipDraft(
        incidentId,
        loaded,
        { ...said, entities: entities.map((asset) => ({ asset, domain: to })) },
        { to, toTeam },
      ),
    )
    return await this.record(caller, id)
  }

  async move(caller: Caller, handoffId: string, given: Body<typeof moveHandoff>): Promise<HandoffRecord> {
    const domain = domainOf(caller)
    const id = uuidOfId(handoffId)
    if (id === null) throw new AppError('not-found')
    const { deed, reason } = given
    const domains = deed === 'accept' ? await this.#functionDomains(id) : NO_DOMAINS
    await this.#options.store.transaction(HUB_SERVICE, async (tx) => {
      const row = await queries.lockHandoff(tx, id)
      const side = row === undefined ? null : sideOf(row, domain)
      if (row === undefined || side === null || !maySeeSite(caller, row.site)) throw new AppError('not-found')
      if (row.version !== given.version) throw new AppError('version-moved', { version: row.version })
      if (row.kind === 'tip' && deed === 'send' && row.made_by === caller.subject)
        throw new AppError('incidents.second-person')
      const at = this.#options.clock()
      const moved = applyDeed(queries.handoffOf(row), deed, side, at, reason)
      if (!moved.ok)
        throw new AppError(moved.refusal.code, 'state' in moved.refusal ? { state: moved.refusal.state } : undefined)
      const signed = row.kind === 'tip' && deed === 'send' ? await approve(tx, row, caller.subject) : row
      await keepDeed(tx, signed, moved.value, { deed, side, by: caller.subject, reason, at })
      if (deed !== 'accept' || row.kind === 'tip') return
      const [origin] = await queries.listCases(tx, [id])
      if (origin !== undefined) await runTieBreak(tx, origin.incident_id, domains, at)
    })
    this.#options.onChange()
    this.#options.onSent()
    return await this.record(caller, handoffId)
  }

  /** Whose the functions are that the sides of the case behind a handoff name. */
  async #functionDomains(handoff: string): Promise<ReadonlyMap<string, Domain>> {
    const { store, functionDomains } = this.#options
    const asked = await store.transaction(HUB_SERVICE, async (tx) => {
      const [origin] = await queries.listCases(tx, [handoff])
      return origin === undefined
        ? null
        : { site: origin.site, names: await listFunctionsAtStake(tx, origin.incident_id) }
    })
    return asked === null ? NO_DOMAINS : await functionDomains(asked.site, asked.names)
  }

  /** From the case as its team saw it. */
  async #make(
    caller: Caller,
    incidentId: string,
    version: number,
    write: (loaded: LoadedCase) => Draft,
  ): Promise<string> {
    const domain = domainOf(caller)
    const incident = uuidOfId(incidentId)
    if (incident === null) throw new AppError('not-found')
    const id = randomUUID()
    await this.#options.store.transaction(HUB_SERVICE, async (tx) => {
      const side = await cases.lockSide(tx, incident, domain)
      if (side === undefined || !maySeeSite(caller, side.site)) throw new AppError('not-found')
      if (side.version !== version) throw new AppError('version-moved', { version: side.version })
      if (side.state === 'closed') throw new AppError('incidents.closed')
      if (side.state === 'merged') throw new AppError('incidents.merged')
      const loaded = await loadCase(tx, incident, domain)
      await makeCrossing(tx, side, loaded, write(loaded), { id, by: caller.subject, at: this.#options.clock() })
    })
    this.#options.onChange()
    this.#options.onSent()
    return idOfUuid('hnd', id)
  }
}

/** Drafted from a side that is locked; what goes by rule is sent in the same transaction. */
export async function makeCrossing(
  tx: Tx,
  side: Pick<cases.SideRow, 'incident_id' | 'domain' | 'site' | 'team'>,
  loaded: LoadedCase,
  draft: Draft,
  { id, by, at }: { readonly id: string; readonly by: string; readonly at: EpochMicros },
): Promise<void> {
  const domain = side.domain as Domain
  const { site, incident_id: incident } = side
  const handoff = draftHandoff(
    {
      kind: draft.kind,
      severity: loaded.case.severity,
      fromDomain: domain,
      toDomain: otherOf(domain),
      expiresAt: draft.expiresAt,
    },
    at,
  )
  const sha256 = sha256Of(draft.text)
  await queries.insertHandoff(tx, handoff, {
    id,
    reference: newReference(draft.kind === 'tip' ? 'TIP' : 'HND'),
    site,
    from_team: side.team,
    to_team: draft.toTeam,
    package: draft.text,
    sha256,
    indicators: draft.indicators,
    made_by: by,
  })
  await queries.insertCase(tx, { handoff_id: id, domain, incident_id: incident, site, nonce: draft.nonce })
  await queries.insertStep(tx, { handoff_id: id, site, at, deed: 'draft', side: 'from', by, reason: '', sha256 })
  const row = await queries.lockHandoff(tx, id)
  if (draft.isSent) {
    const sent = applyDeed(handoff, 'send', 'from', at)
    if (sent.ok) await keepDeed(tx, row!, sent.value, { deed: 'send', side: 'from', by, reason: '', at })
    return
  }
  await recordChange(tx, { kind: `incidents-${domain}`, site, object: site }, at)
  const details = { kind: draft.kind, reference: row!.reference, sha256: sha256.toString('hex') }
  await appendAudit(tx, { actor: by, action: 'handoff.draft', object: idOfUuid('hnd', id), details, at })
}

/** A tip as what crosses: made of codes and indicators alone. What is critical or high goes by rule; any other waits for a second person. */
export function tipDraft(
  incidentId: string,
  { case: found }: LoadedCase,
  said: Omit<TipSource, 'at' | 'severity' | 'observables'> & { readonly at?: EpochMicros },
  { to, toTeam }: { readonly to: Domain; readonly toTeam: string },
): Draft {
  const nonce = randomBytes(32).toString('hex')
  const commitment = sha256Of(commitmentText(incidentId, nonce)).toString('hex')
  const source: TipSource = {
    ...said,
    at: said.at ?? found.milestones.occurred ?? found.openedAt,
    severity: found.severity,
    observables: found.observables,
  }
  const { tip } = sanitise(source, to, { commitment, approver: null })
  const checked = Tip.parse(tip)
  return {
    kind: 'tip',
    expiresAt: said.expiresAt,
    toTeam,
    text: JSON.stringify(checked),
    indicators: checked.indicators.length,
    nonce,
    isSent: goesByRule(found.severity),
  }
}

interface Draft {
  readonly kind: HandoffKind
  readonly expiresAt: EpochMicros | null
  readonly toTeam: string
  readonly text: string
  readonly indicators: number
  readonly nonce: string | null
  readonly isSent: boolean
}

interface Deed {
  readonly deed: HandoffDeed
  readonly side: Side
  readonly by: string | null
  readonly reason: string
  readonly at: EpochMicros
}

/** State, step, what it does to the cases at both ends, and audit, together or not at all. The row is locked. */
export async function keepDeed(tx: Tx, row: queries.HandoffData, moved: Handoff, done: Deed): Promise<void> {
  const { deed, side, by, reason, at } = done
  const { id, site, sha256 } = row
  await queries.updateHandoff(tx, id, moved)
  await queries.insertStep(tx, { handoff_id: id, site, at, deed, side, by, reason, sha256 })
  if (deed === 'accept') await takeIn(tx, row, { at, by })
  if (TOLD.has(deed)) {
    const body: EntryBody = { kind: 'handed', handoff: row.reference, deed, to: moved.toDomain }
    for (const { domain, incident_id } of await queries.listCases(tx, [id])) {
      const held = await cases.lockSide(tx, incident_id, domain as Domain)
      if (held !== undefined)
        await writeEntries(tx, held, [body], { at, by: side === 'clock' ? null : onlyOwn(by, side, domain, row) })
    }
  }
  const isAway = moved.deliveredAt !== null
  for (const domain of isAway ? [row.from_domain, row.to_domain] : [row.from_domain])
    await recordChange(tx, { kind: domain === 'it' ? 'incidents-it' : 'incidents-ot', site, object: site }, at)
  const details = {
    reference: row.reference,
    kind: row.kind,
    side,
    state: moved.state,
    rung: moved.rung,
    sha256: Buffer.from(sha256).toString('hex'),
  }
  await appendAudit(tx, {
    actor: by ?? CLOCK_ACTOR,
    action: `handoff.${deed}`,
    object: idOfUuid('hnd', id),
    details,
    at,
  })
}

/** The part of the program that does what time asks for. */
export const CLOCK_ACTOR = 'response-clock'

/** Deeds that the cases at both ends tell. */
const TOLD: ReadonlySet<HandoffDeed> = new Set([
  'send',
  'acknowledge',
  'accept',
  'reject',
  'return',
  'close',
  'reopen',
  'withdraw',
  'expire',
])

/** In a case stands who of its own side did it; of the other side only that it was done. */
function onlyOwn(by: string | null, side: Side, domain: string, row: queries.HandoffData): string | null {
  const own = domain === row.from_domain ? 'from' : 'to'
  return side === own ? by : null
}

/** A handoff makes the incident a joint one, in which the receiver gets a side of its own; a tip opens a case that the sender never sees. */
async function takeIn(
  tx: Tx,
  row: queries.HandoffData,
  written: { readonly at: EpochMicros; readonly by: string | null },
): Promise<void> {
  const { id, site, to_team: team, reference } = row
  const to = row.to_domain as Domain
  const { package: handed, tip } = readPackage(row)
  const severity = row.severity as 1 | 2 | 3 | 4
  const source = { kind: row.kind, id: idOfUuid('hnd', id), label: reference }
  const opening = (title: string): EntryBody => ({
    ...{ kind: 'opened', title, severity, consequence: 0, function: null, team, sources: [source] },
  })
  if (tip !== null) {
    const found = tip.indicators.map(
      ({ kind, value }): EntryBody => ({ kind: 'observable', type: kind, value, tlp: tip.tlp, pap: tip.pap }),
    )
    const bodies = [opening(`${reference}: ${tip.reason}`), ACKNOWLEDGED, ...found]
    const { incident } = await openFrame(tx, { domain: to, site }, bodies, written)
    await queries.insertCase(tx, { handoff_id: id, domain: to, incident_id: incident, site, nonce: null })
    return
  }
  if (handed === null) return
  const [origin] = await queries.listCases(tx, [id])
  const incident = origin!.incident_id
  const frame = await cases.getFrame(tx, incident)
  await cases.addDomain(tx, incident, to)
  const before = await cases.lockSide(tx, incident, to)
  if (before === undefined) {
    const bodies = [opening(handed.what.slice(0, 200)), ACKNOWLEDGED, ...handedIn(handed, [])]
    await openSide(tx, { incident, reference: frame.reference, domain: to, site }, bodies, written)
  } else {
    const { case: held } = await loadCase(tx, incident, to)
    const fresh = handedIn(handed, held.observables)
    if (fresh.length > 0) await writeEntries(tx, before, fresh, written)
  }
  await queries.insertCase(tx, { handoff_id: id, domain: to, incident_id: incident, site, nonce: null })
  await discloseChainsOf(tx, incident)
}

const ACKNOWLEDGED: EntryBody = { kind: 'acknowledged' }

function handedIn(
  handed: HandoffPackage,
  held: readonly { readonly type: string; readonly value: string }[],
): EntryBody[] {
  const isNew = (one: { readonly type: string; readonly value: string }): boolean =>
    !held.some(({ type, value }) => type === one.type && value === one.value)
  return [
    ...[handed.soWhat, handed.done, handed.asked].map((text): EntryBody => ({ kind: 'noted', text })),
    ...handed.hypotheses.map(({ statement, confidence }): EntryBody => ({ kind: 'hypothesis', statement, confidence })),
    ...handed.observables.filter(isNew).map((one): EntryBody => ({ kind: 'observable', ...one })),
    ...handed.evidence.map((one): EntryBody => ({ kind: 'evidence', ...one })),
  ]
}

/** Names who looked at it; nobody else has seen the draft. */
async function approve(tx: Tx, row: queries.HandoffData, approver: string): Promise<queries.HandoffData> {
  const text = JSON.stringify({ ...readPackage(row).tip, approver })
  const sha256 = sha256Of(text)
  await queries.rewriteDraft(tx, row.id, text, sha256)
  return { ...row, package: text, sha256 }
}

/** Null for a receiver to whom it was not delivered yet: it does not exist there. */
function sideOf(row: queries.HandoffData, domain: Domain): 'from' | 'to' | null {
  if (row.from_domain === domain) return 'from'
  return row.to_domain === domain && row.delivered_at !== null ? 'to' : null
}

function otherOf(domain: Domain): Domain {
  return domain === 'it' ? 'ot' : 'it'
}

function sha256Of(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
