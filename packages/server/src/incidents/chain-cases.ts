// Cases that chains open, by the operating model in force: a joint incident at suspicion (integrated), a case of the side that has most stages
// and a sanitised tip to the other (federated), or nothing until the central team opens one (hybrid). One case a chain and side; what the chain
// gains is added in words, and what is explained afterwards is taken back in words.
import { createHash, randomUUID } from 'node:crypto'
import type { ChainLevel, ToldChain, ToldStage } from '@penstock/model/correlation'
import type { EntryBody, IncidentSeverity, TipReason } from '@penstock/model/incidents'
import { type Domain, type EpochMicros, idOfUuid, micros } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import { type ChainMoved, listSharing, stageText } from '@penstock/server/correlation'
import { recordChange } from '@penstock/server/facts'
import { loadCase, openFrame, openSide, writeEntries } from './cases.ts'
import { type ChainCaseRow, listChainCases, saveChainCase, type WrittenStages } from './chain-queries.ts'
import { makeCrossing, tipDraft } from './handoffs.ts'
import type { Tx } from './queries.ts'
import * as queries from './queries.ts'
import { LONGEST_TIP_MICROS, TEAM } from './teams.ts'

/** The part of the program that puts stages together. */
const CORRELATOR_ACTOR = 'correlator'
const DOMAINS = ['it', 'ot'] as const satisfies readonly Domain[]
/** Beside the stages in what was written: who leads. */
const LEAD = 'lead'

/** Answers whether the chain's incident is one of both sides now. */
export async function followChain(tx: Tx, moved: ChainMoved, at: EpochMicros): Promise<boolean> {
  const { report, model, isJoint } = moved
  const rows = await listChainCases(tx, report.id)
  if (rows.length > 0) {
    for (const row of rows) await addToCase(tx, moved, row, isJoint, at)
    await joinReceiver(tx, moved, rows, at)
    return isJoint
  }
  if (report.level === 'none') return isJoint
  const shared = await casesOfSameDeed(tx, moved)
  if (shared.length > 0) return await joinCases(tx, moved, shared, at)
  if (model === 'integrated' || isJoint) {
    await openJoint(tx, moved, at)
    return true
  }
  if (model === 'federated') await openOnOneSide(tx, moved, at)
  return false
}

/** Cases of chains that are made of some of the same signals: one deed that fits two scenarios is one case. */
async function casesOfSameDeed(tx: Tx, { report }: ChainMoved): Promise<readonly ChainCaseRow[]> {
  const signals = report.chain.stages.flatMap((stage) => stage.signals.map(({ id }) => id))
  for (const chain of await listSharing(tx, report.id, signals)) {
    const rows = await listChainCases(tx, chain)
    const open = await Promise.all(
      rows.map(async (row) => ({ row, side: await queries.lockSide(tx, row.incident_id, row.domain as Domain) })),
    )
    const running = open.filter(({ side }) => side?.state === 'open' || side?.state === 'acknowledged')
    if (running.length > 0) return running.map(({ row }) => row)
  }
  return []
}

async function joinCases(tx: Tx, moved: ChainMoved, rows: readonly ChainCaseRow[], at: EpochMicros): Promise<boolean> {
  const isJoint = rows.length > 1
  const { report, scenario } = moved
  for (const { incident_id, domain, site } of rows) {
    const told = moved.told(domain as Domain, isJoint)
    const row = { chain: report.id, domain, incident_id, site, level: report.level, written: {}, tip: null }
    await saveChainCase(tx, row)
    const side = await queries.lockSide(tx, incident_id, domain as Domain)
    if (side === undefined || told === null) continue
    const fits = noted(`${scenario.id} ${scenario.name} fits as well: ${report.level}, by some of the same events.`)
    await writeEntries(tx, side, [fits], { at, by: null })
    await addToCase(tx, moved, row, isJoint, at)
  }
  return isJoint
}

/** The central team of a hybrid model opens it for both sides; answers the reference, or null when there is nothing to open. */
export async function openJoint(tx: Tx, moved: ChainMoved, at: EpochMicros): Promise<string | null> {
  const leader = leaderOf(moved)
  const site = siteOf(moved, leader)
  const sides = [leader, otherOf(leader)]
  let frame: { incident: string; reference: string } | null = null
  for (const domain of sides) {
    const told = moved.told(domain, true)
    if (told === null) continue
    const opened = openingOf(moved, told, { domain, leader, site })
    const written = { at, by: null }
    if (frame === null) frame = await openFrame(tx, { domain, site }, opened.bodies, written)
    else {
      await queries.addDomain(tx, frame.incident, domain)
      await openSide(tx, { ...frame, domain, site }, opened.bodies, written)
    }
    await noteOpened(tx, moved, domain, frame, opened.written, at)
  }
  return frame?.reference ?? null
}

