// Samples of S7comm-plus. No dissector that ships with tshark reads it: what is told here is the carrier, the form of what it carries is held
// against a capture that is not ours (`hex.test.ts`).
import { bytes } from './bytes.ts'
import * as plus from './s7comm-plus.ts'
import type { Sample } from './sample.ts'
import * as tpkt from './tpkt.ts'
import { overTcp } from './wire-samples.ts'

const SESSION = 0x7000_0e4d
const CREATE = 0x04ca
const DELETE = 0x04d4
const SET_VARIABLE = 0x04f2
const SET_MULTIPLE = 0x0542
const EXECUTION_UNIT = 52
const STATE_REQUEST = 2167
const STOP = bytes(0, 0x08, 1)
const RUN = bytes(0, 0x08, 3)

export function s7PlusSamples(): Sample[] {
  const request = (code: number, sequence: number, body: Uint8Array): Uint8Array =>
    plus.plusMessage(3, plus.plusRequest(code, sequence, SESSION, body))
  const done = (code: number, sequence: number): Uint8Array => plus.plusMessage(3, plus.plusAnswer(code, sequence, [0]))
  const cpu = plus.plusText('1;6ES7 511-1AK01-0AB0;V2.1')
  return [
    {
      name: 'S7comm-plus session, stop, start, write, blocks',
      frames: overTcp(102, [
        ['client', tpkt.connectRequest(1, 0x0600, 0x5349)],
        ['server', tpkt.connectConfirm(1, 6, 0x0600, 0x5349)],
        ['client', plus.plusMessage(1, plus.plusRequest(CREATE, 1, 288, bytes(0, 0, 1, 0x1d), 0, 4, 0))],
        ['server', plus.plusMessage(1, plus.plusAnswer(CREATE, 1, [0], 2, bytes(0x87, 0x70), cpu))],
        ['client', request(SET_VARIABLE, 2, plus.setAttribute(EXECUTION_UNIT, STATE_REQUEST, STOP))],
        ['server', done(SET_VARIABLE, 2)],
        ['client', request(DELETE, 3, bytes(0x8a, 0x0e, 0, 7))],
        ['server', done(DELETE, 3)],
        ['client', request(CREATE, 4, bytes(0, 0, 0, 3, 0, 4, 0))],
        ['server', done(CREATE, 4)],
        ['client', request(SET_VARIABLE, 5, plus.setAttribute(EXECUTION_UNIT, STATE_REQUEST, RUN))],
        ['server', done(SET_VARIABLE, 5)],
        ['client', request(SET_MULTIPLE, 6, plus.setSymbol(5, 113, bytes(0, 1, 1)))],
        ['server', done(SET_MULTIPLE, 6)],
        ['server', plus.plusMessage(3, plus.plusNotification(0x7000_0e51))],
      ]),
      protocol: 'cotp',
      fields: { 'cotp.eot': Array.from({ length: 13 }, () => '1'), 'cotp.srcref': ['0x0001', '0x0006'] },
    },
  ]
}
