// Where messages end: whole, begun, and not of the protocol. The bytes are written out by hand.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ETHERNET_IP, ISO_ON_TCP, looksLike, MODBUS, messageLength, NEED_MORE, NOT_MINE } from './index.ts'

const SESSION = '65000400 00000000 00000000 0000000000000000 00000000 01000000'

test.each([
  { name: 'read holding registers', protocol: MODBUS, bytes: '0001 0000 0006 11 03 006b 0003', length: 12 },
  { name: 'a Modbus body still to come', protocol: MODBUS, bytes: '0001 0000 0006 11 03', length: 12 },
  { name: 'a Modbus head still to come', protocol: MODBUS, bytes: '0001 0000 00', length: NEED_MORE },
  {
    name: 'a length beyond any Modbus message',
    protocol: MODBUS,
    bytes: '0001 0000 1000 11 03 006b 0003',
    length: NOT_MINE,
  },
  { name: 'another protocol identifier', protocol: MODBUS, bytes: '0001 0007 0006 11 03 006b 0003', length: NOT_MINE },
  { name: 'a TPKT packet', protocol: ISO_ON_TCP, bytes: '0300 0007 02f080', length: 7 },
  { name: 'a TPKT head still to come', protocol: ISO_ON_TCP, bytes: '0300 00', length: NEED_MORE },
  { name: 'another TPKT version', protocol: ISO_ON_TCP, bytes: '0200 0007 02f080', length: NOT_MINE },
  { name: 'a TPKT length below its own head', protocol: ISO_ON_TCP, bytes: '0300 0003 02f080', length: NOT_MINE },
  { name: 'register session', protocol: ETHERNET_IP, bytes: SESSION, length: 28 },
  { name: 'an encapsulation head still to come', protocol: ETHERNET_IP, bytes: '65000400 00000000', length: NEED_MORE },
  { name: 'an unknown command', protocol: ETHERNET_IP, bytes: '9900 0400 00000000', length: NOT_MINE },
  {
    name: 'options that are not zero',
    protocol: ETHERNET_IP,
    bytes: SESSION.replace('00000000 01000000', '01000000 01000000'),
    length: NOT_MINE,
  },
])('$name', ({ protocol, bytes, length }) => {
  const [input, view] = hex(bytes)
  expect(messageLength(protocol, input, view, 0, input.length)).toBe(length)
})

test.each([
  { name: 'a request', bytes: '0001 0000 0006 11 03 006b 0003', is: true },
  { name: 'an exception', bytes: '0001 0000 0003 11 83 02', is: true },
  {
    name: 'two messages and the beginning of a third',
    bytes: '0001 0000 0006 11 03 006b 0003 0002 0000 0006 11 03 006b 0003 0003',
    is: true,
  },
  { name: 'only the beginning of one', bytes: '0001 0000 0006 11', is: false },
  { name: 'a function that nobody knows', bytes: '0001 0000 0006 11 4d 006b 0003', is: false },
  { name: 'a write whose bytes do not fit its count', bytes: '0001 0000 0009 11 10 0001 0001 04 0001', is: false },
  { name: 'text', bytes: '474554202f20485454502f312e310d0a', is: false },
])('what looks like Modbus: $name', ({ bytes, is }) => {
  const [input, view] = hex(bytes)
  expect(looksLike(MODBUS, input, view, 0, input.length)).toBe(is)
})

test('a message cut anywhere is never taken for another length', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(
        [MODBUS, '0001 0000 0006 11 03 006b 0003'],
        [ISO_ON_TCP, '0300 0007 02f080'],
        [ETHERNET_IP, SESSION],
      ),
      fc.nat(),
      ([protocol, text], n) => {
        const [input, view] = hex(text as string)
        const whole = messageLength(protocol as number, input, view, 0, input.length)
        const cut = messageLength(protocol as number, input, view, 0, n % input.length)
        expect([NEED_MORE, whole]).toContain(cut)
      },
    ),
  )
})

function hex(text: string): [Uint8Array, DataView] {
  const digits = text.replaceAll(' ', '')
  const input = Uint8Array.from({ length: digits.length / 2 }, (_, n) =>
    Number.parseInt(digits.slice(n * 2, n * 2 + 2), 16),
  )
  return [input, new DataView(input.buffer)]
}
