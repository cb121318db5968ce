// Detectors of behaviour in a cell: they stand where batches, verdicts, signs and owners' words pass, and raise in the same transaction.
// What goes on is raised once; what no longer holds is said beside the detection.
import {
  breachFinding,
  deviationFinding,
  endsOfOperation,
  FINDING_LEVELS,
  type Finding,
  firmwareFindings,
  type Ground,
  isProgramFunction,
  type KnownClaim,
  programFindings,
  SENSOR_FACT,
  shadowFinding,
  silenceFinding,
  subjectKeyOf,
  writtenFindings,
} from '@penstock/model/detections'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import { addressOf, type ObservationBatch } from '@penstock/model/observations'
import { findWritten, type Opened } from '@penstock/server/baselines'
import { type Detections, noteTakenBack } from '@penstock/server/detections'
import { type NewFact, ShadowFact } from '@penstock/server/facts'
import {
  type CaptureOf,
  type ClaimRow,
  type JudgedTalk,
  type LiveSource,
  proofIn,
  type ShadowLearner,
} from '@penstock/server/observations'
import { type Clock, uuidOfContent } from '@penstock/server/runtime'
import type { ZoneJudge } from '@penstock/server/zones'
import type { ReasonRow, Tx } from './queries.ts'
import * as queries from './queries.ts'

/** Ended reasons are kept as long as findings are known again. */
const KEPT_MICROS = 90 * 86_400_000_000
/** States that a person may have set. */
const STATES = new Set(['mode', 'key-switch', 'protection', 'force'])

export interface BehaviourOptions {
  readonly detections: Detections
  readonly zones: ZoneJudge
  readonly clock: Clock
  /** Whether the policy in force knows a sensor by the id of its token: one that was revoked is missed by nobody. */
  readonly isSensor: (sensor: string) => boolean
}

/** What was not told for so long and comes again is news. */
const AGAIN_MICROS = 86_400_000_000
/** How exactly it is known when something was told last. */
const TOLD_MICROS = 3_600_000_000

/** A finding, and the row that it stands on for as long as that holds. */
interface Standing {
  readonly reason: string
  readonly finding: Finding
  /** When it was seen last: the time of a finding that comes back. */
  readonly lastAt: EpochMicros
}

export class Behaviour {
  readonly #options: BehaviourOptions
  /** Who could not be heard before is not silent. */
  readonly #since: EpochMicros

  constructor(options: BehaviourOptions) {
    this.#options = options
    this.#since = options.clock()
  }

