import fc from 'fast-check'
import { expect, test } from 'vitest'
import { __camel__Length, looksLike__Pascal__ } from './decode.ts'
import { describe__Pascal__ } from './names.ts'

const NEED_MORE = 0
const NOT_MINE = -1

function lengthOf(bytes: Uint8Array): number {
  return __camel__Length(bytes, new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length)
}

function looksLike(bytes: Uint8Array): boolean {
  return looksLike__Pascal__(bytes, new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length)
}

test.each([
  { name: 'a whole message', bytes: '9d01 0002 abcd', length: 6 },
  { name: 'a body still to come', bytes: '9d01 0002', length: 6 },
  { name: 'a header cut', bytes: '9d01 00', length: NEED_MORE },
  { name: 'nothing yet', bytes: '', length: NEED_MORE },
  { name: 'another protocol', bytes: '0001 0000 0006', length: NOT_MINE },
  { name: 'a body that no message has', bytes: '9d01 ffff', length: NOT_MINE },
])('$name', ({ bytes, length }) => {
  expect(lengthOf(Uint8Array.from(Buffer.from(bytes.replaceAll(' ', ''), 'hex')))).toBe(length)
})

const message = fc
  .tuple(fc.constantFrom(1, 2, 0x81, 0x82), fc.uint8Array({ maxLength: 40 }))
  .map(([code, body]) => Uint8Array.from([0x9d, code, body.length >> 8, body.length & 255, ...body]))

test('whole messages are recognised, and none that is cut or begins otherwise', () => {
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 3 }), fc.nat(), (messages, n) => {
      const bytes = Uint8Array.from(messages.flatMap((each) => [...each]))
      expect(looksLike(bytes)).toBe(true)
      const first = messages[0]!.length
      expect(looksLike(bytes.slice(0, n % first))).toBe(false)
      expect(looksLike(Uint8Array.from([0x9c, ...bytes.slice(1)]))).toBe(false)
    }),
  )
})

test.each([
  { code: 2, name: 'Write', kind: 'write' },
  { code: 77, name: 'Function 77', kind: 'other' },
])('function $code is named $name', ({ code, name, kind }) => {
  expect(describe__Pascal__(code)).toEqual({ code: String(code), name, kind })
})
