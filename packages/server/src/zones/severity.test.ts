import { expect, test } from 'vitest'
import { lowestLevel, severityOfBreach } from './severity.ts'

const inside = { clientLevel: 3, serverLevel: 1, isClientExternal: false, isServerExternal: false }

test.each([
  {
    name: 'from the internet into control',
    place: { ...inside, clientLevel: 5, isClientExternal: true },
    kinds: [],
    severity: 1,
  },
  { name: 'a write into control', place: inside, kinds: [{ kind: 'write' as const, count: 2 }], severity: 1 },
  { name: 'a read of control', place: inside, kinds: [{ kind: 'read' as const, count: 2 }], severity: 2 },
  {
    name: 'control calls the internet',
    place: { ...inside, clientLevel: 1, serverLevel: 5, isServerExternal: true },
    kinds: [],
    severity: 2,
  },
  { name: 'control talks to the office', place: { ...inside, clientLevel: 1, serverLevel: 4 }, kinds: [], severity: 2 },
  {
    name: 'operations to the internet',
    place: { ...inside, serverLevel: 5, isServerExternal: true },
    kinds: [],
    severity: 3,
  },
  {
    name: 'between places nobody knows',
    place: { ...inside, clientLevel: null, serverLevel: null },
    kinds: [],
    severity: 4,
  },
])('$name is severity $severity', ({ place, kinds, severity }) => {
  expect(severityOfBreach(place, kinds)).toBe(severity)
})

test.each([
  ['1-2', 1],
  ['3.5', 3.5],
  ['5+', 5],
  ['', null],
  [null, null],
])('the lowest level of %j is %j', (text, level) => {
  expect(lowestLevel(text)).toBe(level)
})
