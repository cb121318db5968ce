// DNS over TCP.
import { be16, bytes, dnsAnswer, dnsQuery } from '@penstock/sensor/encoders'
import { expect, test } from 'vitest'
import { expectNoHarm, rowsOf, rowsWhenCut, tcpMiddle, tcpTalk } from '../room.fixture.ts'

const counted = (message: Uint8Array): Uint8Array => bytes(be16(message.length), message)
const TURNS = [
  ['client', counted(dnsQuery(1, 'plc.example'))],
  ['server', counted(dnsAnswer(1, 'plc.example', '192.0.2.7'))],
] as const
const SAID = {
  functions: ['client dns A x1'],
  details: ['dns-name plc.example x1', 'dns-answer plc.example 192.0.2.7 x1'],
}

test('questions and answers, on any port, in the middle, several in a segment', () => {
  expect(rowsOf(tcpTalk(53, TURNS))).toMatchObject({ ...SAID, anomalies: [] })
  expect(rowsOf(tcpMiddle(5300, TURNS))).toMatchObject(SAID)
  const two = bytes(TURNS[0][1], counted(dnsQuery(2, 'hmi.example')))
  expect(rowsOf(tcpTalk(53, [['client', two]])).details).toEqual(['dns-name plc.example x1', 'dns-name hmi.example x1'])
})

test('any cut gives the same rows, and damage does no harm', () => {
  const { whole, cut } = rowsWhenCut(53, TURNS)
  for (const rows of cut) expect(rows).toEqual(whole)
  expectNoHarm('tcp', 53, TURNS)
}, 60_000)
