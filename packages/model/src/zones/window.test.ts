import { micros } from '@penstock/model/kernel'
import { isOpenAt, type ModelWindow, windowCovering } from '@penstock/model/zones'
import { expect, test } from 'vitest'
import { recurrenceOf } from './recurrence.ts'

const WINDOW: ModelWindow = {
  ...{ id: 'MW-1', zones: ['LINE'], assets: ['PLC-9'], recurrence: 'FREQ=MONTHLY;BYDAY=1TU;BYHOUR=9;BYMINUTE=0' },
  ...{ minutes: 360, timeZone: 'Europe/London', actions: ['firmware'], freezes: [] },
}
const at = (iso: string) => micros(Date.parse(iso) * 1000)

test.each([
  { recurrence: 'FREQ=MONTHLY;BYDAY=1TU;BYHOUR=9;BYMINUTE=0', hours: 6, iso: '2026-10-06T08:00:00Z', isOpen: true },
  { recurrence: 'FREQ=MONTHLY;BYDAY=1TU;BYHOUR=9;BYMINUTE=0', hours: 6, iso: '2026-10-06T07:59:00Z', isOpen: false },
  { recurrence: 'FREQ=MONTHLY;BYDAY=1TU;BYHOUR=9;BYMINUTE=0', hours: 6, iso: '2026-10-06T14:00:00Z', isOpen: false },
  { recurrence: 'FREQ=MONTHLY;BYDAY=1TU;BYHOUR=9;BYMINUTE=0', hours: 6, iso: '2026-10-13T09:00:00Z', isOpen: false },
  { recurrence: 'FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=22;BYMINUTE=30', hours: 4, iso: '2026-10-31T00:30:00Z', isOpen: true },
  { recurrence: 'FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=18;BYHOUR=6', hours: 120, iso: '2026-05-23T04:59:00Z', isOpen: true },
  {
    recurrence: 'FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=18;BYHOUR=6',
    hours: 120,
    iso: '2026-05-23T05:00:00Z',
    isOpen: false,
  },
  { recurrence: 'FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=0', hours: 24, iso: '2026-10-04T12:00:00Z', isOpen: true },
  { recurrence: 'FREQ=DAILY;BYHOUR=2;BYMINUTE=15', hours: 0.5, iso: '2026-12-01T02:44:00Z', isOpen: true },
  { recurrence: 'FREQ=MONTHLY;BYMONTHDAY=-1;BYHOUR=12', hours: 1, iso: '2026-02-28T12:30:00Z', isOpen: true },
])('$recurrence for $hours h at $iso: $isOpen', ({ recurrence, hours, iso, isOpen }) => {
  expect(isOpenAt({ ...WINDOW, recurrence, minutes: hours * 60 }, at(iso))).toBe(isOpen)
})

test.each([
  'FREQ=DAILY',
  'FREQ=HOURLY;BYHOUR=1',
  'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;BYHOUR=1',
  'FREQ=WEEKLY;BYHOUR=1',
  'FREQ=MONTHLY;BYHOUR=1',
  'FREQ=YEARLY;BYDAY=20MO;BYHOUR=1',
  'FREQ=DAILY;BYHOUR=25',
  'whenever',
  '',
])('%s opens nothing: nobody can read it', (recurrence) => {
  expect(recurrenceOf(recurrence)).toBeNull()
  expect(isOpenAt({ ...WINDOW, recurrence }, at('2026-10-06T08:00:00Z'))).toBe(false)
})

test('a freeze shuts a window, and so does a time zone that is none', () => {
  const open = at('2026-10-06T08:00:00Z')
  expect(isOpenAt({ ...WINDOW, freezes: [{ from: '2026-10-06', to: '2026-10-06' }] }, open)).toBe(false)
  expect(isOpenAt({ ...WINDOW, freezes: [{ from: '2026-09-01', to: '2026-10-05' }] }, open)).toBe(true)
  expect(isOpenAt({ ...WINDOW, timeZone: 'Europe/Nowhere' }, open)).toBe(false)
})

test.each([
  { zone: 'LINE', asset: null, actions: ['firmware'], id: 'MW-1' },
  { zone: 'OPS', asset: 'PLC-9', actions: ['program-download', 'firmware'], id: 'MW-1' },
  { zone: 'OPS', asset: 'PLC-1', actions: ['firmware'], id: undefined },
  { zone: 'LINE', asset: null, actions: ['active-scan'], id: undefined },
  { zone: null, asset: null, actions: ['firmware'], id: undefined },
])('work of $actions at $asset in $zone is covered by $id', ({ zone, asset, actions, id }) => {
  const open = at('2026-10-06T08:00:00Z')
  expect(windowCovering({ windows: [WINDOW] }, { zone, asset }, actions, open)?.id).toBe(id)
  expect(windowCovering({}, { zone, asset }, actions, open)).toBeNull()
})
