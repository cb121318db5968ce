// Logons in the clear; what is typed for a password never comes out.
import { bytes } from '@penstock/sensor/encoders'
import { expect, test } from 'vitest'
import { expectNoHarm, rowsOf, rowsWhenCut, tcpTalk } from '../room.fixture.ts'

type Turn = readonly ['client' | 'server', Uint8Array]
const OPTIONS: readonly Turn[] = [
  ['server', bytes(0xff, 0xfd, 0x18, 0xff, 0xfb, 0x01)],
  ['client', bytes(0xff, 0xfc, 0x18, 0xff, 0xfa, 0x18, 0, 'login: ', 0xff, 0xf0)],
]
const SECRET = 'k1ln-secret'
const dialogue = (end: string): readonly Turn[] => [
  ...OPTIONS,
  ['server', bytes('Scalance X208\r\nsw1 login: ')],
  ['client', bytes('admim')],
  ['client', bytes(8, 'n\r\n')],
  ['server', bytes('admin\r\nPassword: ')],
  ['client', bytes(`${SECRET}\r\n`)],
  ['server', bytes(`\r\n${end}`)],
]

test.each([
  { end: 'Last login: Thu Oct  1\r\nsw1# ', result: 'accepted' },
  { end: 'CLI> ', result: 'accepted' },
  { end: 'Login incorrect\r\nsw1 login: ', result: 'refused' },
  { end: '\r\nUser Name: ', result: 'refused' },
])('the account and the result of a logon that ends with $end', ({ end, result }) => {
  const rows = rowsOf(tcpTalk(23, dialogue(end)))
  expect(rows.logons).toEqual([`client telnet password admin ${result} x1`])
  expect(JSON.stringify(rows)).not.toContain(SECRET)
})

test('a second try after a refusal counts for itself', () => {
  const rows = rowsOf(
    tcpTalk(2323, [
      ...dialogue('Login incorrect\r\nsw1 login: '),
      ['client', bytes('root\r\n')],
      ['server', bytes('Password: ')],
      ['client', bytes(`${SECRET}\r\n`)],
      ['server', bytes('\r\nWelcome\r\n$ ')],
    ]),
  )
  expect(rows.logons).toEqual(['client telnet password admin refused x1', 'client telnet password root accepted x1'])
})

test('letters one by one, and any cut, give the same rows', () => {
  const single = dialogue('sw1# ').flatMap(([side, data]): Turn[] => [...data].map((octet) => [side, bytes(octet)]))
  const { whole, cut } = rowsWhenCut(23, dialogue('sw1# '))
  expect(whole.logons).toEqual(['client telnet password admin accepted x1'])
  for (const rows of cut) expect(rows.logons).toEqual(whole.logons)
  expect(
    rowsOf(tcpTalk(23, [...OPTIONS, ...single.slice(OPTIONS.flatMap(([, data]) => [...data]).length)])).logons,
  ).toEqual(whole.logons)
}, 60_000)

test('what is typed behind the logon is not kept, nor is a dialogue without one', () => {
  const rows = rowsOf(tcpTalk(23, [...dialogue('sw1# '), ['client', bytes('set password topsecret\r\n')]]))
  expect(JSON.stringify(rows)).not.toContain('topsecret')
  expect(rowsOf(tcpTalk(23, [...OPTIONS, ['server', bytes('x\r\n'.repeat(9000))]])).logons).toEqual([])
})

test('damage does no harm', () => {
  expectNoHarm('tcp', 23, dialogue('sw1# '))
}, 60_000)
