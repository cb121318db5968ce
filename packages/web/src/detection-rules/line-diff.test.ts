import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineDiff } from './line-diff.ts'

const text = fc
  .array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 12 })
  .map((lines) => lines.join('\n'))

test('what stays and goes is the text of before, what stays and comes that of after', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const diff = lineDiff(before, after)
      const without = (kind: 'gone' | 'new') =>
        diff
          .filter((line) => line.kind !== kind)
          .map((line) => line.text)
          .join('\n')
      expect([without('new'), without('gone')]).toEqual([before, after])
    }),
  )
})

test('a changed line goes and comes, and its neighbours stay', () => {
  expect(lineDiff('title: x\nlevel: high\ntags: []', 'title: x\nlevel: low\ntags: []')).toEqual([
    { kind: 'same', text: 'title: x' },
    { kind: 'gone', text: 'level: high' },
    { kind: 'new', text: 'level: low' },
    { kind: 'same', text: 'tags: []' },
  ])
  expect(lineDiff('a\nb\nc', 'a\nc')).toEqual([
    { kind: 'same', text: 'a' },
    { kind: 'gone', text: 'b' },
    { kind: 'same', text: 'c' },
  ])
})