async function openOnOneSide(tx: Tx, moved: ChainMoved, at: EpochMicros): Promise<void> {
  const domain = mostStagesOf(moved)
  const told = moved.told(domain, false)
  if (told === null) return
  const site = siteOf(moved, domain)
  const { bodies, written } = openingOf(moved, told, { domain, leader: leaderOf(moved), site })
  const frame = await openFrame(tx, { domain, site }, bodies, { at, by: null })
  await noteOpened(tx, moved, domain, frame, written, at)
  await sendTip(tx, moved, domain, at)
}

/** What the chain has that the case has not, and what it has no more. */
async function addToCase(
  tx: Tx,
  moved: ChainMoved,
  row: ChainCaseRow,
  isJoint: boolean,
  at: EpochMicros,
): Promise<void> {
  const domain = row.domain as Domain
  const { report, scenario } = moved
  const told = moved.told(domain, isJoint)
  const stages = new Map((told?.stages ?? []).map((stage) => [keyOf(stage), stage]))
  const bodies: EntryBody[] = []
  const side = await queries.lockSide(tx, row.incident_id, domain)
  // What ended in another case is told there.
  if (side === undefined || side.state === 'merged') return
  for (const [key, words] of Object.entries(row.written))
    if (key !== LEAD && !stages.has(key) && !isToldAnew(words, stages))
      bodies.push(noted(`Taken back: ${words}. What came in later explains it, or it belongs elsewhere.`))
  const fresh = [...stages].filter(([key]) => row.written[key] === undefined).map(([, stage]) => stage)
  // Another chain of the same deed may have told it.
  const held = fresh.length === 0 ? [] : (await loadCase(tx, row.incident_id, domain)).case.timeline
  const known = new Set(held.map(({ text }) => whatOf(text)))
  for (const stage of fresh)
    if (!known.has(whatOf(stageText(stage, side.site)))) bodies.push(...entriesOf(moved, stage, side.site))
  // The tie-break: the domain of the affected function leads, whoever had it before.
  const leader = leaderOf(moved)
  if (report.level !== 'none' && row.written[LEAD] !== undefined && row.written[LEAD] !== leader)
    bodies.push(led(leader))
  const { level } = report
  if (level !== row.level) bodies.push(...levelEntries(moved, row.level as ChainLevel, side))
  const written = level === 'none' ? {} : { ...writtenOf([...stages.values()]), [LEAD]: leader }
  await saveChainCase(tx, { ...row, level, written })
  if (bodies.length === 0) return
  await writeEntries(tx, side, bodies, { at, by: null })
  await recordLead(tx, side, bodies, at)
  await recordChange(tx, { kind: `incidents-${domain}`, site: side.site, object: side.site }, at)
  const details = { domain, reference: side.reference, scenario: scenario.id, level, entries: bodies.length }
  await appendAudit(tx, {
    ...{ actor: CORRELATOR_ACTOR, action: 'incident.write', object: idOfUuid('inc', row.incident_id), details, at },
  })
  if (moved.model === 'federated' && !isJoint && level === 'critical' && row.level !== 'critical')
    await sendTip(tx, moved, domain, at)
}

/** A lead that moved is an entry of its own, with the places in the queue of before and now. */
async function recordLead(
  tx: Tx,
  { incident_id, domain, reference, rank }: queries.SideRow,
  bodies: readonly EntryBody[],
  at: EpochMicros,
): Promise<void> {
  const moved = bodies.find(({ kind }) => kind === 'led')
  if (moved?.kind !== 'led') return
  const now = await queries.findSide(tx, incident_id, domain as Domain)
  const details = { domain, reference, leader: moved.domain, reason: moved.reason, from: rank, to: now?.rank ?? rank }
  const object = idOfUuid('inc', incident_id)
  await appendAudit(tx, { actor: CORRELATOR_ACTOR, action: 'incident.lead', object, details, at })
}

