import type { Entry, EntryBody, Handoff } from '@penstock/model/incidents'
import { draftHandoff } from '@penstock/model/incidents'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import {
  type Alert,
  type AlertTimes,
  acceptedAfter,
  alertFigures,
  backlogOf,
  duesOfHandoffs,
  duesOfIncidents,
  durationFigure,
  frequencyOf,
  lostTips,
  shareOf,
  spanOf,
  type TimedIncident,
  timedIncident,
  windowsBack,
} from '@penstock/model/metrics'
import { describe, expect, test } from 'vitest'

const START = 1_790_000_000_000_000
const at = (minutes: number): EpochMicros => micros(START + minutes * 60_000_000)

function entriesOf(bodies: readonly (readonly [minutes: number, body: EntryBody, by?: string | null])[]): Entry[] {
  return bodies.map(([minutes, body, by = 'acc_a'], i) => ({ id: `ent_${i}`, at: at(minutes), by, body }))
}

const opened = (sources: readonly { kind: string; id: string; label: string }[] = []): EntryBody => ({
  kind: 'opened',
  title: 'x',
  severity: 2,
  consequence: 4,
  function: null,
  team: 'soc',
  sources: [...sources],
})
type MilestoneBody = Extract<EntryBody, { kind: 'milestone' }>
const said = (
  milestone: MilestoneBody['milestone'],
  minutes: number,
  more: Partial<MilestoneBody> = {},
): EntryBody => ({
  kind: 'milestone',
  milestone,
  happenedAt: at(minutes),
  reason: 'seen in the log',
  ...more,
})
const closed: EntryBody = { kind: 'closed', verdict: 'true-positive', reason: 'x' }

function timed(
  entries: readonly Entry[],
  others: Readonly<Record<string, readonly Entry[]>> = {},
  alerts: Readonly<Record<string, AlertTimes>> = {},
): TimedIncident | null {
  const given = { id: 'inc_a', reference: 'INC-A', domain: 'it', entries } as const
  return timedIncident(
    given,
    (id) => others[id] ?? [],
    (id) => alerts[id] ?? null,
  )
}

const ALERT = { kind: 'detection', id: 'det_1', label: 'Logon at night' }

