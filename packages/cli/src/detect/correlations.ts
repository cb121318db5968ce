// Correlation rules of a folder over the matches of files. Files come in any order, so every match waits until all are read.
import { type CorrelationCounts, SigmaCorrelator } from '@penstock/model/correlation'
import type { DetectionEvent } from '@penstock/model/detections'
import { type EpochMicros, isoOfMicros } from '@penstock/model/kernel'
import type { RuleFolder } from '@penstock/server/detections'
import { linkCorrelations } from './linked-correlations.ts'

interface FileMatch {
  readonly ruleId: string
  readonly file: string
  readonly index: number
  readonly time: EpochMicros | null
  readonly event: DetectionEvent
}

export interface CorrelationMatch {
  readonly ruleId: string
  /** Of the event that completed it. */
  readonly file: string | null
  readonly index: number | null
  readonly time: string
  readonly since: string
  readonly group: Readonly<Record<string, string>>
  readonly value: number
}

/** Longer than any two events are apart: nothing is late in a file. */
const ALL_TIME_MICROS = 9e15

export class FileCorrelator {
  /** By file and line, what is wrong with the rules; they are left out. */
  readonly faults: readonly string[]
  timeless = 0
  readonly #engine: SigmaCorrelator
  readonly #asked: ReadonlySet<string>
  readonly #places = new Map<EpochMicros, { readonly file: string; readonly index: number }>()

  constructor(folder: RuleFolder) {
    const linked = linkCorrelations(folder)
    this.faults = linked.faults
    this.#asked = new Set(linked.rules.flatMap((rule) => rule.rules))
    this.#engine = new SigmaCorrelator(linked.rules, {
      latenessMicros: ALL_TIME_MICROS,
      maxWaiting: Number.POSITIVE_INFINITY,
    })
  }

  take({ ruleId, file, index, time, event }: FileMatch): void {
    if (!this.#asked.has(ruleId)) return
    if (time === null) {
      this.timeless += 1
      return
    }
    this.#places.set(time, { file, index })
    const fields = event.ocsf === undefined ? event.fields : { ...event.ocsf, ...event.fields }
    this.#engine.push({ id: `${file}:${index}`, ruleId, at: time, fields })
  }

  /** In the order of time, once all files are read. */
  matches(): readonly CorrelationMatch[] {
    return this.#engine.flush().map(({ ruleId, at, since, group, value }) => ({
      ruleId,
      ...(this.#places.get(at) ?? { file: null, index: null }),
      time: isoOfMicros(at),
      since: isoOfMicros(since),
      group: Object.fromEntries(group.map((one) => [one.field, one.value])),
      value,
    }))
  }

  counts(): CorrelationCounts {
    return this.#engine.counts()
  }
}
