import {
  applyDeed,
  CLOCKS,
  draftHandoff,
  dueAt,
  dueDeed,
  type Handoff,
  HandoffDeed,
  IncidentSeverity,
  minutesAfter,
  reconcile,
  reconcileOne,
  type Side,
} from '@penstock/model/incidents'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const START = micros(1_790_000_000_000_000)
const MINUTE = 60_000_000

function draft(severity: 1 | 2 | 3 | 4 = 2, expiresAt: EpochMicros | null = null): Handoff {
  return draftHandoff({ kind: 'handoff', severity, fromDomain: 'it', toDomain: 'ot', expiresAt }, START)
}

function after(given: Handoff, deeds: readonly (readonly [HandoffDeed, Side])[], at = START): Handoff {
  return deeds.reduce((now, [deed, side]) => {
    const moved = applyDeed(now, deed, side, at, 'a reason')
    if (!moved.ok) throw new Error(`${deed} in ${now.state}: ${moved.refusal.code}`)
    return moved.value
  }, given)
}

const SENT = [
  ['send', 'from'],
  ['deliver', 'clock'],
] as const

test('a handoff goes from draft to closed by the deeds of both sides', () => {
  const taken = after(draft(), [...SENT, ['acknowledge', 'to'], ['accept', 'to'], ['work', 'to'], ['return', 'to']])
  expect(taken.state).toBe('returned')
  expect(after(taken, [['close', 'from']])).toMatchObject({ state: 'closed', sentAt: START, closedAt: START })
})

test.each([
  { what: 'the sender does not accept its own', deeds: [...SENT, ['acknowledge', 'to']], deed: 'accept', side: 'from' },
  { what: 'the receiver does not withdraw', deeds: SENT, deed: 'withdraw', side: 'to' },
  { what: 'a person does not deliver', deeds: [['send', 'from']], deed: 'deliver', side: 'from' },
] as const)('$what', ({ deeds, deed, side }) => {
  const moved = applyDeed(after(draft(), deeds), deed, side, START, 'a reason')
  expect(moved).toEqual({ ok: false, refusal: { code: 'incidents.handoff-not-yours' } })
})

test('rejecting, returning and withdrawing take a reason', () => {
  const acknowledged = after(draft(), [...SENT, ['acknowledge', 'to']])
  expect(applyDeed(acknowledged, 'reject', 'to', START, '  ')).toEqual({
    ok: false,
    refusal: { code: 'incidents.reason-needed' },
  })
  expect(applyDeed(draft(), 'withdraw', 'from', START)).toMatchObject({ ok: false })
})

test('what was rejected and closed is handed over anew, never reopened into work', () => {
  const closed = after(draft(), [...SENT, ['acknowledge', 'to'], ['reject', 'to'], ['close', 'from']])
  expect(applyDeed(closed, 'reopen', 'from', START, 'again')).toMatchObject({ ok: false })
})

/** The clock does all that is due, one deed after the other. */
function tick(given: Handoff, now: EpochMicros): { readonly moved: Handoff; readonly deeds: HandoffDeed[] } {
  const deeds: HandoffDeed[] = []
  let moved = given
  for (let due = dueDeed(moved, now); due !== null; due = dueDeed(moved, now)) {
    moved = after(moved, [[due.deed, 'clock']], now)
    deeds.push(due.deed)
    if (deeds.length > 10) throw new Error('the clock never rests')
  }
  return { moved, deeds }
}

test('[E10:2] a handoff that nobody acknowledges alarms before its clock ends, then climbs to lead, manager and duty officer', () => {
  const sent = tick(after(draft(2), [['send', 'from']]), START).moved
  const told = (minutes: number) => tick(sent, minutesAfter(START, minutes))
  expect(told(4.9)).toMatchObject({ moved: { state: 'delivered', rung: 0 }, deeds: [] })
  // A third of the time: the alternate is told, ten minutes before the clock ends.
  expect(told(5).deeds).toEqual(['tell-alternate'])
  expect(told(15).deeds).toEqual(['escalate', 'tell-alternate'])
  expect(told(30).moved.rung).toBe(2)
  expect(told(60).moved).toMatchObject({ rung: 3, state: 'delivered', toDomain: 'ot' })
  expect(told(100_000).moved).toMatchObject({ rung: 3, state: 'delivered' })
})