describe('instants', () => {
  test('[E15:2] each word about when it began is kept, with the skew of the clock, and the last one counts', () => {
    const incident = timed(
      entriesOf([
        [0, opened()],
        [5, said('occurred', -60)],
        [9, said('occurred', -90, { skewMs: 120_000, reason: 'the logger was two minutes ahead' })],
      ]),
    )!
    expect(incident.instants.occurred?.at).toBe(at(-90))
    expect(incident.instants.occurred?.revisions.map((one) => [one.at, one.writtenAt, one.skewMs])).toEqual([
      [at(-60), at(5), null],
      [at(-90), at(9), 120_000],
    ])
  })

  test('a case that took up another keeps the earlier of both, and a later word revises it', () => {
    const other = entriesOf([
      [-50, opened()],
      [-40, { kind: 'acknowledged' }],
      [-39, said('occurred', -300)],
      [-38, said('declared', -20)],
    ])
    const own = entriesOf([
      [0, opened()],
      [3, { kind: 'acknowledged' }],
      [4, said('occurred', -10)],
      [5, { kind: 'merged', from: 'inc_b' }],
    ])
    const incident = timed(own, { inc_b: other })!
    expect(incident.openedAt).toBe(at(-50))
    expect(incident.instants.acknowledged?.at).toBe(at(-40))
    expect(incident.instants.occurred?.at).toBe(at(-300))
    expect(incident.instants.occurred?.revisions).toHaveLength(2)
    const later = timed([...own, ...entriesOf([[9, said('occurred', -200)]])], { inc_b: other })!
    expect(later.instants.occurred?.at).toBe(at(-200))
  })

  test('the case that was taken up, and one that closed as no attack, are no incidents', () => {
    expect(
      timed(
        entriesOf([
          [0, opened()],
          [1, { kind: 'merged-into', into: 'inc_b' }],
        ]),
      ),
    ).toBeNull()
    for (const verdict of ['false-positive', 'benign-true-positive', 'undecided'] as const)
      expect(
        timed(
          entriesOf([
            [0, opened()],
            [1, { kind: 'closed', verdict, reason: 'x' }],
          ]),
        ),
      ).toBeNull()
  })

  test('what the product acknowledges by itself is no acknowledgement', () => {
    expect(
      timed(
        entriesOf([
          [0, opened()],
          [1, { kind: 'acknowledged' }, null],
        ]),
      )!.instants.acknowledged,
    ).toBeUndefined()
  })

  test.each([
    { name: 'no alert led to it: its opening', sources: [], alerts: {}, told: [0, 'opening', false] },
    {
      name: 'the first alert that nobody judged false',
      sources: [ALERT, { ...ALERT, id: 'det_2' }, { ...ALERT, id: 'det_3' }],
      alerts: { det_1: alert(-30), det_2: { ...alert(-90), isTrue: false }, det_3: alert(-20, true) },
      told: [-30, 'alert', false],
    },
    { name: 'an alert that cannot be read: not known', sources: [ALERT], alerts: {}, told: undefined },
    {
      name: 'others before us',
      sources: [ALERT],
      alerts: { det_1: alert(-5) },
      report: -8,
      told: [-8, 'report', true],
    },
    {
      name: 'we before others',
      sources: [ALERT],
      alerts: { det_1: alert(-9) },
      report: -8,
      told: [-9, 'alert', false],
    },
  ])('alerted: $name', ({ sources, alerts, report, told }) => {
    const words = report === undefined ? [] : ([[1, said('reported', report)]] as const)
    const incident = timed(entriesOf([[0, opened(sources)], ...words]), {}, alerts)!
    const { alerted } = incident.instants
    expect(alerted && [(alerted.at - START) / 60_000_000, alerted.basis, incident.isReported]).toEqual(told)
  })
})

function alert(minutes: number, isTrue: boolean | null = null): AlertTimes {
  return { createdAt: at(minutes), ingestedAt: at(minutes - 1), verdictAt: null, isTrue }
}

describe('durations', () => {
  const incident = (...bodies: Parameters<typeof entriesOf>[0]): TimedIncident =>
    timed(entriesOf([[0, opened()], ...bodies]))!

  test.each([
    {
      name: 'what happened',
      bodies: [
        [9, said('declared', 2)],
        [9, said('contained', 5)],
      ],
      span: { state: 'happened', seconds: 180 },
    },
    { name: 'what is open waits', bodies: [[9, said('declared', 2)]], span: { state: 'waiting', seconds: 58 * 60 } },
    {
      name: 'what closed without it misses it',
      bodies: [
        [9, said('declared', 2)],
        [10, closed],
      ],
      span: { state: 'missing', instant: 'contained' },
    },
    {
      name: 'without a beginning there is nothing',
      bodies: [[9, said('contained', 5)]],
      span: { state: 'missing', instant: 'declared' },
    },
    {
      name: 'an end before its beginning is no duration',
      bodies: [
        [9, said('declared', 8)],
        [9, said('contained', 5)],
      ],
      span: { state: 'reversed' },
    },
  ] as const)('$name', ({ bodies, span }) => {
    expect(spanOf(incident(...bodies), 'contain-declared', at(60))).toEqual(span)
  })

  test('open ones are censored: the mean of the ended alone would say half an hour, and half are not contained after ten', () => {
    const ended = [10, 20, 30, 40, 50].map((minutes) =>
      incident([1, said('declared', 0)], [99, said('contained', minutes)]),
    )
    const open = Array.from({ length: 5 }, () => incident([1, said('declared', 0)]))
    const figure = durationFigure([...ended, ...open], 'contain-declared', at(600))
    expect(figure.happened).toMatchObject({ n: 5, mean: 1800, median: 1800 })
    expect(figure).toMatchObject({ waiting: 5, medianWithWaiting: 3000, missing: {}, reversed: 0 })
    expect(
      durationFigure([...ended, ...open, ...open.slice(0, 1)], 'contain-declared', at(600)).medianWithWaiting,
    ).toBeNull()
  })

  test('below five the values stand there, and no median either', () => {
    const figure = durationFigure(
      [incident([1, said('declared', 0)], [9, said('contained', 7)])],
      'contain-declared',
      at(60),
    )
    expect(figure).toMatchObject({ happened: { n: 1, values: [420] }, medianWithWaiting: null })
  })

  test('what others reported is counted apart, and what rests on the opening is said', () => {
    const own = incident([5, said('occurred', -60)])
    const theirs = incident([5, said('occurred', -60)], [6, said('reported', -10)])
    expect(durationFigure([own, theirs], 'detect', at(60))).toMatchObject({
      happened: { values: [3600] },
      fromOpening: 1,
    })
    expect(durationFigure([own, theirs], 'detect-reported', at(60))).toMatchObject({
      happened: { values: [3000] },
      fromOpening: 0,
    })
    expect(shareOf([own, theirs], ({ isReported }) => isReported)).toMatchObject({ part: 1, whole: 2 })
  })

  test('what can never come is not waited for', () => {
    expect(durationFigure([incident([5, said('occurred', -60)])], 'ingest', at(60))).toMatchObject({
      waiting: 0,
      missing: { ingested: 1 },
    })
  })
})

