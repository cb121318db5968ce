// What the Sensors screen shows, computed from rows: one word a sensor, loss by cause, and the gaps of sensors and of segments.
import type { SegmentView, SensorsView, SensorView, StretchView } from '@penstock/contract/sensors'
import { type Domain, type EpochMicros, idOfUuid, isoOfMicros, isoOrNull, micros } from '@penstock/model/kernel'
import {
  findGaps,
  joinStretches,
  judgeSensor,
  LossCause,
  type Losses,
  type Stretch,
  shareWatched,
} from '@penstock/model/observations'
import type { MisuseRow, SensorRow, StateRow, WatchRow } from './queries.ts'
import { addLosses } from './queries.ts'

export interface SensorRows {
  readonly sensors: readonly SensorRow[]
  readonly states: readonly StateRow[]
  readonly watches: readonly WatchRow[]
  readonly misuse: readonly MisuseRow[]
  readonly tokens: ReadonlyMap<
    string,
    { readonly last_used_at: EpochMicros | null; readonly revoked_at: EpochMicros | null }
  >
}

/** `answering`: the cells that answer now. */
export function viewSensors(
  rows: SensorRows,
  now: EpochMicros,
  since: EpochMicros,
  answering: ReadonlySet<Domain>,
): Pick<SensorsView, 'items' | 'segments'> {
  const states = new Map(rows.states.map((state) => [state.sensor_id, state]))
  const watches = Map.groupBy(rows.watches, (row) => row.sensor_id)
  const misuse = Map.groupBy(rows.misuse, (row) => row.sensor_id)
  const told = rows.sensors.map((sensor) => {
    const state = states.get(sensor.id)
    const token = rows.tokens.get(sensor.id)
    const own = watches.get(sensor.id) ?? []
    const open = misuse.get(sensor.id) ?? []
    const facts = {
      isRevoked: token?.revoked_at != null,
      isQuarantined: open.length > 0,
      isCellAnswering: answering.has(domainOf(sensor)),
      heardAt: state?.heard_at ?? null,
      everyMs: state?.every_ms ?? 0,
      trafficAt: state?.traffic_at ?? null,
      lossAt: state?.loss_at ?? null,
    }
    const word = judgeSensor(facts, now)
    // What it does besides being quarantined decides up to when its silence can be told.
    const isHeard = ['listening', 'lossy', 'no-traffic', 'unknown'].includes(
      judgeSensor({ ...facts, isQuarantined: false }, now),
    )
    const end = token?.revoked_at ?? (isHeard && state !== undefined ? state.watched_to : now)
    const from = micros(Math.max(since, sensor.enrolled_at))
    const window = { from, to: micros(Math.max(from, Math.min(end, now))) }
    const stretches = own.map((row) => ({ from: row.from_at, to: row.to_at }))
    const view: SensorView = {
      id: idOfUuid('tok', sensor.id),
      name: sensor.name,
      domain: domainOf(sensor),
      site: sensor.site,
      segments: sensor.segments,
      enrolledAt: isoOfMicros(sensor.enrolled_at),
      lastUsedAt: isoOrNull(token?.last_used_at ?? null),
      revokedAt: isoOrNull(token?.revoked_at ?? null),
      state: word,
      heardAt: isoOrNull(facts.heardAt),
      everyMs: state?.every_ms ?? null,
      packets: own.reduce((sum, row) => sum + row.packets, 0),
      losses: lossesOf(own),
      share: shareWatched(stretches, window),
      window: stretchView(window),
      watched: joinStretches(stretches, window).map(stretchView),
      gaps: findGaps(stretches, window).map(stretchView),
      clock:
        state?.clock_skew == null
          ? null
          : { skewMs: state.clock_skew / 1000, errorMs: (state.clock_error ?? 0) / 1000 },
      misuse: open.map((row) => ({
        domain: row.asked_domain === 'it' ? 'it' : 'ot',
        attempts: row.attempts,
        firstAt: isoOfMicros(row.first_at),
        lastAt: isoOfMicros(row.last_at),
      })),
      version: sensor.version,
    }
    return { view, window, stretches }
  })
  return { items: told.map(({ view }) => view), segments: viewSegments(told) }
}

interface Told {
  readonly view: SensorView
  readonly window: Stretch
  readonly stretches: readonly Stretch[]
}

function viewSegments(told: readonly Told[]): SegmentView[] {
  const bySegment = new Map<string, { readonly segment: string; readonly seenBy: Told[] }>()
  for (const one of told)
    for (const segment of one.view.segments) {
      const key = JSON.stringify([one.view.domain, one.view.site, segment])
      const entry = bySegment.get(key) ?? { segment, seenBy: [] }
      entry.seenBy.push(one)
      bySegment.set(key, entry)
    }
  return [...bySegment.values()]
    .map(({ segment, seenBy }): SegmentView => {
      const window = {
        from: micros(Math.min(...seenBy.map((one) => one.window.from))),
        to: micros(Math.max(...seenBy.map((one) => one.window.to))),
      }
      const stretches = seenBy.flatMap((one) => one.stretches)
      const { domain, site } = seenBy[0]!.view
      const sensors = seenBy.map((one) => one.view.name)
      const gaps = findGaps(stretches, window).map(stretchView)
      return { segment, domain, site, sensors, share: shareWatched(stretches, window), gaps }
    })
    .sort((a, b) => (a.segment < b.segment ? -1 : 1))
}

function lossesOf(rows: readonly WatchRow[]): SensorView['losses'] {
  const sums = rows.reduce<Losses>((sum, row) => addLosses(sum, row.losses), {})
  return LossCause.options.flatMap((cause) => {
    const count = sums[cause] ?? 0
    return count === 0 ? [] : [{ cause, count }]
  })
}

function domainOf(sensor: SensorRow): Domain {
  return sensor.domain === 'it' ? 'it' : 'ot'
}

function stretchView({ from, to }: Stretch): StretchView {
  return { from: isoOfMicros(from), to: isoOfMicros(to) }
}
