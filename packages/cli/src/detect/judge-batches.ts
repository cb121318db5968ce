// What rules say of batches of a sensor: each match with the event that met it, correlations once all batches are read.
import { type CorrelationRule, SigmaCorrelator } from '@penstock/model/correlation'
import { findEventFormat, type NormalEvent, sensorRecords } from '@penstock/model/events'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import type { ObservationBatch } from '@penstock/model/observations'
import type { RuleSet } from './rule-set.ts'

export interface BatchMatch {
  readonly ruleId: string
  /** The event that met the rule, or completed the correlation. */
  readonly event: NormalEvent
  /** The same, or the earliest that counts for the correlation. */
  readonly first: NormalEvent
  /** What a correlation counted or measured; null for a rule. */
  readonly value: number | null
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
  const fed = new Map(
    rules.correlations.flatMap((rule) => rule.rules).map((id) => [id, new Map<EpochMicros, NormalEvent>()]),
  )
  let pushed = 0
  for (const batch of batches)
    for (const event of sensorEvents(batch))
      for (const { id } of rules.engine.match(event)) {
        const taken = fed.get(id)
        if (taken !== undefined) {
          taken.set(event.time, event)
          pushed += 1
          correlator.push({
            id: String(pushed),
            ruleId: id,
            at: event.time,
            fields: { ...event.ocsf, ...event.fields },
          })
        }
        if (!rules.quiet.has(id)) yield { ruleId: id, event, first: event, value: null }
      }
  const taken = takenIn(rules.correlations)
  const at = (ruleId: string, time: EpochMicros) => taken(ruleId).flatMap((id) => fed.get(id)?.get(time) ?? [])[0]
  for (const { ruleId, at: time, since, value } of correlator.flush()) {
    const [event, first] = [at(ruleId, time), at(ruleId, since)]
    if (event !== undefined && first !== undefined) yield { ruleId, event, first, value }
  }
}

/** The rules that a correlation takes in, through other correlations too. */
function takenIn(correlations: readonly CorrelationRule[]): (ruleId: string) => readonly string[] {
  const byId = new Map(correlations.map((rule) => [rule.id, rule.rules]))
  const taken = (ruleId: string): readonly string[] => byId.get(ruleId)?.flatMap(taken) ?? [ruleId]
  return taken
}
