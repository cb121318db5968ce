// What people decide about findings, when it ends by itself, and which kind of zone a zone is.
import { micros } from '@penstock/model/kernel'
import {
  decideTriage,
  reopeningOf,
  type Triage,
  TriageDecision,
  toldSeverity,
  triageAt,
  zoneKindOf,
} from '@penstock/model/shadow'
import { describe, expect, test } from 'vitest'

const NOW = micros(1_790_834_400_000_000)
const LATER = micros(NOW + 1)
const OPEN: Triage = { state: 'under-review', owner: null, until: null, since: NOW, wasBesideControl: false }
const ADOPTED: TriageDecision = { state: 'adopted', owner: 'Data team', conduit: null }

function decided(decision: TriageDecision, before = OPEN, at = LATER): Triage {
  const result = decideTriage(before, decision, false, at)
  if (!result.ok) throw new Error(result.refusal.code)
  return result.value
}

test('a decision takes effect when it is made, and keeps who answers for it', () => {
  const adopted = decided(ADOPTED)
  expect(adopted).toEqual({ state: 'adopted', owner: 'Data team', until: null, since: LATER, wasBesideControl: false })
  expect(decided({ state: 'false-positive' }, adopted).owner).toBe('Data team')
  expect(OPEN.state).toBe('under-review')
})

test('who looks into it may change, and it waits no less long for that', () => {
  expect(decided({ state: 'under-review', owner: 'Shift lead' })).toEqual({ ...OPEN, owner: 'Shift lead' })
  expect(decided({ state: 'under-review', owner: null }, decided(ADOPTED), micros(NOW + 9)).since).toBe(NOW + 9)
})

test('what is tolerated is so until its instant and not a microsecond longer', () => {
  const until = micros(NOW + 1000)
  const tolerated = decided({ state: 'tolerated', owner: 'x', until, compensation: 'y' })
  expect(triageAt(tolerated, micros(until - 1))).toBe(tolerated)
  expect(triageAt(tolerated, until)).toEqual({ ...tolerated, state: 'under-review', since: until })
  for (const at of [until, micros(until + 1)])
    expect(decideTriage(OPEN, { state: 'tolerated', owner: 'x', until, compensation: 'y' }, false, at)).toEqual({
      ok: false,
      refusal: { code: 'shadow.until-past' },
    })
})

test('only what was to be removed can be removed', () => {
  const removal: TriageDecision = { state: 'removed', change: 'CHG-7' }
  const refused = { ok: false, refusal: { code: 'shadow.not-to-be-removed' } }
  expect(decideTriage(OPEN, removal, false, LATER)).toEqual(refused)
  expect(decideTriage(decided(ADOPTED), removal, false, LATER)).toEqual(refused)
  const planned = decided({ state: 'to-be-removed', owner: 'x', change: null })
  expect(decided(removal, planned).state).toBe('removed')
})

describe('what opens again', () => {
  const seen = (lastAt: number, isBesideControl = false) => ({ lastAt: micros(lastAt), isBesideControl })
  const removed: Triage = { ...OPEN, state: 'removed', since: NOW }

  test('what was removed, when it is seen later than that', () => {
    expect(reopeningOf(removed, seen(NOW))).toBeNull()
    expect(reopeningOf(removed, seen(NOW + 1))).toBe('seen-after-removal')
  })

  test.each(['adopted', 'tolerated', 'false-positive'] as const)(
    'what is %s, when its device first speaks to a controller',
    (state) => {
      const kept: Triage = { ...OPEN, state }
      expect(reopeningOf(kept, seen(NOW + 1))).toBeNull()
      expect(reopeningOf(kept, seen(NOW + 1, true))).toBe('beside-control')
      expect(reopeningOf({ ...kept, wasBesideControl: true }, seen(NOW + 1, true))).toBeNull()
    },
  )

  test.each(['under-review', 'to-be-removed'] as const)('nothing of what is %s anyway', (state) => {
    expect(reopeningOf({ ...OPEN, state }, seen(NOW + 1, true))).toBeNull()
  })
})

test.each([
  { given: { state: 'adopted', owner: '', conduit: null }, name: 'adoption without an owner' },
  {
    given: { state: 'tolerated', owner: 'x', until: NOW, compensation: ' ' },
    name: 'toleration without what keeps it harmless',
  },
  { given: { state: 'removed', change: '' }, name: 'removal without a change' },
  { given: { state: 'false-positive', owner: 'x' }, name: 'a field that the state does not have' },
])('$name is no decision', ({ given }) => {
  expect(TriageDecision.safeParse(given).success).toBe(false)
})

test('severities of the catalogue keep their order on the pages, and what is ignored is not told', () => {
  expect([4, 3, 2, 1, 0].map(toldSeverity)).toEqual([1, 2, 3, 4, null])
})

test.each([
  ['Process control', '1-2', 'control'],
  ['Field devices', '0', 'control'],
  ['Supervision', '2', 'supervisory'],
  ['Vendor access', '2-3.5', 'supervisory'],
  ['Site operations', '3', 'operations'],
  ['Industrial DMZ', '3.5', 'dmz'],
  ['Enterprise IT', '4-5', 'enterprise'],
  ['Outside', '5+', 'enterprise'],
  ['Safety instrumented system', '1-2', 'safety'],
  ['SIS of unit 3', null, 'safety'],
  ['Health and safety office', '4', 'enterprise'],
  ['Guest network', '4', 'guest'],
  ['Guest network', '2', 'supervisory'],
  ['Basis', '3', 'operations'],
  ['Yard', null, null],
  ['Yard', 'unknown', null],
] as const)('%s on level %s is of the kind %s', (name, purdue, kind) => {
  expect(zoneKindOf({ name, purdue })).toBe(kind)
})
