import fc from 'fast-check'
import { expect, test } from 'vitest'
import { KnownValues, Room } from './known-values.ts'

/** Long alike texts fall on the same places. */
const value = fc
  .tuple(fc.constantFrom('', 'C:\\Windows\\System32\\', 'C:\\Users\\a\\'), fc.string({ maxLength: 6 }))
  .map(([before, after]) => before + after)

test('a value is told what was found of it and nothing that was found of another', () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 400 }), (values) => {
      const known = new KnownValues<string>(new Room())
      for (const each of values) {
        const found = known.get(each)
        expect(found ?? each).toBe(each)
        if (found === undefined) known.keep(each, each, 8)
        expect(known.get(each)).toBe(each)
      }
    }),
    { numRuns: 100 },
  )
})

test('hundreds of values that come again and again are known', () => {
  const known = new KnownValues<number>(new Room())
  let met = 0
  for (let at = 0; at < 10_000; at += 1) {
    const text = `C:\\Program Files\\tool ${at % 700}\\run.exe`
    if (known.get(text) === undefined) known.keep(text, at, 8)
    else met += 1
  }
  expect(met).toBeGreaterThan(5000)
})

test('values that never come again are kept no more for a while', () => {
  const known = new KnownValues<number>(new Room())
  for (let at = 0; at < 16_000 && known.keeps('value'); at += 1)
    if (known.get(`value ${at}`) === undefined) known.keep(`value ${at}`, at, 8)
  expect(known.keeps('value')).toBe(false)
  for (let at = 0; at < 16_384; at += 1) expect(known.get('value')).toBeUndefined()
  expect(known.keeps('value')).toBe(true)
})

test('what is too long is not kept, and when the room is used up all begin anew', () => {
  const room = new Room()
  const [one, other] = [new KnownValues<string>(room), new KnownValues<string>(room)]
  expect(one.keeps('x'.repeat(513))).toBe(false)
  one.keep('a', 'found', 1)
  other.keep('b', 'found', 40_000_000)
  one.keep('c', 'found', 1)
  expect([one.get('a'), one.get('c')]).toEqual([undefined, 'found'])
})
