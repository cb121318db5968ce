// Use cases of security levels: where each zone and conduit stands today by its evidence, and what people state.
import type { Body, Response } from '@penstock/contract/route'
import type { assessRequirement, LevelSubjectView, readLevels, stateMeasure } from '@penstock/contract/zones'
import { isoOfMicros, type SiteKey } from '@penstock/model/kernel'
import {
  type AssessedRequirement,
  type CompensatingMeasure,
  FOUNDATIONAL_REQUIREMENTS,
  foundationOf,
  type LevelSubject,
  levelStandings,
} from '@penstock/model/segmentation'
import { appendAudit } from '@penstock/server/audit'
import { recordChange } from '@penstock/server/facts'
import { AppError, type Caller } from '@penstock/server/http'
import { askedPlant } from '@penstock/server/plant'
import { HUB_SERVICE, newUuid } from '@penstock/server/runtime'
import * as queries from './queries.ts'
import type { RecordOptions } from './records.ts'

interface Kept {
  readonly assessments: readonly queries.AssessmentRow[]
  readonly measures: readonly queries.MeasureRow[]
  readonly names: ReadonlyMap<string, string>
  readonly today: string
}

export class LevelService {
  readonly #options: RecordOptions

  constructor(options: RecordOptions) {
    this.#options = options
  }

  async read(caller: Caller, site: SiteKey): Promise<Response<typeof readLevels>> {
    const { subjects, kept } = await this.#load(caller, site)
    return { site, today: kept.today, subjects: subjects.map((subject) => subjectView(subject, kept)) }
  }

  async assess(caller: Caller, site: SiteKey, given: Body<typeof assessRequirement>): Promise<LevelSubjectView> {
    return await this.#state(caller, site, given, 'zones.assess', async (tx, at) => {
      const { kind, subject, requirement, level, isMet, evidence } = given
      await queries.insertAssessment(tx, {
        ...{ id: newUuid(), site, subject_kind: kind, subject, requirement, level },
        ...{ is_met: isMet, evidence, assessed_by: caller.subject, at },
      })
    })
  }

  async measure(caller: Caller, site: SiteKey, given: Body<typeof stateMeasure>): Promise<LevelSubjectView> {
    return await this.#state(caller, site, given, 'zones.measure', async (tx, at) => {
      const { kind, subject, name, requirement, level, reason, expiresOn } = given
      await queries.insertMeasure(tx, {
        ...{ id: newUuid(), site, subject_kind: kind, subject, name, requirement, level, reason },
        ...{ expires_on: expiresOn, stated_by: caller.subject, at },
      })
    })
  }

  async #state(
    caller: Caller,
    site: SiteKey,
    given: { readonly kind: 'zone' | 'conduit'; readonly subject: string },
    action: string,
    keep: (tx: queries.Tx, at: ReturnType<RecordOptions['clock']>) => Promise<void>,
  ): Promise<LevelSubjectView> {
    const { kind, subject: id } = given
    const isNamed = (one: LevelSubject): boolean => one.kind === kind && one.id === id
    if (!(await this.#load(caller, site)).subjects.some(isNamed)) throw new AppError('segmentation.no-such-subject')
    const at = this.#options.clock()
    await this.#options.store.transaction(HUB_SERVICE, async (tx) => {
      await keep(tx, at)
      await recordChange(tx, { kind: 'zones', site, object: site }, at)
      await appendAudit(tx, { actor: caller.subject, action, object: site, details: { ...given }, at })
    })
    this.#options.onChange()
    const { subjects, kept } = await this.#load(caller, site)
    return subjectView(subjects.find(isNamed)!, kept)
  }

  async #load(caller: Caller, site: SiteKey): Promise<{ subjects: readonly LevelSubject[]; kept: Kept }> {
    const { store, desk, clock, accountNames } = this.#options
    const asked = await askedPlant(this.#options, caller, site, undefined)
    const subjects = await desk.ask(asked.key, () => asked.load(), 'levels', {})
    const names = await accountNames()
    const today = isoOfMicros(clock()).slice(0, 10)
    return await store.transaction(asked.scope, async (tx) => {
      const assessments = await queries.listAssessments(tx, site)
      const measures = await queries.listMeasures(tx, site)
      return { subjects, kept: { assessments, measures, names, today } }
    })
  }
}

function subjectView({ kind, id, name, target, capability }: LevelSubject, kept: Kept): LevelSubjectView {
  const isOwn = (row: { readonly subject_kind: string; readonly subject: string }): boolean =>
    row.subject_kind === kind && row.subject === id
  const assessments = kept.assessments.filter(isOwn)
  const measures = kept.measures.filter(isOwn).flatMap((row) => {
    const requirement = FOUNDATIONAL_REQUIREMENTS.find((one) => one === row.requirement)
    return requirement === undefined ? [] : [{ row, requirement }]
  })
  const assessed = assessments.flatMap((row): AssessedRequirement[] => {
    const requirement = foundationOf(row.requirement)
    const { level, is_met: isMet, evidence } = row
    return requirement === null ? [] : [{ id: row.requirement, requirement, level, isMet, evidence }]
  })
  const counting = measures.map(
    ({ row, requirement }): CompensatingMeasure => ({
      ...{ id: row.name, requirement, level: row.level, reason: row.reason, expiresOn: row.expires_on },
    }),
  )
  const standings = target === null ? [] : levelStandings(target, capability, assessed, counting, kept.today)
  const byOf = (by: string, at: queries.AssessmentRow['at']) => ({
    by,
    byName: kept.names.get(by) ?? null,
    at: isoOfMicros(at),
  })
  return {
    ...{ kind, id, name },
    standings: standings.map((one) => ({ ...one, closedBy: [...one.closedBy], expired: [...one.expired] })),
    assessments: assessments.map(({ requirement, level, is_met: isMet, evidence, assessed_by, at }) => ({
      ...{ requirement, level, isMet, evidence: [...evidence] },
      ...byOf(assessed_by, at),
    })),
    measures: measures.map(({ row, requirement }) => ({
      ...{ name: row.name, requirement, level: row.level, reason: row.reason, expiresOn: row.expires_on },
      ...byOf(row.stated_by, row.at),
    })),
  }
}
