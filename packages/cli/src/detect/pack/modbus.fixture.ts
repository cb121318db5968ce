// Trials of the rules over Modbus and UMAS.
import { be16, bytes, modbus } from '@penstock/sensor/encoders'
import { ask, type Film, type Trial, type Turn, tcp } from './wire.fixture.ts'

let transaction = 1
function turns(request: Uint8Array, answer: Uint8Array, unit = 1): readonly Turn[] {
  const header = { transaction: transaction++, unit }
  return ask(modbus.frame(header, request), modbus.frame(header, answer))
}

const echo = (pdu: Uint8Array) => tcp(502, turns(pdu, pdu))
const done = (service: number, data?: Uint8Array) => turns(modbus.umas(7, service, data), modbus.umas(7, 0xfe, bytes()))
const range = (count: number) => Array.from({ length: count }, (_, n) => n)
const written = (at: number, value: number) => turns(modbus.writeRegister(at, value), modbus.writeRegister(at, value))
const refused = (at: number) => turns(modbus.writeRegister(at, 1), modbus.exception(6, 2))
const unknown = (request: Uint8Array) => turns(request, modbus.exception(request[0]!, 1))
const FUNCTIONS = [
  modbus.diagnostics(0, 1),
  bytes(17),
  modbus.deviceIdRequest(1),
  modbus.umas(0, 2),
  bytes(20, 7, 6, be16(4), be16(1), be16(2)),
]
const record = bytes(21, 9, 6, be16(4), be16(7), be16(1), be16(0x1234))
const identity = (unit: number) =>
  turns(modbus.deviceIdRequest(1), modbus.deviceIdResponse(1, { 0: 'WAGO', 1: '750-8202', 2: '22' }), unit)
const readRecord = (): Film =>
  tcp(502, turns(bytes(20, 7, 6, be16(4), be16(1), be16(2)), bytes(20, 6, 5, 6, be16(3), be16(4))))

export const MODBUS_TRIALS: readonly Trial[] = [
  { rule: 'modbus/listen-only', positive: echo(modbus.diagnostics(4, 0)), benign: echo(modbus.diagnostics(0, 0xa537)) },
  {
    rule: 'modbus/communication-restarted',
    positive: echo(modbus.diagnostics(1, 0)),
    benign: echo(modbus.diagnostics(2, 0)),
  },
  {
    rule: 'modbus/counters-cleared',
    positive: echo(modbus.diagnostics(10, 0)),
    benign: echo(modbus.diagnostics(11, 0)),
  },
  {
    rule: 'modbus/umas-stop',
    positive: tcp(502, [...done(0x10), ...done(0x41), ...done(0x11)]),
    benign: tcp(502, [...done(0x10), ...done(0x40), ...done(0x12), ...done(0x11)]),
  },
  {
    rule: 'modbus/umas-program',
    positive: tcp(502, [
      ...done(0x30),
      ...turns(modbus.umasDownloadBlock(7, 1, bytes(1, 2, 3, 4)), modbus.umas(7, 0xfe)),
      ...done(0x32),
    ]),
    benign: tcp(502, [...done(0x22), ...done(0x23), ...done(0x26)]),
  },
  { rule: 'modbus/file-record-written', positive: tcp(502, turns(record, record)), benign: readRecord() },
  {
    rule: 'modbus/many-points-written',
    positive: tcp(
      502,
      range(60).flatMap((n) => written(100 + n, 1)),
    ),
    benign: range(60).flatMap((n): Film => [...tcp(502, written(100 + n, 1)), 30]),
  },
  {
    rule: 'modbus/address-probing',
    positive: tcp(
      502,
      range(6).flatMap((n) => refused(9000 + 10 * n)),
    ),
    benign: tcp(
      502,
      range(30).flatMap(() => refused(9000)),
    ),
  },
  {
    rule: 'modbus/function-probing',
    positive: tcp(502, FUNCTIONS.flatMap(unknown)),
    benign: tcp(
      502,
      range(20).flatMap(() => unknown(modbus.deviceIdRequest(1))),
    ),
  },
  {
    rule: 'modbus/unit-sweep',
    positive: tcp(
      502,
      range(12).flatMap((n) => identity(1 + n)),
    ),
    benign: range(12).flatMap((n): Film => [...tcp(502, identity(1 + (n % 3))), 60]),
  },
]
