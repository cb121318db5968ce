// The context of a detection: everything that the plant tells of its subject at an instant, joined for one person to decide on.
import { type EpochMicros, microsOfIso } from '@penstock/model/kernel'
import type { PlantFile } from '@penstock/model/plant'
import type { KnownPlant } from '@penstock/model/process'
import { type Call, callsOf } from './calls.ts'
import { type Deed, deedsOf, isSafetySystem } from './deeds.ts'
import { type AskedSubject, EndFinder, type EndSide, type FoundEnd, sideOf } from './ends.ts'
import { type UnitState, unitStates } from './process-state.ts'
import { type SafetyStanding, safetyStanding, type TouchedScenario, touchedScenarios } from './safeguards.ts'
import { type Stake, StakeJudge } from './stake.ts'

/** Work that is going on at a touched asset. */
export interface RunningWork {
  readonly id: string
  readonly title: string
  readonly vendor: string | null
  readonly assets: readonly string[]
  readonly endsAt: string | null
  readonly ifCut: 'resumes' | 'restarts' | 'harms'
  readonly safeStop: string | null
}

export interface TriageContext {
  readonly side: EndSide
  readonly ends: readonly FoundEnd[]
  readonly stake: Stake
  readonly safety: SafetyStanding
  readonly scenarios: readonly TouchedScenario[]
  readonly units: readonly UnitState[]
  readonly work: readonly RunningWork[]
  readonly calls: readonly Call[]
  readonly deeds: readonly Deed[]
}

/** What the queue shows of it. */
export type TriageGlance = Pick<TriageContext, 'side' | 'ends' | 'stake' | 'safety'>

/** Answers for one plant; made once, asked for each detection. */
export class TriageJudge {
  readonly plant: PlantFile
  readonly #ends: EndFinder
  readonly #stakes: StakeJudge

  constructor(known: KnownPlant) {
    this.plant = known.plant
    this.#ends = new EndFinder(known.plant)
    this.#stakes = new StakeJudge(known)
  }

  glance(subject: AskedSubject): TriageGlance {
    const ends = this.#ends.find(subject)
    const { scenarios, isSafety } = this.#scenarios(ends)
    const safety = safetyStanding(this.plant, scenarios, isSafety)
    return { side: sideOf(ends), ends, stake: this.#stakes.judge(ends), safety }
  }

  /** `isOfOt`: the OT side found it, whatever its ends are. */
  context(subject: AskedSubject, isOfOt: boolean, now: EpochMicros): TriageContext {
    const glance = this.glance(subject)
    const { ends, stake, safety, side } = glance
    const touched = touchedOf(ends)
    const main = stake.asset === null ? [] : this.#stakes.functionsOf(stake.asset.id)
    const functions = [...new Set([...main, ...[...touched].flatMap((id) => this.#stakes.functionsOf(id))])]
    const isOnOt = isOfOt || side === 'ot' || side === 'near-ot'
    const calls = callsOf(this.plant, { ends, functions, safety, isOnOt, now })
    return {
      ...glance,
      scenarios: this.#scenarios(ends).scenarios,
      units: unitStates(this.plant, functions, now),
      work: workOn(this.plant, touched, now),
      calls,
      deeds: deedsOf(this.plant, {
        ...{ ends, subject },
        canCall: calls.some(({ missing }) => missing === null),
        isOt: (id) => this.#ends.isOt(id),
      }),
    }
  }

  #scenarios(ends: readonly FoundEnd[]) {
    return {
      scenarios: touchedScenarios(this.plant, touchedOf(ends)),
      isSafety: ends.some((end) => isSafetySystem(this.plant, end)),
    }
  }
}

function touchedOf(ends: readonly FoundEnd[]): ReadonlySet<string> {
  return new Set(ends.flatMap(({ asset, side }) => (asset === null || side === 'outside' ? [] : [asset.id])))
}

function workOn({ jobs }: PlantFile, touched: ReadonlySet<string>, now: EpochMicros): readonly RunningWork[] {
  return jobs
    .filter(({ assets, startedAt, endsAt }) => {
      const from = microsOfIso(startedAt)
      const to = endsAt === null ? null : microsOfIso(endsAt)
      return assets.some((id) => touched.has(id)) && from !== null && from <= now && (to === null || now < to)
    })
    .map(({ id, title, vendor, assets, endsAt, ifCut, safeStop }) => ({
      ...{ id, title, vendor, endsAt, ifCut, safeStop },
      assets: assets.filter((asset) => touched.has(asset)),
    }))
}
