import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Automaton } from './automaton.ts'

const small = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 })

test('exactly the texts that stand in another one are found, those within each other too, and those at its end', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(small, { minLength: 1, maxLength: 8 }),
      fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', '-'), maxLength: 20 }),
      (texts, given) => {
        const automaton = new Automaton(new Map(texts.map((text) => [text, text])))
        const found = new Set<string>()
        const state = automaton.scan(given, (text) => found.add(text), true)
        const ending = new Set<string>()
        automaton.endings(state, (text) => ending.add(text))
        const lower = given.toLowerCase()
        expect([...found].sort()).toEqual(texts.filter((text) => lower.includes(text)).sort())
        expect([...ending].sort()).toEqual(texts.filter((text) => lower.endsWith(text)).sort())
      },
    ),
    { numRuns: 300 },
  )
})
