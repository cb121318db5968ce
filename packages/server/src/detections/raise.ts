// Findings become detections: one a rule and subject while it is not closed. What comes again changes nothing; what is new is told to the
// hub as a headline, in the same transaction.
import {
  BUCKET_MICROS,
  type EvidenceRef,
  FINDING_LEVELS,
  type Finding,
  type FindingLevel,
  type FindingSubject,
  subjectKeyOf,
} from '@penstock/model/detections'
import { type Domain, type EpochMicros, micros } from '@penstock/model/kernel'
import { appendFacts, type DetectionFact, lockOutbox, type NewFact } from '@penstock/server/facts'
import { isSameJson, uuidOfContent } from '@penstock/server/runtime'
import type { DetectionRow, Tx } from './queries.ts'
import * as queries from './queries.ts'

/** What is kept of the evidence: the first of it. */
const MOST_EVIDENCE = 20
const MOST_VALUES = 40
const LONGEST_TEXT = 500
/** How long a finding is known again. */
const KNOWN_MICROS = 90 * 86_400_000_000
/** Findings that are looked up in one question. */
const AT_ONCE = 5000

/** What was raised for the first time in a transaction. */
export interface Raised {
  readonly id: string
  readonly site: string
  readonly kind: Finding['kind']
  readonly level: FindingLevel
  readonly isSuppressed: boolean
}

/** Answers with the detections that are new; facts of those that are not suppressed are in the outbox. */
export async function raiseFindings(
  tx: Tx,
  given: {
    readonly domain: Domain
    readonly findings: readonly Finding[]
    readonly at: EpochMicros
    /** The suppression that holds a finding, or null. */
    readonly suppressedBy: (finding: Finding) => string | null
  },
): Promise<readonly Raised[]> {
  const raised: Raised[] = []
  const { findings, ...rest } = given
  if (findings.length > 0) await lockOutbox(tx)
  for (let from = 0; from < findings.length; from += AT_ONCE)
    raised.push(...(await raiseSome(tx, { ...rest, findings: findings.slice(from, from + AT_ONCE) })))
  return raised
}

/** Those that were not raised before, each once. */
export async function unknownFindings(tx: Tx, findings: readonly Finding[]): Promise<readonly Finding[]> {
  if (findings.length === 0) return []
  const byId = new Map(findings.map((finding) => [idOfFinding(finding), finding]))
  const known = await queries.listKnownMatches(tx, [...byId.keys()])
  return [...byId].filter(([id]) => !known.has(id)).map(([, finding]) => finding)
}

async function raiseSome(
  tx: Tx,
  { domain, findings, at, suppressedBy }: Parameters<typeof raiseFindings>[1],
): Promise<readonly Raised[]> {
  const byId = new Map(findings.map((finding) => [idOfFinding(finding), finding]))
  const known = await queries.listKnownMatches(tx, [...byId.keys()])
  const fresh = [...byId].filter(([id]) => !known.has(id))
  if (fresh.length === 0) return []
  const placed = fresh.map(([id, finding]) => ({ id, finding, row: rowOf(id, finding, at, suppressedBy(finding)) }))
  const firsts = [...new Map(placed.toReversed().map(({ row }) => [placeOf(row), row])).values()]
  const made = await queries.insertWhereNoneIsOpen(tx, firsts)
  const open = new Map((await queries.lockOpen(tx, firsts)).map((row) => [placeOf(row), row]))
  const matches = placed.flatMap(({ id, row }) => {
    const detection = open.get(placeOf(row))?.id
    return detection === undefined ? [] : [{ id, detection }]
  })
  const counted = await queries.insertMatches(tx, matches, at)
  await queries.forgetMatches(tx, micros(at - KNOWN_MICROS))
  for (const { id, row } of placed) {
    const before = open.get(placeOf(row))
    if (before !== undefined && counted.has(id)) open.set(placeOf(row), added(before, row))
  }
  await queries.updateMatched(tx, [...open.values()])
  const news = [...open.values()].filter(({ id }) => made.has(id))
  await appendFacts(
    tx,
    news.filter((row) => row.suppressed_by === null).map((row) => factOf(domain, row, at)),
  )
  return news.map(({ id, site, kind, level, suppressed_by }) => ({
    ...{ id, site, kind, level },
    isSuppressed: suppressed_by !== null,
  }))
}

