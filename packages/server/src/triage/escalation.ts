// What becomes of a detection: a case of the domain that found it, a handoff drafted from its brief, or an action that is asked for. Nothing is
// sent to any device from here.
import { createHash } from 'node:crypto'
import type { Body } from '@penstock/contract/route'
import type { askDeed, escalateTriage, handTriage, TriageRecord } from '@penstock/contract/triage'
import { CLOCKS, minutesAfter, type ObservableKind, type WrittenEntry } from '@penstock/model/incidents'
import { type Domain, type EpochMicros, micros, microsOfIso, type SiteKey } from '@penstock/model/kernel'
import { severityOfLevel } from '@penstock/model/triage'
import { appendAudit, canonicalJson } from '@penstock/server/audit'
import { AppError, type Caller } from '@penstock/server/http'
import type { HandoffService, IncidentService } from '@penstock/server/incidents'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { commentOn, noteEscalation } from './cells.ts'
import type { TriageOptions, TriageService } from './service.ts'

export interface EscalationOptions extends TriageOptions {
  readonly triage: TriageService
  readonly incidents: IncidentService
  readonly handoffs: HandoffService
}

interface Case {
  readonly id: string
  readonly reference: string
  readonly observables: number
  readonly isNoted: boolean
}

const LINE = 200
const WORDS = 2000
const SHORT = 300
const MOST_LINES = 30

export class EscalationService {
  readonly #options: EscalationOptions

  constructor(options: EscalationOptions) {
    this.#options = options
  }

  async open(caller: Caller, domain: Domain, detectionId: string, given: Body<typeof escalateTriage>): Promise<Case> {
    return await this.#toCase(caller, await this.#asked(caller, domain, detectionId), given)
  }

  /** In a case of its own or one that runs; the person reads the draft before it is sent. */
  async hand(caller: Caller, domain: Domain, detectionId: string, given: Body<typeof handTriage>) {
    const record = await this.#asked(caller, domain, detectionId)
    const made = await this.#toCase(caller, record, given)
    const { incidents, handoffs, clock } = this.#options
    const { version, evidence, severity } = await incidents.record(caller, made.id)
    const id = sourceOf(record).id
    const { what, soWhat, asked, constraints, calls, notKnown } = record.brief ?? NO_BRIEF
    const draft = await handoffs.draft(caller, made.id, {
      version,
      what: cut(what === '' ? record.detection.title : what, WORDS),
      soWhat: cut(soWhat === '' ? 'Not known: the plant is not to be seen from here' : soWhat, WORDS),
      done: cut(doneText(record), WORDS),
      asked: cut([asked === '' ? 'Look at it' : asked, ...calls.map((call) => `Call ${call}`)].join('\n'), WORDS),
      scenario: null,
      containment: 'none',
      safetyConstraints: linesOf(constraints),
      openQuestions: linesOf(notKnown),
      byWhen: minutesAfter(clock(), CLOCKS[severity].acceptMinutes),
      toTeam: given.toTeam,
      parts: evidence.filter(({ source }) => source.id === id).map((part) => part.id),
      expiresAt: null,
    })
    return { id: draft.id, reference: draft.reference, incidentId: made.id }
  }

  /** What the safety classes forbid is refused and recorded; what they allow is asked of people, and recorded as well. */
  async ask(caller: Caller, domain: Domain, detectionId: string, { kind, target }: Body<typeof askDeed>) {
    const { triage, ask, store, clock } = this.#options
    const record = await triage.record(caller, domain, detectionId)
    const deed = record.context?.deeds.find((one) => one.kind === kind && one.target === target)
    if (deed === undefined) throw new AppError('not-found')
    const { refusal, safety } = deed
    const details = { domain, kind, safety, reason: refusal?.code ?? null, why: refusal?.why ?? null }
    const action = refusal === null ? 'triage.ask' : 'triage.refuse'
    await store.transaction(HUB_SERVICE, (tx) =>
      appendAudit(tx, { actor: caller.subject, action, object: detectionId, details, at: clock() }),
    )
    if (refusal !== null) throw new AppError('triage.deed-refused', { reason: refusal.code, why: refusal.why })
    const text = `Asked for: ${kind}${target === null ? '' : ` ${target}`}`
    if (record.detection.mayWork) await commentOn(ask, domain, caller, detectionId, cut(text, WORDS))
    return { kind, target }
  }

