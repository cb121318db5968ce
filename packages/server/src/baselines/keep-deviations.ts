// Keeps deviations: what is open and seen again adds to its row, the proof stays that of the earliest packet. A device keeps so many.
import { addScopes, type Deviation, furtherOut } from '@penstock/model/baselines'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import type { CaptureProof } from '@penstock/model/observations'
import { uuidOfContent } from '@penstock/server/runtime'
import type { DeviationRow } from './queries.ts'
import * as queries from './queries.ts'
import type { Turn } from './turn.ts'

export interface Told {
  readonly deviation: Deviation
  readonly lastAt: EpochMicros
  /** What is held back while its pair is learned waits for its owner, and asks nobody else. */
  readonly isLearning?: boolean
}

/** A row that a batch opened. */
export interface Opened extends Deviation {
  readonly id: string
  readonly proof: CaptureProof
  readonly isLearning: boolean
}

const MOST_OPEN = 500
const MOST_DECIDED = 500
const LONGEST_TEXT = 400

/** Answers with the rows that were not open before. */
export async function keepDeviations({ tx, of }: Turn, told: readonly Told[]): Promise<readonly Opened[]> {
  if (told.length === 0) return []
  const devices = [...new Set(told.flatMap(({ deviation }) => endsOf(deviation)))]
  const open = await queries.listOpen(tx, of.site, devices)
  const rows = new Map(open.map((row) => [keyOf(row), row]))
  const counts = new Map<string, number>()
  const count = (row: Pick<Deviation, 'client' | 'server'>): void => {
    for (const end of endsOf(row)) counts.set(end, (counts.get(end) ?? 0) + 1)
  }
  open.forEach(count)
  const gone = new Map<string, number>()
  const touched = new Map<string, DeviationRow>()
  const opened = new Map<string, Opened>()
  for (const each of told) {
    const row = rowOf(of, each)
    const known = rows.get(keyOf(row))
    const full = known === undefined ? endsOf(row).find((end) => (counts.get(end) ?? 0) >= MOST_OPEN) : undefined
    if (full !== undefined) {
      gone.set(full, (gone.get(full) ?? 0) + 1)
      continue
    }
    if (known === undefined) count(row)
    const next = known === undefined ? row : added(known, row)
    rows.set(keyOf(next), next)
    touched.set(keyOf(next), next)
    if (known === undefined) {
      const { id, proof } = row
      opened.set(keyOf(row), { ...each.deviation, id, proof, isLearning: each.isLearning === true })
    }
  }
  await queries.putDeviations(tx, [...touched.values()])
  for (const device of devices) {
    const more = (await queries.forgetDecided(tx, of.site, device, MOST_DECIDED)) + (gone.get(device) ?? 0)
    if (more > 0) await queries.addGone(tx, of.site, device, more)
  }
  return [...opened.values()]
}

/** Who calls everywhere fills a list of his own, as a device does that everybody calls. */
function endsOf({ client, server }: Pick<Deviation, 'client' | 'server'>): string[] {
  return [client, server].filter((end) => end !== '')
}

/** A text that is cut may end in half a surrogate pair, which no text is. */
function cut(text: string): string {
  return text.slice(0, LONGEST_TEXT).toWellFormed()
}

function keyOf(row: Pick<DeviationRow, 'kind' | 'reason' | 'client' | 'server' | 'protocol' | 'subject'>): string {
  return JSON.stringify([row.kind, row.client, row.server, row.protocol, row.subject, row.reason])
}

function rowOf({ site, captureId, captureName, isLines }: Turn['of'], { deviation, lastAt }: Told): DeviationRow {
  const { kind, reason, client, server, protocol, phase, expected, observed, scope, proof } = deviation
  const [subject, name] = [cut(deviation.subject), cut(deviation.name)]
  const content = [site, kind, reason, client, server, protocol, subject, captureId, proof.file, proof.frame]
  return {
    ...{ id: uuidOfContent(content), site, kind, reason, client, server, protocol, subject, name },
    ...{ is_change: deviation.isChange, phase, expected, observed, scope, count: 1 },
    first_at: proof.at,
    last_at: micros(Math.max(proof.at, lastAt)),
    proof: { ...proof, captureId, captureName, ...(isLines === true ? { isLine: true } : {}) },
    ...{ state: 'open', decided_by: null, decided_at: null, note: null },
  }
}

function added(a: DeviationRow, b: DeviationRow): DeviationRow {
  const early = b.first_at < a.first_at ? b : a
  return {
    ...a,
    observed: furtherOut(a.reason as Deviation['reason'], a.observed, b.observed),
    scope: addScopes(a.scope, b.scope),
    count: a.count + b.count,
    first_at: early.first_at,
    last_at: micros(Math.max(a.last_at, b.last_at)),
    proof: early.proof,
  }
}
