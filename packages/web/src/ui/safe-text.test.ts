import { expect, test } from 'vitest'
import { shownLines, showUnseen } from './safe-text.ts'

test.each([
  { name: 'an override that would turn the text around', text: 'plc‮exe.fdp', shown: 'plc‹U+202E›exe.fdp' },
  { name: 'a line break and a null', text: 'a\nb\0', shown: 'a‹U+000A›b‹U+0000›' },
  { name: 'a zero-width space and a tag character', text: 'P​LC\u{e0041}', shown: 'P‹U+200B›LC‹U+E0041›' },
  { name: 'an isolate', text: '⁦x⁩', shown: '‹U+2066›x‹U+2069›' },
  { name: 'ordinary letters of any script', text: 'Füllstation Ω 水 <b>', shown: 'Füllstation Ω 水 <b>' },
])('$name', ({ text, shown }) => {
  expect(showUnseen(text)).toBe(shown)
})

test('lines stay lines, and what hides in one is spelled out', () => {
  expect(shownLines('one\n\u202etwo\r\nthree\0')).toBe('one\n‹U+202E›two‹U+000D›\nthree‹U+0000›')
})
