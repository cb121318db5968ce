// Rows as they are shown: those that were taken up, with what is known of each now. Pure.
import type { DetectionRow } from '@penstock/contract/detections'
import type { TriageQueue, TriageRow } from '@penstock/contract/triage'

export interface ShownRow extends TriageRow {
  readonly key: string
  /** `left`: it is in the queue no longer, and nobody here did it. `stale`: its cell does not answer. */
  readonly standing: 'now' | 'left' | 'stale'
}

export function keyOf({ domain, detection: { id } }: Pick<TriageRow, 'domain' | 'detection'>): string {
  return `${domain}/${id}`
}

/** In the order of the keys; `acted` is what the cells answered since. */
export function merged(
  keys: readonly string[],
  rows: ReadonlyMap<string, TriageRow>,
  queue: TriageQueue,
  acted: ReadonlyMap<string, DetectionRow>,
): readonly ShownRow[] {
  const now = new Map(queue.items.map((row) => [keyOf(row), row]))
  const silent = new Set(queue.cells.flatMap(({ domain, standing }) => (standing === 'answers' ? [] : [domain])))
  return keys.flatMap((key): readonly ShownRow[] => {
    const row = now.get(key) ?? rows.get(key)
    if (row === undefined) return []
    const own = acted.get(key)
    const detection = own !== undefined && own.version >= row.detection.version ? own : row.detection
    const isHere = now.has(key) || own !== undefined
    const standing = isHere ? 'now' : silent.has(row.domain) ? 'stale' : 'left'
    return [{ ...row, detection, key, standing }]
  })
}

/** The next row that waits after this one, else the next at all; null at the end. */
export function nextOf(rows: readonly ShownRow[], key: string | null, by: 1 | -1): ShownRow | null {
  const at = rows.findIndex((row) => row.key === key)
  return rows[at < 0 ? (by === 1 ? 0 : rows.length - 1) : at + by] ?? null
}

export function nextWaiting(rows: readonly ShownRow[], key: string): ShownRow | null {
  const at = rows.findIndex((row) => row.key === key)
  const waits = ({ standing, detection }: ShownRow) => standing !== 'left' && detection.state !== 'closed'
  return rows.slice(at + 1).find(waits) ?? null
}
