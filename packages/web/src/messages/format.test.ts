import { formatSkew, formatSpan } from '@penstock/web/messages'
import { expect, test } from 'vitest'

test.each([
  { seconds: 0, text: '0 sec' },
  { seconds: 40.4, text: '40 sec' },
  { seconds: 60, text: '1 min' },
  { seconds: 3900, text: '1 hr 5 min' },
  { seconds: 7199.9, text: '2 hr' },
  { seconds: 86_400 * 2 + 10_800, text: '2 days 3 hr' },
])('$seconds seconds are $text', ({ seconds, text }) => {
  expect(formatSpan(seconds)).toBe(text)
})

test.each([
  { seconds: 0.25, text: '0.3 s' },
  { seconds: 59.9, text: '59.9 s' },
  { seconds: 61, text: '2 min' },
  { seconds: 1_796_017_165, text: '20,788 days' },
])('a clock that is off by $seconds seconds is off by $text', ({ seconds, text }) => {
  expect(formatSkew(seconds)).toBe(text)
})