  /** What a batch shows of programs and of the baseline, and that its sensor lives. */
  async afterBatch(
    tx: Tx,
    of: CaptureOf,
    batch: ObservationBatch,
    opened: readonly Opened[],
    from: LiveSource | null,
    saidBefore: readonly ClaimRow[] = [],
  ): Promise<void> {
    const ground = this.#groundOf(of.site)
    await this.#options.detections.raise(
      tx,
      [
        ...programFindings(ground, {
          operations: batch.operations.map((row) => ({ ...row, proof: proofIn(of, row.proof) })),
          transfers: (batch.transfers ?? []).map((row) => ({ ...row, proof: proofIn(of, row.proof) })),
          states: await this.#statesOf(tx, of, batch),
        }),
        ...firmwareFindings(
          ground,
          batch.claims.map((row) => ({ ...row, proof: proofIn(of, row.proof) })),
          saidBefore.map(knownClaim),
        ),
        ...writtenFindings(ground, await findWritten(tx, of, batch)),
      ],
      this.#options.clock(),
    )
    const told = opened.filter((one) => !one.isLearning && !isToldAsProgram(batch, one))
    await this.#raise(
      tx,
      told.map((one) => ({
        reason: deviationReason(one.id),
        finding: deviationFinding(ground, one),
        lastAt: one.proof.at,
      })),
    )
    if (from !== null) await this.#hear(tx, of, batch, from)
  }

  /** Verdicts by the zone model in force: breaches begin and end. */
  async onJudged(tx: Tx, site: string, judged: readonly JudgedTalk[]): Promise<void> {
    const { zones } = this.#options
    const ground = this.#groundOf(site)
    const isBreach = ({ verdict }: JudgedTalk): boolean => verdict.verdict === 'not-allowed'
    await this.#raise(
      tx,
      judged.filter(isBreach).map((talk) => {
        const { verdict } = talk
        const { rule: zoneRule, clientZone, serverZone } = verdict
        const severity = zones.severityOf(site, verdict, talk.functions)
        return {
          reason: conversationReason(talk.id),
          finding: breachFinding(ground, { ...talk, zoneRule, clientZone, serverZone, severity }),
          lastAt: talk.lastAt,
        }
      }),
    )
    const allowed = judged.filter((talk) => !isBreach(talk))
    await this.#end(
      tx,
      allowed.map(({ id }) => conversationReason(id)),
      'zone-model',
    )
  }

  /** Raises what a learner of shadow infrastructure tells the hub. */
  withShadow(learner: ShadowLearner): ShadowLearner {
    return {
      learn: async (tx, label, seen) => await this.#tellShadow(tx, label.site, await learner.learn(tx, label, seen)),
      learnAgain: async (tx, label, seen) => await learner.learnAgain(tx, label, seen),
      judgeAgain: async (tx, label, after, limit) => {
        const [facts, next] = await learner.judgeAgain(tx, label, after, limit)
        return [[...(await this.#tellShadow(tx, label.site, facts))], next]
      },
    }
  }

  /** The owner of a baseline says that it belongs there. */
  async onApproved(tx: Tx, deviationId: string, by: string): Promise<void> {
    await this.#end(tx, [deviationReason(deviationId)], 'approved', by)
  }

  /** Looks which sensors are missed. */
  async watchSensors(tx: Tx): Promise<void> {
    const now = this.#options.clock()
    const told: Standing[] = []
    for (const row of await queries.listSensors(tx)) {
      if (!this.#options.isSensor(row.sensor)) {
        await queries.deleteSensor(tx, row.sensor)
        continue
      }
      const { sensor, name, site } = row
      const beat = { sensor, name, everyMs: row.every_ms, heardAt: row.heard_at, trafficAt: row.traffic_at }
      const finding = silenceFinding(this.#groundOf(site), beat, this.#since, now)
      if (finding !== null) told.push({ reason: sensorReason(sensor, finding.rule), finding, lastAt: finding.at })
    }
    await this.#raise(tx, told)
    await queries.forgetEnded(tx, micros(now - KEPT_MICROS))
  }

  async #hear(tx: Tx, of: CaptureOf, batch: ObservationBatch, from: LiveSource): Promise<void> {
    const { source: sensor, everyMs, heardAt } = from
    const traffic_at = batch.packets > 0 ? heardAt : null
    const row = { sensor, site: of.site, name: of.captureName, every_ms: everyMs, heard_at: heardAt, traffic_at }
    await queries.putSensor(tx, row)
    const ended = batch.packets > 0 ? ['sensor.silent', 'sensor.no-traffic'] : ['sensor.silent']
    await this.#end(
      tx,
      ended.map((rule) => sensorReason(sensor, rule)),
      'heard',
    )
  }

  async #tellShadow(tx: Tx, site: string, facts: NewFact[]): Promise<NewFact[]> {
    const ground = this.#groundOf(site)
    const told: Standing[] = []
    const over: string[] = []
    for (const { kind, body } of facts) {
      if (kind !== 'shadow') continue
      for (const seen of ShadowFact.parse(body).findings) {
        const reason = uuidOfContent([site, 'shadow', seen.host, seen.indicator])
        const finding = shadowFinding(ground, seen)
        if (finding === null) over.push(reason)
        else told.push({ reason, finding, lastAt: seen.lastAt })
      }
    }
    await this.#raise(tx, told)
    await this.#end(tx, over, 'register')
    return facts
  }

  /** Raises what does not stand yet, what got worse, and what comes back after a while. */
  async #raise(tx: Tx, told: readonly Standing[]): Promise<void> {
    if (told.length === 0) return
    const at = this.#options.clock()
    const ids = told.map(({ reason }) => reason)
    const standing = new Map((await queries.listStanding(tx, ids)).map((row) => [row.id, row]))
    const fresh = new Map<string, { readonly row: ReasonRow; readonly finding: Finding }>()
    const goingOn: string[] = []
    for (const { reason, finding, lastAt } of told) {
      const known = standing.get(reason)
      const isBack = known !== undefined && at - known.told_at > AGAIN_MICROS
      if (known !== undefined && !isBack && !isWorse(finding.level, known.level)) {
        if (at - known.told_at > TOLD_MICROS) goingOn.push(reason)
        continue
      }
      const { site, rule, level } = finding
      const told = { raised_at: at, told_at: at, ended_at: null }
      const row = { id: reason, site, rule, level, subject_key: subjectKeyOf(finding), ...told }
      standing.set(reason, row)
      fresh.set(reason, { row, finding: isBack ? { ...finding, at: lastAt } : finding })
    }
    await queries.touchReasons(tx, goingOn, at)
    const news = [...fresh.values()]
    await queries.putReasons(
      tx,
      news.map(({ row }) => row),
    )
    await this.#options.detections.raise(
      tx,
      news.map(({ finding }) => finding),
      at,
    )
  }

  async #end(
    tx: Tx,
    reasons: readonly string[],
    why: Parameters<typeof noteTakenBack>[1]['reason'],
    by: string | null = null,
  ): Promise<void> {
    const standing = await queries.listStanding(tx, reasons)
    if (standing.length === 0) return
    const at = this.#options.clock()
    await queries.endReasons(
      tx,
      standing.map(({ id }) => id),
      at,
    )
    for (const { rule, subject_key: subjectKey } of standing)
      await noteTakenBack(tx, { rule, subjectKey, reason: why, by }, at)
  }

  async #statesOf(tx: Tx, of: CaptureOf, { states = [] }: ObservationBatch) {
    const rows = []
    for (const row of states.filter(({ field }) => STATES.has(field))) {
      const before = await queries.findStateBefore(tx, of.site, addressOf(row.about), row)
      rows.push({ now: { ...row, proof: proofIn(of, row.proof) }, before })
    }
    return rows
  }

  #groundOf(site: string): Ground {
    const { zones } = this.#options
    return {
      site,
      placeOf: (address) => zones.hostPlace(site, address),
      windowAt: (address, actions, at) => zones.windowAt(site, address, actions, at),
    }
  }
}

