// The queue as it is shown: in the order in which it was taken up, so that no row moves under a hand. What came since is counted.
import type { DetectionRow } from '@penstock/contract/detections'
import { listTriage, type TriageQueue, type TriageRow } from '@penstock/contract/triage'
import { useRead } from '@penstock/web/api'
import { useState } from 'react'
import { keyOf, merged, type ShownRow } from './shown.ts'

const EVERY_MS = 10_000

interface Taken {
  /** What was asked: another question begins a new list. */
  readonly asked: string
  readonly keys: readonly string[]
  /** The last that was told of each row. */
  readonly rows: ReadonlyMap<string, TriageRow>
}

export function useQueue(query: Parameters<typeof useRead<typeof listTriage>>[1]['query']) {
  const read = useRead(listTriage, { query: query ?? {} }, { intervalMs: EVERY_MS })
  const asked = JSON.stringify(query)
  const [taken, setTaken] = useState<Taken | null>(null)
  const [acted, setActed] = useState<ReadonlyMap<string, DetectionRow>>(new Map())
  const queue: TriageQueue | undefined = read.isPlaceholderData ? undefined : read.data
  const known = taken?.asked === asked ? taken : null
  if (queue !== undefined) {
    // Nobody works in it yet, or nothing stands in it: the list is the queue.
    const isIdle = known === null || (known.keys.length === 0 && queue.items.length > 0)
    const keys = isIdle ? queue.items.map(keyOf) : known.keys
    const rows = new Map([...(known?.rows ?? []), ...queue.items.map((row) => [keyOf(row), row] as const)])
    const isMoved = isIdle || queue.items.some((row) => known.rows.get(keyOf(row)) !== row)
    if (isMoved) setTaken({ asked, keys, rows })
  }
  const shown: readonly ShownRow[] =
    known === null || queue === undefined ? [] : merged(known.keys, known.rows, queue, acted)
  const isNew = new Set(known?.keys)
  return {
    read,
    shown,
    fresh: queue === undefined || known === null ? [] : queue.items.filter((row) => !isNew.has(keyOf(row))),
    takeUp: () => {
      if (queue === undefined) return
      setActed(new Map())
      setTaken({ asked, keys: queue.items.map(keyOf), rows: new Map(queue.items.map((row) => [keyOf(row), row])) })
    },
    /** What a cell answered to a deed. */
    keep: (key: string, detection: DetectionRow) => setActed((before) => new Map(before).set(key, detection)),
  }
}
