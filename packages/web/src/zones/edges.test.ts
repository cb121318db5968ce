import type { BreachView, MapEdge } from '@penstock/contract/zones'
import { expect, test } from 'vitest'
import { isHighlit, isShown, isWorthALine, judgeEdges, planOf } from './edges.ts'

const edge: MapEdge = {
  id: 'C-1',
  conduit: 'C-1',
  zoneA: 'Z-A',
  zoneB: 'Z-B',
  direction: 'both',
  status: 'as designed',
  enforcedBy: [],
  judgement: 'breach',
  crossesLanes: 2,
  protocols: [],
}
const bare: MapEdge = { ...edge, id: 'Z-A|Z-C', conduit: null, zoneB: 'Z-C', crossesLanes: 0 }
const quiet: MapEdge = { ...edge, id: 'C-2', conduit: 'C-2', judgement: 'allowed-never-seen', crossesLanes: 1 }
const breach = (id: string, change: Partial<BreachView>) =>
  ({ id, severity: 3, conduit: null, clientZone: 'Z-A', serverZone: 'Z-B', ...change }) as BreachView

test('a breach belongs to its conduit, or to the pair of zones when there is none', () => {
  const [one, two, three] = judgeEdges(
    [edge, bare, quiet],
    [
      breach('low', { conduit: 'C-1', severity: 4 }),
      breach('high', { conduit: 'C-1', severity: 2 }),
      breach('back', { clientZone: 'Z-C', serverZone: 'Z-A' }),
    ],
  )
  expect(one?.breaches.map((each) => each.id)).toEqual(['high', 'low'])
  expect(one?.severity).toBe(2)
  expect(two?.breaches.map((each) => each.id)).toEqual(['back'])
  expect(three).toMatchObject({ breaches: [], severity: null })
})

test('what no conduit carries and nothing forbids joins no zones', () => {
  const each = [edge, bare, { ...bare, judgement: 'allowed-seen' as const }, { ...bare, judgement: 'unknown' as const }]
  expect(each.map(isWorthALine)).toEqual([true, true, false, true])
})

test('highlight and filter are apart: one dims, the other takes away', () => {
  const [loud, , still] = judgeEdges([edge, bare, quiet], [])
  expect([isShown(loud!, 'breach'), isShown(still!, 'breach'), isShown(still!, 'seen')]).toEqual([true, false, false])
  expect([isHighlit(loud!, 'crossing'), isHighlit(still!, 'crossing')]).toEqual([true, false])
  expect(isHighlit(still!, undefined)).toBe(true)
})

test('why an edge is red: what names its conduit; of bare traffic the flows between its zones', () => {
  const finding = (rule: string, kind: 'finding' | 'question', conduits: string[], path: string[]) => ({
    rule: `segmentation.${rule}`,
    kind,
    source: 'IEC 62443-3-3 SR 5.2',
    id: rule,
    facts: [],
    path,
    conduits,
    places: [],
  })
  const plan = [
    finding('conduit-without-device', 'finding', ['C-1'], ['A', 'C-1', 'B']),
    finding('conduit-never-seen', 'question', ['C-1'], ['A', 'C-1', 'B']),
    finding('flow-without-conduit', 'finding', [], ['a1', 'A', 'B', 'b1']),
    finding('level-gap', 'finding', [], ['A', 'B']),
  ]
  const told = (conduit: string | null) => {
    const { findings, questions } = planOf({ ...edge, conduit, zoneA: 'A', zoneB: 'B' }, plan)
    return [findings.map(({ id }) => id), questions.map(({ id }) => id)]
  }
  expect(told('C-1')).toEqual([['conduit-without-device'], ['conduit-never-seen']])
  expect(told('C-2')).toEqual([[], []])
  expect(told(null)).toEqual([['flow-without-conduit'], []])
})