/**
 * What belongs to a change of programs between the same two is not told again: a download brings functions of its own, and the controller
 * fetches the blocks, which makes it ask whom it only ever answered.
 */
function isToldAsProgram(batch: ObservationBatch, { kind, client, server, protocol }: Opened): boolean {
  return batch.operations.some((one) => {
    if (!isProgramFunction(one.kind) || one.protocol !== protocol) return false
    const { source, target } = endsOfOperation(one)
    const isReversed = source === server && target === client
    if (kind === 'new-pair') return isReversed
    return kind === 'new-function' && (isReversed || (source === client && target === server))
  })
}

function knownClaim({ mac, ip, field, value, protocol, method, last_at: lastAt }: ClaimRow): KnownClaim {
  const about = { mac: mac === '' ? null : mac, ip: ip === '' ? null : ip }
  return { about, field: field as KnownClaim['field'], value, protocol, method, lastAt }
}

function isWorse(level: Finding['level'], than: Finding['level']): boolean {
  return FINDING_LEVELS.indexOf(level) > FINDING_LEVELS.indexOf(than)
}

function deviationReason(id: string): string {
  return uuidOfContent(['deviation', id])
}

function conversationReason(id: string): string {
  return uuidOfContent(['conversation', id])
}

function sensorReason(sensor: string, rule: string): string {
  return uuidOfContent([SENSOR_FACT, sensor, rule])
}
