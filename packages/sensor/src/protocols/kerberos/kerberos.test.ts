// Logons of Kerberos and their results, over both transports.
import { bytes, kerberos } from '@penstock/sensor/encoders'
import { expect, test } from 'vitest'
import { expectNoHarm, rowsOf, rowsWhenCut, tcpTalk, udpTalk } from '../room.fixture.ts'

const block = (length: number) => new Uint8Array(length).fill(7)
const TIME = '20261001060000Z'
const who = (user: string) => ({ realm: 'PLANT.EXAMPLE', user, till: '20370913024805Z', nonce: 7 })
const logon = (user: string) =>
  [
    ['client', kerberos.asRequest(who(user), null)],
    ['server', kerberos.preauthRequired(who(user), TIME)],
    ['client', kerberos.asRequest(who(user), block(56))],
    ['server', kerberos.asReply(who(user), block(200), block(150))],
  ] as const

test('a logon with its proof asked for first is one accepted logon', () => {
  expect(rowsOf(tcpTalk(88, logon('engineer')))).toMatchObject({
    logons: ['client kerberos kerberos engineer@PLANT.EXAMPLE accepted x1'],
    functions: ['client kerberos AS-REQ x2'],
    details: [
      'kerberos-realm PLANT.EXAMPLE x4',
      'kerberos-client engineer x3',
      'kerberos-service krbtgt/PLANT.EXAMPLE x2',
      'kerberos-error preauthentication required x1',
    ],
    claims: [],
    anomalies: [],
  })
})

test.each([
  { code: 24, name: 'preauthentication failed' },
  { code: 18, name: 'client revoked' },
  { code: 99, name: 'error 99' },
])('error $code refuses whom the request named', ({ code, name }) => {
  const rows = rowsOf(
    udpTalk(88, [
      ['client', kerberos.asDatagram(kerberos.asRequest(who('ops'), block(56)))],
      ['server', kerberos.asDatagram(kerberos.refusal(who('ops'), TIME, code))],
    ]),
  )
  expect(rows.logons).toEqual(['client kerberos kerberos ops@PLANT.EXAMPLE refused x1'])
  expect(rows.details).toContain(`kerberos-error ${name} x1`)
})

test('the account of a machine names it, as a conclusion', () => {
  expect(rowsOf(tcpTalk(88, logon('HIS1$'))).claims).toEqual(['client name HIS1 (kerberos-machine-account, inferred)'])
})

test('a ticket that is refused is no logon, and names its service', () => {
  const rows = rowsOf(
    tcpTalk(88, [
      ['client', kerberos.ticketRequest(who('ops'), ['cifs', 'hist1.plant.example'], block(60))],
      ['server', kerberos.refusal(who('ops'), TIME, 7)],
    ]),
  )
  expect(rows.logons).toEqual([])
  expect(rows.functions).toEqual(['client kerberos TGS-REQ x1'])
  expect(rows.details).toEqual(
    expect.arrayContaining(['kerberos-service cifs/hist1.plant.example x1', 'kerberos-error service unknown x1']),
  )
})

test('any cut, and two messages in a segment, give the same rows', () => {
  const { whole, cut } = rowsWhenCut(88, logon('engineer'))
  for (const rows of cut) expect(rows).toEqual(whole)
  const [first, , second] = logon('engineer')
  expect(rowsOf(tcpTalk(88, [['client', bytes(first[1], second[1])]])).functions).toEqual(['client kerberos AS-REQ x2'])
}, 60_000)

test('damage does no harm', () => {
  expectNoHarm('tcp', 88, logon('engineer'))
}, 60_000)