/** A handoff that was accepted made it joint: the chain stands in the receiver's case as well. */
async function joinReceiver(tx: Tx, moved: ChainMoved, rows: readonly ChainCaseRow[], at: EpochMicros): Promise<void> {
  const [first] = rows
  if (!moved.isJoint || rows.length > 1 || first === undefined) return
  const domain = otherOf(first.domain as Domain)
  const side = await queries.lockSide(tx, first.incident_id, domain)
  const told = moved.told(domain, true)
  if (side === undefined || told === null || side.state === 'merged') return
  await writeEntries(
    tx,
    side,
    [...told.stages.flatMap((stage) => entriesOf(moved, stage, side.site)), led(leaderOf(moved))],
    { at, by: null },
  )
  const { level, id: chain } = moved.report
  const written = { ...writtenOf(told.stages), [LEAD]: leaderOf(moved) }
  await saveChainCase(tx, { chain, domain, incident_id: first.incident_id, site: side.site, level, written, tip: null })
}

async function noteOpened(
  tx: Tx,
  { report, scenario }: ChainMoved,
  domain: Domain,
  frame: { readonly incident: string; readonly reference: string },
  written: WrittenStages,
  at: EpochMicros,
): Promise<void> {
  const side = await queries.lockSide(tx, frame.incident, domain)
  const { site } = side!
  const { level, id: chain } = report
  await saveChainCase(tx, { chain, domain, incident_id: frame.incident, site, level, written, tip: null })
  await recordChange(tx, { kind: `incidents-${domain}`, site, object: site }, at)
  const details = { domain, reference: frame.reference, scenario: scenario.id, level }
  const object = idOfUuid('inc', frame.incident)
  await appendAudit(tx, { actor: CORRELATOR_ACTOR, action: 'incident.open', object, details, at })
}

function openingOf(
  moved: ChainMoved,
  told: ToldChain,
  { domain, leader, site }: { readonly domain: Domain; readonly leader: Domain; readonly site: string },
): { readonly bodies: readonly EntryBody[]; readonly written: WrittenStages } {
  const { report, scenario } = moved
  const bodies: EntryBody[] = [
    {
      kind: 'opened',
      title: `${scenario.id} ${scenario.name}`.slice(0, 200),
      severity: severityOf(moved),
      // The hub does not know which devices these are (ADR 0022); whoever works on the case asks (`triage`, stake of a case).
      ...{ consequence: 0, function: null, team: TEAM[domain] },
      sources: [{ kind: 'chain', id: report.id, label: `${scenario.id}, ${report.level}` }],
    },
    ...told.stages.flatMap((stage) => entriesOf(moved, stage, site)),
    noted(`Consequence where it goes on: ${scenario.consequence}`),
    led(leader),
    ...scenario.constraints.map((text) => noted(`Mind: ${text}`)),
  ]
  return { bodies, written: { ...writtenOf(told.stages), [LEAD]: leader } }
}

/** Of the chain, so it is the same for both sides; it moves the case in the queue of each. */
function led(leader: Domain): EntryBody {
  return { kind: 'led', domain: leader, reason: `the function that is affected is of ${leader.toUpperCase()}` }
}

function entriesOf({ report, scenario }: ChainMoved, stage: ToldStage, site: string): readonly EntryBody[] {
  const text = stageText(stage, site)
  const happenedAt = stage.form === 'whole' ? stage.at : stage.bucketFrom
  const lane = stage.form === 'whole' && stage.domain === 'ot' ? 'process' : 'network'
  const happened: EntryBody = { kind: 'happened', lane, text, happenedAt }
  if (stage.form === 'redacted') return [happened]
  const sha256 = createHash('sha256').update(JSON.stringify(stage.signals)).digest('hex')
  const label = `${stage.technique} ${stage.techniqueName}`.slice(0, 200)
  const source = { kind: 'chain', id: report.id, label: `${scenario.id}, stage ${stage.order}` }
  return [happened, { kind: 'evidence', label, sha256, source }]
}

/** What people said is at stake stands, whatever the chain does. */
function levelEntries(
  moved: ChainMoved,
  before: ChainLevel,
  { consequence, function: at }: Pick<queries.SideRow, 'consequence' | 'function'>,
): readonly EntryBody[] {
  const { report, scenario, isMerged } = moved
  if (report.level === 'none')
    return [
      noted(
        isMerged
          ? `${scenario.id}: this chain is part of another one now, which has a case of its own.`
          : `${scenario.id}: the suspicion is taken back. What is left of it makes no chain; the case stays open for a person to judge.`,
      ),
    ]
  const reason =
    before === 'critical'
      ? `${scenario.id} is a suspicion again`
      : `${scenario.id} is ${report.level} at stage ${report.chain.reached}`
  return [{ kind: 'reassessed', severity: severityOf(moved), consequence, function: at, reason }]
}

