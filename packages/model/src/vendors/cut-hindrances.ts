// What stands against a cut now: work in progress that it would spoil, and units whose state does not allow what it would stop.
import { type EpochMicros, microsOfIso } from '@penstock/model/kernel'
import type { PlantFile } from '@penstock/model/plant'
import type { Cut, Hindrance, Job, LostFunction, Wanted } from './cut.ts'
import type { AccessSession } from './sessions.ts'

/** A session that was seen so shortly before may still go on. */
const RUNNING_MICROS = 4 * 3_600_000_000
const MINUTE_MICROS = 60_000_000

export function hindrancesOf(
  plant: PlantFile,
  { uses }: Wanted,
  losses: readonly LostFunction[],
  at: EpochMicros,
): Pick<Cut, 'hindrances' | 'interrupts'> {
  const running = plant.jobs.filter((job) => uses(job) && isRunning(job, at))
  const stopped = new Set(losses.map(({ id }) => id))
  const units = plant.processStates.filter(({ functions }) => functions.some((id) => stopped.has(id)))
  return {
    interrupts: running.filter(({ ifCut }) => ifCut === 'resumes').map(({ id }) => id),
    hindrances: [
      ...running.flatMap(({ id, title, ifCut, endsAt, safeStop, owner }): Hindrance[] =>
        ifCut === 'resumes' ? [] : [{ kind: 'job', job: id, title, ifCut, until: endsAt, safeStop, ask: owner }],
      ),
      ...units.flatMap((unit) => stateHindrance(unit, at)),
    ],
  }
}

function isRunning({ startedAt, endsAt }: Job, at: EpochMicros): boolean {
  return (microsOfIso(startedAt) ?? at) <= at && (endsAt === null || (microsOfIso(endsAt) ?? at) > at)
}

/** A reading counts as long as its source says; a supervisor's word as long as between two questions. */
function stateHindrance(unit: PlantFile['processStates'][number], at: EpochMicros): readonly Hindrance[] {
  const { source, current, states } = unit
  const ask = source.role ?? (source.tag === undefined ? null : `${source.asset ?? ''} ${source.tag}`.trim())
  const goodForMinutes = source.staleAfterMinutes ?? source.askEveryMinutes ?? 0
  const readAt = current === undefined ? null : microsOfIso(current.at)
  if (current === undefined || readAt === null || readAt > at || at - readAt > goodForMinutes * MINUTE_MICROS)
    return [{ kind: 'state-unknown', unit: unit.unit, ask }]
  const state = states.find(({ id }) => id === current.state)
  return state?.hazardous === false
    ? []
    : [{ kind: 'state', unit: unit.unit, state: current.state, text: state?.text ?? current.state, ask }]
}

/** A session that is or may be running, and that no running job of the plant file was opened for. */
export function unexplainedOf(
  plant: PlantFile,
  { kind, subject, uses }: Wanted,
  sessions: readonly AccessSession[],
  at: EpochMicros,
): Cut['unexplained'] {
  if (kind !== 'access' || plant.jobs.some((job) => uses(job) && isRunning(job, at))) return null
  for (const { access, conversation, moments } of sessions) {
    const last = moments.at(-1)!
    if (access.length === 1 && access[0] === subject && last <= at && at - last <= RUNNING_MICROS)
      return { conversation, at: last }
  }
  return null
}
