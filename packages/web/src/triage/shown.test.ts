import type { DetectionRow } from '@penstock/contract/detections'
import type { TriageQueue, TriageRow } from '@penstock/contract/triage'
import { expect, test } from 'vitest'
import { keyOf, merged, nextOf, nextWaiting } from './shown.ts'

function row(domain: 'it' | 'ot', id: string, given: Partial<DetectionRow> = {}): TriageRow {
  const detection: DetectionRow = {
    ...{ id, site: 'default', kind: 'sigma', rule: 'r', ruleVersion: '1', title: id, level: 'low', techniques: [] },
    ...{ subject: {}, firstAt: '', lastAt: '', raisedAt: '', count: 1, state: 'new', verdict: null, version: 1 },
    ...{ suppressedBy: null, ...given },
  }
  return { domain, detection, glance: null }
}

const answers = { standing: 'answers', total: 1, refusedCloses: 0 } as const
const BOTH: TriageQueue['cells'] = [
  { domain: 'it', ...answers },
  { domain: 'ot', ...answers },
]
const rowsOf = (...rows: readonly TriageRow[]) => new Map(rows.map((one) => [keyOf(one), one]))
const A = row('ot', 'a')
const B = row('it', 'b')
const C = row('ot', 'c')
const KEYS = [A, B, C].map(keyOf)
const standings = (queue: TriageQueue, acted = new Map<string, DetectionRow>()) =>
  merged(KEYS, rowsOf(A, B, C), queue, acted).map(({ key, standing }) => `${key} ${standing}`)

test('rows keep their place, also those that came first in the queue since', () => {
  expect(standings({ asOf: '', items: [row('ot', 'z'), C, A, B], cells: BOTH })).toEqual([
    ...['ot/a now', 'it/b now', 'ot/c now'],
  ])
})

test('what somebody else closed is said to have left; what was judged here stays with its verdict', () => {
  const queue = { asOf: '', items: [B], cells: BOTH }
  const judged = row('ot', 'c', { state: 'closed', verdict: 'benign', version: 2 }).detection
  expect(standings(queue, new Map([['ot/c', judged]]))).toEqual(['ot/a left', 'it/b now', 'ot/c now'])
  const shown = merged(KEYS, rowsOf(A, B, C), queue, new Map([['ot/c', judged]]))
  expect(shown.at(-1)?.detection.verdict).toBe('benign')
})

test('a newer answer of the queue is told, not the older one of a deed', () => {
  const newer = row('ot', 'c', { state: 'new', version: 3 })
  const older = row('ot', 'c', { state: 'closed', verdict: 'benign', version: 2 }).detection
  const shown = merged(
    KEYS,
    rowsOf(A, B, newer),
    { asOf: '', items: [A, B, newer], cells: BOTH },
    new Map([['ot/c', older]]),
  )
  expect(shown.at(-1)?.detection.state).toBe('new')
})

test('rows of a cell that is silent stay, marked, and are not taken for closed', () => {
  const cells: TriageQueue['cells'] = [BOTH[0]!, { domain: 'ot', standing: 'silent', total: null, refusedCloses: null }]
  expect(standings({ asOf: '', items: [B], cells })).toEqual(['ot/a stale', 'it/b now', 'ot/c stale'])
})

test('after a verdict the next that waits comes, and the keys go one on and one back', () => {
  const queue = { asOf: '', items: [A, B, C], cells: BOTH }
  const judged = row('it', 'b', { state: 'closed', verdict: 'benign', version: 2 }).detection
  const shown = merged(KEYS, rowsOf(A, B, C), queue, new Map([['it/b', judged]]))
  expect(nextWaiting(shown, 'ot/a')?.key).toBe('ot/c')
  expect(nextWaiting(shown, 'ot/c')).toBeNull()
  expect([nextOf(shown, 'ot/a', 1)?.key, nextOf(shown, 'it/b', -1)?.key]).toEqual(['it/b', 'ot/a'])
  expect([nextOf(shown, null, 1)?.key, nextOf(shown, null, -1)?.key, nextOf(shown, 'ot/c', 1)]).toEqual([
    'ot/a',
    'ot/c',
    null,
  ])
})
