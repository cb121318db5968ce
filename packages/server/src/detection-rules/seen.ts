// What sources and our sensor told, as events that rules ask, each with where it can be looked at. Of the sensor these are the rows of a batch
// in the format `penstock-sensor`, proven by their packets.
import { createHash } from 'node:crypto'
import { findEventFormat, sensorRecords } from '@penstock/model/events'
import type { Domain, EpochMicros } from '@penstock/model/kernel'
import { type ObservationBatch, Proof } from '@penstock/model/observations'
import type { EventBatch } from '@penstock/store/telemetry'
import type { SeenBatch, SeenEvent } from './rules-in-force.ts'

/** A capture, or a file of lines. */
export interface SeenCapture {
  readonly site: string
  readonly captureId: string
  readonly captureName: string
  readonly isLines?: boolean | undefined
}

export function seenEvents({ site, source, batch, receivedAt, events }: EventBatch): SeenBatch {
  return {
    ...{ site, receivedAt },
    events: events.map(({ at, line, nth, ocsf, fields, logSources }) => ({
      asked: { at, ocsf, fields, logSources },
      evidence: { kind: 'event', source, batch, line, nth },
    })),
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Rows whose packet is not named are left out: nothing could be shown of them. */
export function seenObservations(
  domain: Domain,
  { site, captureId, captureName, isLines }: SeenCapture,
  batch: ObservationBatch,
  receivedAt: EpochMicros,
): SeenBatch {
  const reader = findEventFormat('penstock-sensor')!.open({ domain, sha256 })
  const events: SeenEvent[] = []
  for (const record of sensorRecords(batch))
    for (const read of reader.read(record, receivedAt)) {
      if (read.kind !== 'event') continue
      const { time: at, ocsf, fields, logSources } = read.event
      const proof = Proof.safeParse(proofOf(fields))
      if (!proof.success) continue
      const asked = {
        ...{ at, ocsf: JSON.stringify(ocsf), fields: JSON.stringify(fields) },
        logSources: JSON.stringify(logSources),
      }
      const place = { captureId, captureName, ...(isLines === true ? { isLine: true as const } : {}) }
      events.push({ asked, evidence: { kind: 'proof', proof: { ...proof.data, ...place } } })
    }
  return { site, receivedAt, events }
}

function proofOf(fields: Readonly<Record<string, unknown>>): unknown {
  const of = (name: string) => fields[`proof.${name}`]
  return { file: of('file'), frame: of('frame'), at: of('at'), offset: of('offset'), length: of('length') }
}