describe('promises', () => {
  test('a late and open one is due and not met, one in time is not due yet', () => {
    const open = timed(entriesOf([[0, opened()]]))!
    expect(duesOfIncidents([open], at(15))).toEqual([])
    expect(duesOfIncidents([open], at(16)).map(({ isMet }) => isMet)).toEqual([false])
    const met = timed(
      entriesOf([
        [0, opened()],
        [15, { kind: 'acknowledged' }],
      ]),
    )!
    expect(duesOfIncidents([met], at(15)).map(({ isMet }) => isMet)).toEqual([true])
  })

  const DRAFT = draftHandoff({ kind: 'tip', severity: 2, fromDomain: 'it', toDomain: 'ot', expiresAt: null }, at(0))
  const sent: Handoff = { ...DRAFT, state: 'delivered', sentAt: at(0), deliveredAt: at(0) }
  const named = (handoff: Handoff) => ({ id: 'hnd_a', reference: 'TIP-A', handoff })

  test.each([
    { name: 'in time', handoff: sent, now: 14, lost: 0 },
    { name: 'late', handoff: sent, now: 16, lost: 1 },
    { name: 'late and told to the lead', handoff: { ...sent, rung: 1 } as const, now: 16, lost: 1 },
    {
      name: 'acknowledged',
      handoff: { ...sent, state: 'acknowledged', acknowledgedAt: at(20) } as const,
      now: 60,
      lost: 0,
    },
    {
      name: 'ended with a reason',
      handoff: { ...sent, state: 'expired', expiryReason: 'over' } as const,
      now: 60,
      lost: 0,
    },
    { name: 'ended without one', handoff: { ...sent, state: 'expired', expiryReason: '' } as const, now: 60, lost: 1 },
  ])('a tip that is $name: $lost lost', ({ handoff, now, lost }) => {
    expect(lostTips([named(handoff), named({ ...DRAFT, state: 'draft' })], at(now))).toMatchObject({
      part: lost,
      whole: 1,
    })
  })

  test('a handoff has two clocks, and acceptance counts from sending', () => {
    const handoff: Handoff = { ...sent, kind: 'handoff', state: 'working', acknowledgedAt: at(10), decidedAt: at(40) }
    expect(duesOfHandoffs([named(handoff)], at(60)).map(({ clock, isMet }) => [clock, isMet])).toEqual([
      ['handoff-acknowledged', true],
      ['handoff-accepted', false],
    ])
    expect(acceptedAfter(handoff)).toBe(2400)
    expect(acceptedAfter({ ...handoff, state: 'rejected' })).toBeNull()
    expect(acceptedAfter({ ...handoff, state: 'closed' })).toBeNull()
  })
})

