import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lines, placesOf } from './layout.ts'

const edge = (client: string, server: string) => ({ id: `${client} ${server}`, client, server, conversations: 3 })
const nodesOf = (ids: readonly string[]) => ids.map((id) => ({ id }))

test('the same graph is drawn alike, in whatever order it comes, and every node has a place of its own', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z0-9.:-]{1,8}$/), { minLength: 2, maxLength: 25 })
  const graphs = names.chain((nodes) =>
    fc.record({
      nodes: fc.constant(nodes),
      shuffled: fc.shuffledSubarray(nodes, { minLength: nodes.length }),
      pairs: fc.uniqueArray(fc.tuple(fc.constantFrom(...nodes), fc.constantFrom(...nodes)), {
        selector: (pair) => pair.join(' '),
        maxLength: 40,
      }),
    }),
  )
  fc.assert(
    fc.property(graphs, ({ nodes, shuffled, pairs }) => {
      const edges = pairs.map(([a, b]) => edge(a, b))
      const first = placesOf(nodesOf(nodes), edges)
      expect(placesOf(nodesOf(shuffled), edges.toReversed())).toEqual(first)
      const places = [...first.values()]
      expect(places.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true)
      expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBe(nodes.length)
    }),
    { numRuns: 30 },
  )
})

test('talk within one node and to what is not drawn adds no line', () => {
  const drawn = lines(nodesOf(['a', 'b']), [edge('a', 'a'), edge('a', 'x'), edge('a', 'b')])
  expect(drawn.map(({ id }) => id)).toEqual(['a b'])
})
