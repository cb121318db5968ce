import {
  caseOf,
  type Entry,
  type EntryBody,
  judgeEntry,
  partIdsOf,
  queueRank,
  type WrittenEntry,
} from '@penstock/model/incidents'
import { micros } from '@penstock/model/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const opened = (title = 'A download'): EntryBody => ({
  kind: 'opened',
  title,
  severity: 2,
  consequence: 4,
  function: 'F-DCS',
  team: 'ot-soc',
  sources: [{ kind: 'breach', id: 'brc_1', label: 'not allowed' }],
})

let count = 0
const entry = (body: EntryBody, at = ++count, id = `e${++count}`): Entry => ({ id, at: micros(at), by: 'acc_1', body })

const text = fc.string({ minLength: 1, maxLength: 20 }).map((one) => `x${one.trim()}`)
const part = fc.constantFrom('e1', 'e2', 'e3', 'e4', 'e5', 'none')
const at = fc.integer({ min: 0, max: 2000 }).map(micros)
const body: fc.Arbitrary<WrittenEntry> = fc.oneof(
  fc.constant<WrittenEntry>({ kind: 'acknowledged' }),
  fc.record({ kind: fc.constant('assigned' as const), team: text }),
  fc.record({ kind: fc.constant('noted' as const), text }),
  fc.record({ kind: fc.constant('happened' as const), lane: fc.constant('host' as const), text, happenedAt: at }),
  fc.record({
    kind: fc.constant('hypothesis' as const),
    statement: text,
    confidence: fc.integer({ min: 0, max: 100 }),
  }),
  fc.record({
    kind: fc.constant('hypothesis-judged' as const),
    part,
    state: fc.constantFrom('open' as const, 'supported' as const, 'refuted' as const),
    confidence: fc.integer({ min: 0, max: 100 }),
    reason: text,
  }),
  fc.record({ kind: fc.constant('task' as const), title: text, team: text }),
  fc.record({
    kind: fc.constant('task-moved' as const),
    part,
    state: fc.constantFrom('open' as const, 'doing' as const, 'done' as const),
    team: text,
    note: text,
  }),
  fc.record({
    kind: fc.constant('observable' as const),
    type: fc.constantFrom('ip' as const, 'hash' as const),
    value: text,
    tlp: fc.constant('amber' as const),
    pap: fc.constant('amber' as const),
  }),
  fc.record({ kind: fc.constant('closed' as const), verdict: fc.constant('true-positive' as const), reason: text }),
  fc.record({ kind: fc.constant('reopened' as const), reason: text }),
)

/** Writes what the case takes, and leaves out what it refuses. */
function written(bodies: readonly WrittenEntry[], from: number, prefix: string): readonly Entry[] {
  const entries: Entry[] = [{ id: `${prefix}0`, at: micros(from), by: 'acc_1', body: opened(prefix) }]
  for (const [i, given] of bodies.entries()) {
    const now = micros(from + i + 1)
    if (judgeEntry(caseOf(entries)!, given, now).ok)
      entries.push({ id: `${prefix}${i + 1}`, at: now, by: 'acc_2', body: given })
  }
  return entries
}

test('whatever is written, each part stands once, a closed case has a verdict, and nothing happens before it is told', () => {
  fc.assert(
    fc.property(fc.array(body, { maxLength: 40 }), (bodies) => {
      const entries = written(bodies, 3000, 'e')
      const found = caseOf(entries)!
      const parts = [...found.tasks, ...found.hypotheses, ...found.observables, ...found.evidence, ...found.timeline]
      expect(new Set(parts.map(({ id }) => id)).size).toBe(parts.length)
      expect(found.state === 'closed').toBe(found.verdict !== null)
      expect(found.openedAt).toBe(3000)
      for (const one of found.timeline) expect(one.happenedAt).toBeLessThanOrEqual(one.at)
      const acknowledged = entries.find((one) => one.body.kind === 'acknowledged')
      expect(found.acknowledgedAt).toBe(acknowledged?.at ?? null)
    }),
  )
})

test('merging keeps every instant, author and assignee of both, and the earliest opening and acknowledgement', () => {
  fc.assert(
    fc.property(fc.array(body, { maxLength: 20 }), fc.array(body, { maxLength: 20 }), (one, other) => {
      const into = written(one, 5000, 'a')
      const from = written(other, 4000, 'b')
      const [before, theirs] = [caseOf(into)!, caseOf(from)!]
      const cases = new Map([['b', [...from, entry({ kind: 'merged-into', into: 'a' }, 9000)]]])
      const merged = caseOf([...into, entry({ kind: 'merged', from: 'b' }, 9000)], (id) => cases.get(id) ?? [])!
      expect(merged.openedAt).toBe(4000)
      expect(merged.title).toBe('a')
      for (const list of ['tasks', 'hypotheses', 'observables', 'timeline'] as const) {
        const expected = [...before[list], ...theirs[list]]
        expect(merged[list].length).toBe(expected.length)
        expect(new Set<unknown>(merged[list])).toEqual(new Set<unknown>(expected))
      }
      const acknowledged = [before.acknowledgedAt, theirs.acknowledgedAt].filter((one) => one !== null)
      expect(merged.acknowledgedAt).toBe(acknowledged.length === 0 ? null : Math.min(...acknowledged))
    }),
  )
})

