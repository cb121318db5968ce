import { formatSpan } from '@penstock/web/messages'
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
