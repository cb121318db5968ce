// Numbers and texts as JSON reads them again.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { headOf, JsonLines, keyOf, MembersByCode, membersOf } from './json-lines.ts'

const KEY = keyOf('x')

function written(write: (lines: JsonLines) => void): unknown {
  const lines = new JsonLines()
  lines.begin(headOf('file', 'a'))
  write(lines)
  lines.end()
  return (JSON.parse(Buffer.from(lines.take()).toString()) as { x: unknown }).x
}

test('a number of single precision reads as the same one', () => {
  const same = (value: number): void => {
    expect(Math.fround(Number(written((to) => to.float(KEY, value))))).toBe(value + 0)
  }
  fc.assert(fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), same), { numRuns: 2000 })
  for (const value of [2 ** -149, 2 ** -126, 3.4028234663852886e38, 16_777_217, 4_294_967_295, -0.1].map(Math.fround))
    same(value)
})

test('what is written of it is no longer than it must be, and null where it is no number', () => {
  const text = (value: number): string => {
    const lines = new JsonLines()
    lines.float(KEY, Math.fround(value))
    return Buffer.from(lines.take()).toString()
  }
  expect([0.1, 1.5, -20.25, 100, 1e-7, 6.62607].map(text)).toEqual([
    ...[',"x":1e-1', ',"x":15e-1', ',"x":-2025e-2', ',"x":100', ',"x":1e-7', ',"x":662607e-5'],
  ])
  expect([Number.NaN, Number.POSITIVE_INFINITY].map(text)).toEqual([',"x":null', ',"x":null'])
})

test('any octets are a text of as many letters, and none moves a cursor', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (octets) => {
      const lines = new JsonLines()
      lines.text(KEY, octets, 0, octets.length)
      const text = Buffer.from(lines.take()).toString('latin1')
      expect(JSON.parse(`{${text.slice(1)}}`)).toEqual({ x: Buffer.from(octets).toString('latin1') })
      expect(text).toMatch(/^[ -~]*$/)
    }),
  )
})

test('lists hold objects, and objects members in any order', () => {
  const names = new MembersByCode((code) => ({ code, name: `“${code}”` }))
  const list = written((lines) => {
    lines.openList(KEY)
    for (const code of [3, 3, 4]) {
      lines.openRow()
      if (code === 4) lines.number(keyOf('first'), 1)
      lines.members(names.of(code))
      lines.members(membersOf({ isLast: code === 4 }))
      lines.closeRow()
    }
    lines.closeList()
  })
  expect(list).toEqual([
    { code: 3, name: '“3”', isLast: false },
    { code: 3, name: '“3”', isLast: false },
    { first: 1, code: 4, name: '“4”', isLast: true },
  ])
  expect(names.of(3)).toBe(names.of(3))
})
