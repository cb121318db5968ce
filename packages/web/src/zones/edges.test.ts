import type { BreachView, MapEdge } from '@penstock/contract/zones'
import { expect, test } from 'vitest'
import { isHighlit, isShown, isWorthALine, judgeEdges } from './edges.ts'

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
