// Who is told what of a chain under one operating model while it grows: at the suspicion, and once both sides are parties to it. What people must do
// in between (accept a handoff, open the joint incident) is taken to take as long as its clock allows.
import { type Scenario, TOLD_VIEWERS, type ToldViewer, tellAll } from '@penstock/model/correlation'
import { CLOCKS, minutesAfter } from '@penstock/model/incidents'
import { type Domain, type EpochMicros, micros } from '@penstock/model/kernel'
import type { Role, SocModel } from '@penstock/model/operating-model'
import type { Held, Moment, RehearsalGround } from './ground.ts'

/** What a viewer has before them at a moment. */
export interface Sight extends Moment {
  /** Own: stages of the own side alone. Tip: that the other side has some. Joint, all: of both sides. */
  readonly form: 'own' | 'tip' | 'joint' | 'all'
  readonly whole: number
  readonly redacted: number
}

export interface ViewerSight {
  readonly viewer: ToldViewer
  /** Who works in that role and sees the site. */
  readonly people: number
  readonly first: Sight | null
  /** With both sides' stages before them; null when they never are. */
  readonly joint: Sight | null
  /** At the attack's last stage. */
  readonly end: Sight | null
  readonly why: 'no-suspicion' | 'nobody' | 'not-told' | null
}

export interface Sights {
  readonly model: SocModel
  /** When it becomes an incident of both sides, at the latest; null when it does not. */
  readonly joint: Moment | null
  readonly whyNotJoint: 'no-suspicion' | 'nobody-accepts' | 'nobody-opens' | null
  readonly viewers: readonly ViewerSight[]
}

const TEAMS: Readonly<Record<ToldViewer, readonly Role[]>> = {
  it: ['it-analyst', 'it-lead'],
  ot: ['ot-analyst', 'ot-lead', 'ot-engineer'],
  coordinator: ['soc-lead'],
  central: ['central-hunter'],
}

interface Ground extends RehearsalGround {
  readonly begin: number
  readonly isMost: boolean
  readonly momentOf: (at: EpochMicros) => Moment
}

export function sightsOf(scenario: Scenario, model: SocModel, held: readonly Held[], ground: Ground): Sights {
  const suspicion = held.find(({ report }) => report !== null)
  const joint = suspicion === undefined ? null : jointAt(scenario, model, suspicion, ground)
  const at = joint === null || 'why' in joint ? null : joint.at
  // At each stage, at the instant when it becomes joint, and at the end.
  const instants = [...new Set([...held.map((one) => one.at), ...(at === null ? [] : [at])])].sort((a, b) => a - b)
  const seen = instants.map((instant) => sightAt(instant, at))
  const viewers = viewersOf(ground).map((viewer): ViewerSight => {
    const people = countOf(viewer, ground)
    const sights = people === 0 ? [] : seen.flatMap((one) => one.get(viewer) ?? [])
    const last = sights.at(-1) ?? null
    return {
      ...{ viewer, people },
      first: sights[0] ?? null,
      joint: sights.find(({ form }) => form === 'joint' || form === 'all') ?? null,
      end: last,
      why: suspicion === undefined ? 'no-suspicion' : people === 0 ? 'nobody' : last === null ? 'not-told' : null,
    }
  })
  return {
    model,
    joint: at === null ? null : ground.momentOf(at),
    whyNotJoint: suspicion === undefined ? 'no-suspicion' : joint !== null && 'why' in joint ? joint.why : null,
    viewers,
  }

  function sightAt(instant: EpochMicros, joined: EpochMicros | null): ReadonlyMap<ToldViewer, Sight> {
    const report = held.findLast((one) => one.at <= instant)?.report ?? null
    if (report === null) return new Map()
    const isJoint = joined !== null && instant >= joined
    const rules = { model, independence: ground.independence }
    return new Map(
      tellAll(report, scenario, rules, isJoint).map(({ viewer, told }) => {
        const whole = told.stages.filter(({ form }) => form === 'whole').length
        const redacted = told.stages.length - whole
        return [viewer, { ...ground.momentOf(instant), form: told.form, whole, redacted }]
      }),
    )
  }
}

type Joint = { readonly at: EpochMicros } | { readonly why: 'nobody-accepts' | 'nobody-opens' }

function jointAt(scenario: Scenario, model: SocModel, { at, report }: Held, ground: Ground): Joint {
  if (model === 'integrated') return { at }
  if (model === 'hybrid')
    return countOf('central', ground) === 0
      ? { why: 'nobody-opens' }
      : { at: minutesAfter(at, scenario.acknowledgeMinutes) }
  const isThere = (domain: Domain): boolean =>
    ground.known.includes(domain) ? countOf(domain, ground) > 0 : ground.isMost
  if (!isThere('it') || !isThere('ot')) return { why: 'nobody-accepts' }
  const severity = report?.level === 'critical' && scenario.severity === 'critical' ? 1 : 2
  return { at: micros(minutesAfter(at, CLOCKS[severity].acceptMinutes)) }
}

/** A reader of one domain is shown their own side. */
function viewersOf({ known }: Ground): readonly ToldViewer[] {
  const isWhole = known.length === 2
  return TOLD_VIEWERS.filter((viewer) => isWhole || known.some((domain) => domain === viewer))
}

function countOf(viewer: ToldViewer, { people, site }: Ground): number {
  return people.filter(
    ({ roles, sites }) => roles.some((role) => TEAMS[viewer].includes(role)) && (sites === '*' || sites.includes(site)),
  ).length
}