async function sendTip(tx: Tx, moved: ChainMoved, from: Domain, at: EpochMicros): Promise<void> {
  const { report, scenario } = moved
  const row = (await listChainCases(tx, report.id)).find(({ domain }) => domain === from)
  const side = row === undefined ? undefined : await queries.lockSide(tx, row.incident_id, from)
  if (row === undefined || side === undefined || side.state === 'closed' || side.state === 'merged') return
  const to = otherOf(from)
  const told = moved.told(from, false)
  const own = (told?.stages ?? []).filter((stage) => stage.form === 'whole')
  const span = Math.min(scenario.windowMicros, LONGEST_TIP_MICROS)
  const loaded = await loadCase(tx, row.incident_id, from)
  const draft = tipDraft(
    idOfUuid('inc', row.incident_id),
    loaded,
    {
      at: report.chain.suspicionSince ?? at,
      scenario: scenario.id,
      reason: reasonOf(from, own),
      techniques: own.map(({ technique }) => technique),
      confidence: Math.round(report.chain.confidence * 100),
      entities: [],
      request: to === 'ot' ? 'verify-logic' : 'verify-access',
      expiresAt: micros(at + span),
    },
    { to, toTeam: TEAM[to] },
  )
  const id = randomUUID()
  await makeCrossing(tx, side, loaded, draft, { id, by: CORRELATOR_ACTOR, at })
  await saveChainCase(tx, { ...row, level: report.level, tip: id })
}

/** Of what the tip speaks, by what the stages of the side have in common. */
function reasonOf(from: Domain, own: readonly ToldStage[]): TipReason {
  const signals = own.flatMap((stage) => (stage.form === 'whole' ? stage.signals : []))
  const isOf = (start: string): boolean => signals.some(({ kind }) => kind.startsWith(start))
  if (isOf('service.')) return 'dependency'
  if (isOf('vendor.')) return 'vendor-account'
  if (isOf('remote.')) return 'dmz-session'
  const has = (entityClass: 'account' | 'host'): boolean =>
    signals.some(({ entities }) => entities[entityClass] !== undefined)
  if (from === 'ot') return has('account') ? 'ot-credential' : 'shared-infrastructure'
  return has('account') ? 'engineer-account' : has('host') ? 'engineering-host' : 'shared-infrastructure'
}

function severityOf({ report, scenario }: ChainMoved): IncidentSeverity {
  return report.level === 'critical' && scenario.severity === 'critical' ? 1 : 2
}

/** The domain of the affected function leads: OT once a stage of it is there, or where the scenario ends in the process. */
function leaderOf({ report, scenario }: ChainMoved): Domain {
  const isOfOt = report.chain.stages.some(({ order }) => scenario.stages[order - 1]!.domain === 'ot')
  return isOfOt ? 'ot' : 'it'
}

/** The side whose cell told most stages; of equals the domain of the affected function. */
function mostStagesOf(moved: ChainMoved): Domain {
  const count = (domain: Domain): number =>
    moved.report.chain.stages.filter(({ signals }) => signals.some((signal) => signal.domain === domain)).length
  const [it, ot] = DOMAINS.map(count)
  return it! > ot! ? 'it' : ot! > it! ? 'ot' : leaderOf(moved)
}

/** Where the side's last own stage was; else where the chain's was. */
function siteOf({ report }: ChainMoved, domain: Domain): string {
  const signals = report.chain.stages.toReversed().flatMap((stage) => stage.signals.toReversed())
  return (signals.find((signal) => signal.domain === domain) ?? signals[0]!).site
}

function otherOf(domain: Domain): Domain {
  return domain === 'it' ? 'ot' : 'it'
}

function noted(text: string): EntryBody {
  return { kind: 'noted', text: text.slice(0, 2000) }
}

function writtenOf(stages: readonly ToldStage[]): WrittenStages {
  return Object.fromEntries(stages.map((stage) => [keyOf(stage), stageText(stage)]))
}

function keyOf(stage: ToldStage): string {
  if (stage.form === 'redacted') return `redacted ${stage.technique} ${stage.bucketFrom}`
  const ids = stage.signals.map(({ id }) => id).join(' ')
  return `${stage.order} ${createHash('sha256').update(ids).digest('hex').slice(0, 16)}`
}

/** The same words again, such as a spread that grew, or a stage that is whole now: nothing is taken back. */
function isToldAnew(words: string, stages: ReadonlyMap<string, ToldStage>): boolean {
  const technique = words.slice(0, words.indexOf(' '))
  return [...stages.values()].some((stage) => stage.technique === technique)
}

/** Without what joins it, which differs from chain to chain. */
function whatOf(text: string): string {
  return text.split(';')[0]!
}
