// Sensors that are not heard, or hear nothing, as findings: where nobody looks nothing is found.
import { type EpochMicros, micros } from '@penstock/model/kernel'
import type { Finding } from '../finding.ts'
import type { Ground } from './ground.ts'
import { behaviourRule } from './rules.ts'

/** How a live sensor stands, by the clock of its cell. */
export interface SensorBeat {
  readonly sensor: string
  readonly name: string
  readonly everyMs: number
  readonly heardAt: EpochMicros
  /** When it last brought packets; null when it never did. */
  readonly trafficAt: EpochMicros | null
}

export const SENSOR_FACT = 'sensor'

/** Beats that may be missed: the third is missed by nobody's network. */
const SILENT_BEATS = 3
/** Beats without a packet until a mirror port is asked about. */
const QUIET_BEATS = 4

/**
 * `since`: when the cell began to listen; a sensor that could not be heard before is not silent. Whoever is silent is not asked about
 * traffic.
 */
export function silenceFinding(ground: Ground, beat: SensorBeat, since: EpochMicros, now: EpochMicros): Finding | null {
  const beatMicros = beat.everyMs * 1000
  const heardAt = Math.max(beat.heardAt, since)
  if (now - heardAt > SILENT_BEATS * beatMicros)
    return findingOfSensor(ground, beat, 'sensor.silent', micros(heardAt + beatMicros))
  const trafficAt = beat.trafficAt === null ? null : Math.max(beat.trafficAt, since)
  if (trafficAt === null || now - trafficAt <= QUIET_BEATS * beatMicros) return null
  return findingOfSensor(ground, beat, 'sensor.no-traffic', micros(trafficAt + beatMicros))
}

function findingOfSensor(
  { site }: Ground,
  beat: SensorBeat,
  id: 'sensor.silent' | 'sensor.no-traffic',
  at: EpochMicros,
): Finding {
  const rule = behaviourRule(id)
  return {
    ...{ kind: rule.kind, rule: rule.id, ruleVersion: rule.version, title: rule.title, level: rule.level },
    ...{ techniques: rule.techniques, site, at },
    subject: { device: beat.sensor },
    evidence: [{ kind: 'fact', of: SENSOR_FACT, id: beat.sensor }],
    values: { name: beat.name, everySeconds: beat.everyMs / 1000 },
  }
}