/** The headline that leaves the cell: addresses, but no names and no values; the quarter of an hour, but no instant. */
export function factOf(domain: Domain, row: DetectionRow, at: EpochMicros): NewFact {
  const { id, site, kind, rule, level, techniques, subject, state, verdict, version } = row
  const { sourceIp, sourceMac, destinationIp, destinationMac } = subject
  const addresses = [sourceIp, sourceMac, destinationIp, destinationMac].filter((address) => address !== undefined)
  const bucket = micros(Math.floor(row.first_at / BUCKET_MICROS) * BUCKET_MICROS)
  const body: DetectionFact = {
    ...{ id, kind, rule, level, techniques, bucket, state, verdict, version },
    addresses: [...new Set(addresses)],
  }
  return { kind: 'detection', site, domains: [domain], observedAt: at, body }
}

/** A finding that is told twice is one. */
function idOfFinding({ kind, rule, site, at, subject, evidence }: Finding): string {
  // What a correlation counted is kept for a while only: it is known by its group and instant.
  const shown = kind === 'sigma-correlation' ? '' : JSON.stringify(evidence)
  return uuidOfContent([kind, rule, at, subjectKeyOf({ site, subject }), shown])
}

function placeOf({ rule, subject_key, suppressed_by }: queries.Place): string {
  return JSON.stringify([rule, subject_key, suppressed_by])
}

/** A detection that nothing was counted of yet. */
function rowOf(id: string, finding: Finding, at: EpochMicros, suppressedBy: string | null): DetectionRow {
  const { site, kind, level, techniques, evidence } = finding
  return {
    ...{ id, site, kind, level },
    rule: storable(finding.rule),
    rule_version: storable(finding.ruleVersion),
    title: storable(finding.title),
    techniques: techniques.map((technique) => storable(technique)),
    subject: storableSubject(finding.subject),
    subject_key: storable(subjectKeyOf(finding), Number.POSITIVE_INFINITY),
    ...{ first_at: finding.at, last_at: finding.at, raised_at: at },
    count: 0,
    evidence: evidence.slice(0, MOST_EVIDENCE),
    values: storableValues(finding.values),
    ...{ state: 'new', verdict: null, version: 1, suppressed_by: suppressedBy },
  }
}

function added(before: DetectionRow, match: DetectionRow): DetectionRow {
  const isWorse = FINDING_LEVELS.indexOf(match.level) > FINDING_LEVELS.indexOf(before.level)
  return {
    ...before,
    level: isWorse ? match.level : before.level,
    ...{ rule_version: match.rule_version, title: match.title },
    first_at: micros(Math.min(before.first_at, match.first_at)),
    last_at: micros(Math.max(before.last_at, match.last_at)),
    count: before.count + 1,
    evidence: withFurther(before.evidence, match.evidence),
  }
}

function withFurther(kept: readonly EvidenceRef[], further: readonly EvidenceRef[]): readonly EvidenceRef[] {
  if (kept.length >= MOST_EVIDENCE) return kept
  const isKept = (one: EvidenceRef) => kept.some((each) => isSameJson(each, one))
  return [...kept, ...further.filter((each) => !isKept(each))].slice(0, MOST_EVIDENCE)
}

function storableSubject(subject: FindingSubject): FindingSubject {
  return Object.fromEntries(Object.entries(subject).map(([name, text]) => [name, storable(String(text))]))
}

function storableValues(values: Finding['values']): Finding['values'] {
  const entries = Object.entries(values).slice(0, MOST_VALUES)
  return Object.fromEntries(
    entries.map(([name, value]) => [storable(name), typeof value === 'string' ? storable(value) : value]),
  )
}

/** What no store keeps stands for itself no more: U+0000, halves of pairs, and what is too long to be looked at. */
function storable(text: string, longest = LONGEST_TEXT): string {
  const whole = text.replaceAll('\u0000', '\ufffd').toWellFormed()
  return whole.length > longest ? `${whole.slice(0, longest).toWellFormed()}…` : whole
}