describe('alerts', () => {
  const raised = (
    verdict: Alert['verdict'],
    minutes: { readonly acknowledged?: number; readonly closed?: number } = {},
  ): Alert => ({
    id: 'x',
    domain: 'ot',
    severity: 2,
    raisedAt: at(0),
    acknowledgedAt: minutes.acknowledged === undefined ? null : at(minutes.acknowledged),
    closedAt: minutes.closed === undefined ? null : at(minutes.closed),
    verdict,
  })
  const span = { since: at(0), now: at(60) }

  test('fidelity is of what was judged; benign stands apart, and what nobody looked at is said', () => {
    const verdicts = ['true-positive', 'true-positive', 'false-positive', 'benign', null, 'duplicate'] as const
    const told = alertFigures(
      verdicts.map((verdict) => raised(verdict)),
      span,
    )
    expect([told.alerts, told.fidelity.part, told.fidelity.whole, told.benign]).toEqual([6, 2, 3, 1])
    expect([told.untriaged.part, told.untriaged.whole]).toEqual([1, 5])
  })

  test('who waits is censored, who closed without an acknowledgement misses it', () => {
    const told = alertFigures([raised(null, { acknowledged: 4 }), raised(null), raised('benign', { closed: 9 })], span)
    expect(told.acknowledge).toMatchObject({ happened: { values: [240] }, waiting: 1, missing: { acknowledged: 1 } })
    expect(told.backlog).toEqual({ open: 2, ageP50: 3600, ageP95: 3600, arrived: 3, closed: 1 })
  })
})

describe('frequency', () => {
  test('more assets with as many incidents is a lower rate, with the exact interval', () => {
    const [window] = windowsBack(at(0), 1)
    const of = (assets: number) => frequencyOf([{ ...window!, incidents: 10, assets }]).rate!
    expect(of(100).perWindow).toBe(10)
    expect(of(400).perWindow).toBe(2.5)
    // scipy: 4.7953886961324335 of 10.
    expect(of(400).interval.low).toBeCloseTo(4.7953886961324335 / 4, 9)
    expect(frequencyOf([{ ...window!, incidents: 1, assets: 0 }]).rate).toBeNull()
  })

  test('a series of windows that doubles half way shows the trend and since when', () => {
    const counts = [4, 5, 3, 4, 5, 4, 9, 12, 11, 13]
    const windows = windowsBack(at(0), counts.length).map((window, i) => ({
      ...window,
      incidents: counts[i]!,
      assets: 100,
    }))
    const told = frequencyOf(windows)
    expect(windows.at(-1)!.to).toBe(at(0))
    expect(told.trend!.p).toBeLessThan(0.05)
    // The first five have the rate 4.2; 9, 12 and 11 lie 2.342, 3.806 and 3.318 of its deviations above.
    expect(told.cusum).toMatchObject({ reference: 5, signal: { at: 7, since: 6, direction: 'rises' } })
  })

  test('without incidents in the first half there is nothing to compare with', () => {
    const windows = windowsBack(at(0), 8).map((window) => ({ ...window, incidents: 0, assets: 100 }))
    expect(frequencyOf(windows)).toMatchObject({ cusum: null, trend: { s: 0 } })
  })
})

test('the backlog is what is there, with its age', () => {
  const stretches = [
    { from: at(0), to: null },
    { from: at(0), to: at(30) },
  ]
  const told = { open: 1, ageP50: 3600, ageP95: 3600, arrived: 2, closed: 1 }
  expect(backlogOf(stretches, { since: at(-1), now: at(60) })).toEqual(told)
  const nothing = { open: 0, ageP50: null, ageP95: null, arrived: 0, closed: 0 }
  expect(backlogOf(stretches.slice(1), { since: at(40), now: at(60) })).toEqual(nothing)
})
