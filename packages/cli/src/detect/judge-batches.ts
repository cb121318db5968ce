// What rules say of batches of a sensor: each match with the event that met it, correlations once all batches are read.
import { type CorrelationAlert, SigmaCorrelator } from '@penstock/model/correlation'
import { findEventFormat, type NormalEvent, sensorRecords } from '@penstock/model/events'
import { micros } from '@penstock/model/kernel'
import type { ObservationBatch } from '@penstock/model/observations'
import type { RuleSet } from './rule-set.ts'

export interface BatchMatch {
  readonly ruleId: string
  /** The event that met the rule, or completed the correlation. */
  readonly event: NormalEvent
  /** Of a correlation: what it is about, since when, and what was counted. */
  readonly correlation: Pick<CorrelationAlert, 'group' | 'since' | 'value'> | null
}

/** Longer than any two events are apart: rows of a batch come in the order of their lists. */
const ALL_TIME_MICROS = 9e15

/** Events of a batch as the rules of a sensor ask them. */
export function* sensorEvents(batch: ObservationBatch): Generator<NormalEvent, void> {
  const reader = findEventFormat('penstock-sensor')!.open({ domain: 'ot', sha256: () => '' })
  for (const record of sensorRecords(batch))
    for (const read of reader.read(record, batch.lastAt ?? micros(0))) if (read.kind === 'event') yield read.event
}

/** Rules that only feed correlations tell of nothing by themselves. */
export function* judgeBatches(rules: RuleSet, batches: Iterable<ObservationBatch>): Generator<BatchMatch, void> {
  const correlator = new SigmaCorrelator(rules.correlations, {
    latenessMicros: ALL_TIME_MICROS,
    maxWaiting: Number.POSITIVE_INFINITY,
  })
  const asked = new Set(rules.correlations.flatMap((rule) => rule.rules))
  const fed: NormalEvent[] = []
  for (const batch of batches)
    for (const event of sensorEvents(batch))
      for (const { id } of rules.engine.match(event)) {
        if (asked.has(id)) {
          correlator.push({
            id: String(fed.length),
            ruleId: id,
            at: event.time,
            fields: { ...event.ocsf, ...event.fields },
          })
          fed.push(event)
        }
        if (!rules.quiet.has(id)) yield { ruleId: id, event, correlation: null }
      }
  const lastAt = new Map(fed.map((event) => [event.time, event]))
  for (const { ruleId, at, group, since, value } of correlator.flush())
    yield { ruleId, event: lastAt.get(at)!, correlation: { group, since, value } }
}
