// Coverage facts become stretches that a sensor watched. Instants are those of the sensor's clock, corrected by its skew where that is
// more than jitter, so that stretches of one sensor meet and never run backwards.
import { type Domain, type EpochMicros, micros, uuidOfId } from '@penstock/model/kernel'
import type { Losses } from '@penstock/model/observations'
import { CoverageFact, type FactApplier } from '@penstock/server/facts'
import type { StateRow, Tx } from './queries.ts'
import * as queries from './queries.ts'

const HOUR_MICROS = 3_600_000_000
/** A skew that differs by less than this from the correction in force is the jitter of messages. */
const STEADY_MICROS = 2_000_000
/** Stretches this far apart are one: the time between two reports is no gap. */
const SEAM_MICROS = 2_000_000

export const storeCoverage: FactApplier = async (tx, cell, fact) => {
  const { source, live, packets } = CoverageFact.parse(fact.body)
  const id = source === null ? null : uuidOfId(source)
  if (id === null || live === null) return
  await queries.ensureSensor(tx, id)
  const sensor = await queries.findSensor(tx, id)
  if (sensor?.domain !== cell || sensor.site !== fact.site) return
  const before = await queries.findState(tx, id)
  const offset = offsetOf(before, live.clock?.skewMicros ?? null)
  const to = micros(Math.min(live.to - offset, live.heardAt))
  const from = micros(Math.min(live.from - offset, to))
  const hasLoss = Object.values(live.losses).some((count) => count > 0)
  await queries.upsertState(tx, {
    sensor_id: id,
    domain: cell,
    site: sensor.site,
    heard_at: latest(before?.heard_at, live.heardAt),
    every_ms: live.everyMs,
    watched_to: latest(before?.watched_to, to),
    traffic_at: packets > 0 ? latest(before?.traffic_at, to) : (before?.traffic_at ?? null),
    loss_at: hasLoss ? latest(before?.loss_at, to) : (before?.loss_at ?? null),
    clock_skew: live.clock?.skewMicros ?? before?.clock_skew ?? null,
    clock_error: live.clock?.errorMicros ?? before?.clock_error ?? null,
    clock_offset: offset,
  })
  await watch(tx, { id, domain: cell, site: sensor.site }, { from, to, packets, losses: live.losses })
}

interface Watched {
  readonly from: EpochMicros
  readonly to: EpochMicros
  readonly packets: number
  readonly losses: Losses
}

/** Lengthens the stretch that this one goes on from, or begins the next. */
async function watch(
  tx: Tx,
  sensor: { readonly id: string; readonly domain: Domain; readonly site: string },
  { from, to, packets, losses }: Watched,
): Promise<void> {
  const last = await queries.findWatchAt(tx, sensor.id, from)
  const goesOn =
    last !== undefined &&
    from - last.to_at <= SEAM_MICROS &&
    (last.from_at === from || Math.floor(last.from_at / HOUR_MICROS) === Math.floor(from / HOUR_MICROS))
  await queries.upsertWatch(tx, {
    sensor_id: sensor.id,
    domain: sensor.domain,
    site: sensor.site,
    from_at: goesOn ? last.from_at : from,
    to_at: goesOn ? latest(last.to_at, to) : to,
    packets: (goesOn ? last.packets : 0) + packets,
    losses: goesOn ? queries.addLosses(last.losses, losses) : losses,
  })
}

function offsetOf(before: StateRow | undefined, skew: number | null): number {
  const offset = before?.clock_offset ?? 0
  return skew === null || Math.abs(skew - offset) <= STEADY_MICROS ? offset : skew
}

function latest(a: EpochMicros | null | undefined, b: EpochMicros): EpochMicros {
  return a == null ? b : micros(Math.max(a, b))
}
