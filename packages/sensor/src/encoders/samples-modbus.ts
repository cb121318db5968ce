// Samples of Modbus/TCP and UMAS.
import * as modbus from './modbus.ts'
import type { Sample } from './sample.ts'
import { overTcp, type Turn } from './wire-samples.ts'

export function modbusSamples(): Sample[] {
  const turn = (side: Turn[0], transaction: number, pdu: Uint8Array): Turn => [
    side,
    modbus.frame({ transaction, unit: 17 }, pdu),
  ]
  const ask = (transaction: number, request: Uint8Array, answer: Uint8Array): Turn[] => [
    turn('client', transaction, request),
    turn('server', transaction, answer),
  ]
  const words = modbus.writeRegistersRequest(8, [7, 8])
  const turns = [
    ...ask(1, modbus.readRequest(1, 0, 9), modbus.bitsResponse(1, [true, false, true])),
    ...ask(2, modbus.readRequest(3, 107, 2), modbus.registersResponse(3, [555, 100])),
    ...ask(3, modbus.writeCoil(4, true), modbus.writeCoil(4, true)),
    ...ask(4, modbus.writeRegister(6, 300), modbus.writeRegister(6, 300)),
    ...ask(5, modbus.writeCoilsRequest(3, [true, true]), modbus.writtenResponse(15, 3, 2)),
    ...ask(6, words, modbus.writtenResponse(16, 8, 2)),
    ...ask(7, modbus.maskWrite(4, 0xf2, 0x25), modbus.maskWrite(4, 0xf2, 0x25)),
    ...ask(8, modbus.readWriteRequest(3, 1, 14, [255]), modbus.registersResponse(23, [254])),
    ...ask(9, modbus.diagnostics(1, 0), modbus.diagnostics(1, 0)),
    ...ask(10, modbus.readRequest(3, 9000, 1), modbus.exception(3, 2)),
  ]
  const identity = modbus.deviceIdResponse(2, { 0: 'WAGO', 1: '750-8202', 2: 'FW22' })
  return [
    {
      name: 'Modbus functions',
      frames: overTcp(502, turns),
      protocol: 'mbtcp',
      fields: {
        'modbus.func_code': [
          '1',
          '1',
          '3',
          '3',
          '5',
          '5',
          '6',
          '6',
          '15',
          '15',
          '16',
          '16',
          '22',
          '22',
          '23',
          '23',
          '8',
          '8',
          '3',
          '3',
        ],
        'modbus.exception_code': ['2'],
        'modbus.regval_uint16': ['555', '100', '7', '8'],
      },
    },
    {
      name: 'Modbus device identification',
      frames: overTcp(502, ask(1, modbus.deviceIdRequest(2), identity)),
      protocol: 'mbtcp',
      fields: { 'modbus.object_str_value': ['WAGO', '750-8202', 'FW22'], 'modbus.mei': ['14', '14'] },
    },
    {
      name: 'UMAS in function 90',
      frames: overTcp(
        502,
        ask(1, modbus.umas(0, 2), modbus.umasIdentity(0, { name: 'BMX', hardwareId: 1, firmware: 2 })),
      ),
      protocol: 'mbtcp',
      fields: { 'modbus.func_code': ['90', '90'] },
    },
  ]
}
