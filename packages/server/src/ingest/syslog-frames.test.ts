// Through the file, as bytes of a socket come: a stream is cut into the same messages wherever the network cuts it.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SyslogFrames } from './syslog-frames.ts'

const MOST = 64

function cut(stream: Buffer, at: readonly number[]): { readonly messages: string[]; readonly cut: number } {
  const frames = new SyslogFrames(MOST)
  const edges = [0, ...[...at].sort((a, b) => a - b), stream.length]
  const found: Buffer[] = []
  for (const [nth, from] of edges.slice(0, -1).entries())
    found.push(...frames.push(stream.subarray(from, edges[nth + 1])))
  const cuts = frames.takeCut()
  found.push(...frames.end())
  return { messages: found.map((each) => each.toString('latin1')), cut: cuts }
}

test.each([
  ['LF after each', '<13>a\n<13>b\n', ['<13>a', '<13>b']],
  ['octets before each', '5 <13>a6 <13>bc', ['<13>a', '<13>bc']],
  ['both in one stream', '7 <13>x\ny<13>z\n5 <13>q', ['<13>x\ny', '<13>z', '<13>q']],
  [
    'a line that begins with digits and a space is no count',
    '12 monkeys\n2026-11-29 x\n',
    ['12 monkeys', '2026-11-29 x'],
  ],
  ['JSON and CEF are lines', '{"a":1}\nCEF:0|x\n', ['{"a":1}', 'CEF:0|x']],
  ['the rest of a stream that ends', '<13>a\n<13>half', ['<13>a', '<13>half']],
  ['nothing between two ends is none', '\n\n<13>a\n\n', ['<13>a']],
])('%s', (_, stream, messages) => {
  expect(cut(Buffer.from(stream, 'latin1'), [])).toEqual({ messages, cut: 0 })
})

test.each([
  ['counted', `100 <${'x'.repeat(99)}5 <13>a`],
  ['a line', `<${'x'.repeat(99)}\n<13>a\n`],
])('of a message beyond the bound the beginning is given, counted, and the next one is read: %s', (_, stream) => {
  const { messages, cut: cuts } = cut(Buffer.from(stream, 'latin1'), [])
  expect(messages).toEqual([`<${'x'.repeat(MOST - 1)}`, '<13>a'])
  expect(cuts).toBe(1)
})

const text = fc
  .string({ unit: fc.constantFrom('a', '0', '9', ' ', '<', '>', '-'), maxLength: 20 })
  .map((rest) => `<13>${rest}`)
const counted = fc.tuple(text, fc.constantFrom('', '\n', 'x\ny')).map(([head, tail]) => ({
  wire: `${head.length + tail.length} ${head}${tail}`,
  message: head + tail,
}))
const line = text.map((message) => ({ wire: `${message}\n`, message }))

test('a stream is cut into its messages wherever the network cuts it', () => {
  const streams = fc.array(fc.oneof(counted, line), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(streams, fc.array(fc.nat({ max: 300 }), { maxLength: 12 }), (sent, cuts) => {
      const wire = Buffer.from(sent.map((each) => each.wire).join(''), 'latin1')
      const at = cuts.map((each) => each % (wire.length + 1))
      expect(cut(wire, at).messages).toEqual(sent.map(({ message }) => message))
    }),
  )
})