test('one that is acknowledged and not decided climbs by the later clock', () => {
  const acknowledged = after(draft(2), [...SENT, ['acknowledge', 'to']])
  expect(tick(acknowledged, minutesAfter(START, 29)).moved.rung).toBe(0)
  expect(tick(acknowledged, minutesAfter(START, 30)).moved.rung).toBe(1)
})

test('one that has an end expires with a reason, and only after the whole ladder was told', () => {
  const sent = after(draft(4, minutesAfter(START, 30)), SENT)
  const { moved, deeds } = tick(sent, minutesAfter(START, 30))
  expect(deeds).toEqual(['escalate', 'escalate', 'escalate', 'expire'])
  expect(moved).toMatchObject({ state: 'expired', rung: 3 })
  expect(reconcileOne(moved, micros(START + 40 * MINUTE))).toBe('ended')
})

const anyDeed = fc.constantFrom(...HandoffDeed.options)
const anySide = fc.constantFrom<Side>('from', 'to', 'clock')
const anyStep = fc.record({ deed: anyDeed, side: anySide, wait: fc.nat(3 * 24 * 60), isTicked: fc.boolean() })
const anySeverity = fc.constantFrom(...IncidentSeverity.options.map(({ value }) => value))

test('whatever is tried in whatever order, first instants stay, time runs forward, the rung never falls and nobody is reassigned', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 60 }), anySeverity, (steps, severity) => {
      let now = START
      let given = draft(severity)
      for (const { deed, side, wait, isTicked } of steps) {
        now = micros(now + wait * MINUTE)
        const before = given
        const moved = applyDeed(given, deed, side, now, 'a reason')
        if (moved.ok) given = moved.value
        if (isTicked) given = tick(given, now).moved
        for (const first of [
          'draftedAt',
          'sentAt',
          'deliveredAt',
          'acknowledgedAt',
          'decidedAt',
          'returnedAt',
          'closedAt',
        ] as const)
          if (before[first] !== null) expect([first, given[first]]).toEqual([first, before[first]])
        expect(given.rung).toBeGreaterThanOrEqual(before.rung)
        expect([given.fromDomain, given.toDomain]).toEqual(['it', 'ot'])
        const order = [given.draftedAt, given.sentAt, given.deliveredAt, given.acknowledgedAt, given.decidedAt]
        const known = order.filter((at) => at !== null)
        expect(known).toEqual(known.toSorted((a, b) => a - b))
        // A later instant is known only if each before it is.
        expect(order.indexOf(null) === -1 || order.slice(order.indexOf(null)).every((at) => at === null)).toBe(true)
      }
    }),
  )
})

test('[E10:2] after the clock has run, no sent handoff is lost, whatever was done to it and whenever', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 30 }), anySeverity, fc.nat(20_000), (steps, severity, later) => {
      let now = START
      let given = draft(severity, minutesAfter(START, 5000))
      for (const { deed, side, wait } of steps) {
        now = micros(now + wait * MINUTE)
        const moved = applyDeed(given, deed, side, now, 'a reason')
        if (moved.ok) given = moved.value
      }
      now = micros(now + later * MINUTE)
      const { counts, lostIndicators } = reconcile([{ handoff: tick(given, now).moved, sent: 3, arrived: null }], now)
      expect([counts.lost, lostIndicators]).toEqual([0, 0])
    }),
  )
})

test('reconciliation counts what a clock that stood still would lose, and indicators that did not arrive', () => {
  const delivered = after(draft(2), SENT)
  const late = minutesAfter(START, CLOCKS[2].ackMinutes)
  expect(reconcile([{ handoff: delivered, sent: 4, arrived: null }], late)).toMatchObject({
    counts: { lost: 1 },
    lostIndicators: 4,
  })
  const accepted = after(delivered, [
    ['acknowledge', 'to'],
    ['accept', 'to'],
  ])
  expect(reconcile([{ handoff: accepted, sent: 4, arrived: 3 }], late)).toMatchObject({ lostIndicators: 1 })
  expect(dueAt(delivered)).toBe(late)
})