test('splitting moves parts by name: together both cases have what one had, with the same instants', () => {
  fc.assert(
    fc.property(fc.array(body, { maxLength: 30 }), fc.infiniteStream(fc.boolean()), (bodies, coins) => {
      const entries = written(bodies, 3000, 'e')
      const before = caseOf(entries)!
      const moved = [...partIdsOf(before)].filter(() => coins.next().value)
      if (moved.length === 0) return
      const rest = caseOf([...entries, entry({ kind: 'split-off', parts: moved, to: 'y' }, 9000)])!
      const source = [...entries, entry({ kind: 'split-off', parts: moved, to: 'y' }, 9000)]
      const fresh = [entry(opened('part'), 9000), entry({ kind: 'split-from', parts: moved, from: 'x' }, 9000)]
      const cases = new Map([
        ['x', source],
        ['y', fresh],
      ])
      const entriesOf = (id: string): readonly Entry[] => cases.get(id) ?? []
      const taken = caseOf(fresh, entriesOf)!
      for (const list of ['tasks', 'hypotheses', 'observables', 'timeline'] as const)
        expect(new Set<unknown>([...rest[list], ...taken[list]])).toEqual(new Set<unknown>(before[list]))
      // And merged again, the first case has all of it, which can be worked on.
      const whole = caseOf([...source, entry({ kind: 'merged', from: 'y' }, 9500)], entriesOf)!
      for (const list of ['tasks', 'hypotheses', 'observables', 'timeline'] as const)
        expect(new Set<unknown>(whole[list])).toEqual(new Set<unknown>(before[list]))
      const [task] = whole.tasks
      if (task === undefined) return
      const done = { kind: 'task-moved' as const, part: task.id, state: 'done' as const, team: 'x', note: '' }
      const later = caseOf([...source, entry({ kind: 'merged', from: 'y' }, 9500), entry(done, 9600)], entriesOf)!
      expect(later.tasks.find(({ id }) => id === task.id)).toMatchObject({ state: 'done', at: task.at })
    }),
  )
})

test.each([
  {
    what: 'work on a closed case',
    after: [{ kind: 'closed', verdict: 'undecided', reason: 'x' }],
    given: { kind: 'task', title: 'x', team: 'y' },
    code: 'incidents.closed',
  },
  {
    what: 'a second acknowledgement',
    after: [{ kind: 'acknowledged' }],
    given: { kind: 'acknowledged' },
    code: 'incidents.already-acknowledged',
  },
  { what: 'reopening what is open', after: [], given: { kind: 'reopened', reason: 'x' }, code: 'incidents.not-closed' },
  {
    what: 'a task that is none',
    after: [],
    given: { kind: 'task-moved', part: 'none', state: 'done', team: 'x', note: '' },
    code: 'incidents.unknown-part',
  },
  {
    what: 'what has not happened',
    after: [],
    given: { kind: 'happened', lane: 'host', text: 'x', happenedAt: micros(9) },
    code: 'incidents.in-future',
  },
] as const)('$what is refused', ({ after, given, code }) => {
  const entries = [entry(opened(), 1), ...after.map((one) => entry(one as EntryBody, 2))]
  expect(judgeEntry(caseOf(entries)!, given as WrittenEntry, micros(5))).toEqual({ ok: false, refusal: { code } })
})

test('[E12:3] the tie-break: who leads is what was said last, and moves the case in the queue of each side', () => {
  const opened: EntryBody = {
    ...{ kind: 'opened', title: 'x', severity: 2, consequence: 0, function: null, team: 'IT SOC', sources: [] },
  }
  const led = (domain: 'it' | 'ot'): EntryBody => ({ kind: 'led', domain, reason: 'the function is its own' })
  const ranks = (...bodies: readonly EntryBody[]) => {
    const found = caseOf([opened, ...bodies].map((body, at) => ({ id: `ent_${at}`, at: micros(at), by: null, body })))!
    return [found.leader, queueRank(found, 'it'), queueRank(found, 'ot')]
  }
  expect(ranks()).toEqual([null, 22, 22])
  expect(ranks(led('it'))).toEqual(['it', 22, 27])
  expect(ranks(led('it'), led('ot'))).toEqual(['ot', 27, 22])
  // Consequence for the process counts more than who leads, who leads more than severity.
  const rank = (consequence: number, severity: number, leader: 'it' | 'ot') =>
    queueRank({ consequence, severity, leader }, 'it')
  expect(rank(4, 4, 'ot')).toBeLessThan(rank(3, 1, 'it'))
  expect(rank(3, 4, 'it')).toBeLessThan(rank(3, 1, 'ot'))
})
