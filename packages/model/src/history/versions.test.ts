import { type Concluded, growHistory, isSameValue, type State, type Version } from '@penstock/model/history'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'

interface Row {
  readonly id: string
  readonly state: State
  readonly shown: State
  heldFrom: number
  heldTo: number
  readonly learnedFrom: number
  learnedTo: number
}

/** What a store keeps, in memory: rows are closed and added. */
class Ledger {
  readonly rows: Row[] = []

  conclude(now: ReadonlyMap<string, Concluded>, at: number): void {
    const { closed, opened } = growHistory(this.newest(), now, micros(at))
    for (const { id, heldTo } of closed) {
      const row = this.rows.find((each) => each.id === id && each.learnedTo === Infinity)!
      row.learnedTo = at
      row.heldTo = Math.max(row.heldFrom, heldTo)
    }
    for (const { id, state, shown, heldFrom } of opened)
      this.rows.push({ id, state, shown, heldFrom, heldTo: Infinity, learnedFrom: at, learnedTo: Infinity })
  }

  newest(): Map<string, Version> {
    const found = new Map<string, Version>()
    for (const row of this.rows) {
      const isEmpty = row.heldFrom === row.heldTo
      const lived = this.rows.filter((each) => each.id === row.id && each.heldFrom < each.heldTo)
      found.set(row.id, {
        state: row.state,
        shown: row.shown,
        heldFrom: isEmpty ? null : micros(row.heldFrom),
        heldTo: isEmpty || row.heldTo === Infinity ? null : micros(row.heldTo),
        learnedTo: row.learnedTo === Infinity ? null : micros(row.learnedTo),
        isFirst: lived.length <= 1,
      })
    }
    return found
  }

  knownAt(at: number): [string, State][] {
    return this.rows
      .filter((row) => row.learnedFrom <= at && at < row.learnedTo)
      .map(({ id, state }): [string, State] => [id, state])
      .sort(([a], [b]) => (a < b ? -1 : 1))
  }

  heldAt(at: number): Row[] {
    return this.rows.filter((row) => row.heldFrom <= at && at < row.heldTo)
  }
}

function concluded(value: string, bornAt: number, changedAt: number): Concluded {
  return {
    state: { value },
    shown: {},
    source: 'test',
    bornAt: micros(bornAt),
    changedAt: () => micros(changedAt) as EpochMicros,
  }
}

/** What sources say at each conclusion; their clocks jump as they like, between before all and after all. */
const steps = fc.array(
  fc.dictionary(
    fc.constantFrom('a', 'b', 'c'),
    fc.record({
      value: fc.constantFrom('1', '2', '3'),
      born: fc.integer({ max: 120, min: -20 }),
      changed: fc.integer({ max: 120, min: -20 }),
    }),
  ),
  { maxLength: 10 },
)

function played(given: readonly Record<string, { value: string; born: number; changed: number }>[]) {
  const ledger = new Ledger()
  const seen: { at: number; known: [string, State][] }[] = []
  for (const [step, said] of given.entries()) {
    const at = (step + 1) * 10
    ledger.conclude(
      new Map(Object.entries(said).map(([id, { value, born, changed }]) => [id, concluded(value, born, changed)])),
      at,
    )
    seen.push({ at, known: ledger.knownAt(at) })
  }
  return { ledger, seen }
}

test('[A11] what was known at an instant stays what it was, whatever is learned later', () => {
  fc.assert(
    fc.property(steps, (given) => {
      const { ledger, seen } = played(given)
      for (const { at, known } of seen) expect(ledger.knownAt(at)).toEqual(known)
    }),
  )
})

test('what is known is what was concluded last', () => {
  fc.assert(
    fc.property(steps, (given) => {
      const { ledger } = played(given)
      const last = Object.entries(given.at(-1) ?? {}).map(([id, { value }]) => [id, { value }])
      expect(ledger.knownAt(1000)).toEqual(last.sort(([a], [b]) => ((a as string) < (b as string) ? -1 : 1)))
    }),
  )
})

test('in the plant a thing is in one state at a time, even when the clock of a source jumps', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: -30, max: 130 }), (given, instant) => {
      const ids = played(given)
        .ledger.heldAt(instant)
        .map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
    }),
  )
})

test('nothing holds from an instant after it was learned', () => {
  fc.assert(
    fc.property(steps, (given) => {
      for (const row of played(given).ledger.rows) expect(row.heldFrom).toBeLessThanOrEqual(row.learnedFrom)
    }),
  )
})

test('a conclusion that says the same again writes nothing', () => {
  fc.assert(
    fc.property(steps, (given) => {
      const { ledger } = played(given)
      const before = structuredClone(ledger.rows)
      const same = new Map(
        ledger.rows
          .filter((row) => row.learnedTo === Infinity)
          .map((row) => [row.id, { ...concluded('', row.heldFrom, 0), state: row.state }]),
      )
      ledger.conclude(same, 5000)
      expect(isSameValue(ledger.rows.map(plain), before.map(plain))).toBe(true)
    }),
  )
})

function plain({ heldTo, learnedTo, ...row }: Row): unknown {
  return { ...row, heldTo: String(heldTo), learnedTo: String(learnedTo) }
}

test('a capture of an earlier day moves the beginning of what it shows, not what was known', () => {
  const ledger = new Ledger()
  ledger.conclude(new Map([['plc', concluded('1', 50, 50)]]), 100)
  ledger.conclude(new Map([['plc', concluded('1', 20, 20)]]), 200)
  expect(ledger.heldAt(30).map(({ state }) => state)).toEqual([{ value: '1' }])
  expect(ledger.heldAt(60)).toHaveLength(1)
  expect(ledger.knownAt(50)).toEqual([])
})