  async #asked(caller: Caller, domain: Domain, detectionId: string): Promise<TriageRecord> {
    const record = await this.#options.triage.record(caller, domain, detectionId)
    if (caller.domain !== domain) throw new AppError('triage.other-domain')
    if (!record.detection.mayWork) throw new AppError('detections.no-role')
    return record
  }

  async #toCase(
    caller: Caller,
    record: TriageRecord,
    { incident, title, team }: Body<typeof escalateTriage>,
  ): Promise<Case> {
    const { incidents, ask } = this.#options
    const { detection, context } = record
    const entries = entriesOf(record, this.#options.clock())
    const consequence = context?.stake.consequence
    const made =
      incident === null
        ? await incidents.open(
            caller,
            detection.site as SiteKey,
            {
              ...{ title, team, severity: severityOfLevel(detection.level), sources: [sourceOf(record)] },
              consequence: consequence?.kind === 'level' ? consequence.level : 0,
              function: functionText(record),
            },
            entries,
          )
        : await incidents.writeAll(caller, incident.id, incident.version, entries)
    const isNoted = await noteEscalation(ask, record.domain, caller, detection.id, made.reference)
    const observables = entries.filter(({ kind }) => kind === 'observable').length
    return { ...made, observables, isNoted }
  }
}

const NO_BRIEF = { what: '', soWhat: '', asked: '', constraints: [], calls: [], notKnown: [] }

/** What happened, what it names, and the detection as it stood, with its hash. */
function entriesOf(record: TriageRecord, now: EpochMicros): readonly WrittenEntry[] {
  const { detection } = record
  const { title, subject, firstAt, count } = detection
  const happenedAt = micros(Math.min(microsOfIso(firstAt) ?? now, now))
  const lane = detection.kind === 'program-change' ? 'process' : subject.sourceIp === undefined ? 'host' : 'network'
  const sha256 = createHash('sha256')
    .update(canonicalJson(snapshotOf(record)))
    .digest('hex')
  return [
    { kind: 'happened', lane, text: cut(`${title}${count > 1 ? ` (${count} times)` : ''}`, WORDS), happenedAt },
    ...observablesOf(record).map(([type, value]) => {
      return { kind: 'observable', type, value, tlp: 'amber', pap: 'amber' } as const
    }),
    { kind: 'evidence', label: cut(title, LINE), sha256, source: sourceOf(record) },
  ]
}

/** The audit chain's canonical JSON keeps whole numbers only. */
function snapshotOf({ detection }: TriageRecord) {
  const { values: _values, evidence: _evidence, entries: _entries, mayWork: _mayWork, ...row } = detection
  return row
}

function observablesOf({
  detection: { subject },
  context,
}: TriageRecord): readonly (readonly [ObservableKind, string])[] {
  const { sourceIp, destinationIp, sourceHost, destinationHost, sourceMac, destinationMac, user, device } = subject
  const named: readonly (readonly [ObservableKind, string | undefined])[] = [
    ['ip', sourceIp],
    ['ip', destinationIp],
    ['host', sourceHost],
    ['host', destinationHost],
    ['other', sourceMac],
    ['other', destinationMac],
    ['host', device],
    ['account', user],
    ...(context?.ends ?? []).map(({ asset }) => ['asset', asset?.declaredId ?? undefined] as const),
  ]
  const found = named.flatMap(([type, value]) => {
    const text = value === undefined ? '' : cut(value.trim(), WORDS)
    return text === '' ? [] : [[type, text] as const]
  })
  return [...new Map(found.map((one) => [one.join(' '), one])).values()]
}

function sourceOf({ domain, detection: { id, title } }: TriageRecord) {
  return { kind: 'detection', id: `${domain}/${id}`, label: cut(title, LINE) }
}

function functionText({ context }: TriageRecord): string | null {
  const serves = context?.stake.serves ?? context?.stake.stops ?? null
  return serves === null ? null : cut(`${serves.name} (${serves.id})`, LINE)
}

function doneText({ detection: { state, entries } }: TriageRecord): string {
  const comments = entries.filter(({ kind, text }) => kind === 'comment' && text !== '').map(({ text }) => text)
  const looked = state === 'new' ? 'Nobody acknowledged it yet.' : 'It was looked at.'
  return [looked, 'Nothing was contained or changed through Penstock.', ...comments].join('\n')
}

function linesOf(texts: readonly string[]): string[] {
  return texts.slice(0, MOST_LINES).map((text) => cut(text, SHORT))
}

function cut(text: string, most: number): string {
  const trimmed = text.trim()
  return trimmed.length <= most ? trimmed : `${trimmed.slice(0, most - 1)}…`
}
