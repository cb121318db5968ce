// What requests write, in the words of readings.
import { type WrittenValue, writtenValues } from '@penstock/model/baselines'
import type { OperationSeen } from '@penstock/model/observations'
import { expect, test } from 'vitest'

type Asked = Pick<OperationSeen, 'protocol' | 'kind' | 'target' | 'values' | 'result'>

const MODBUS: Asked = {
  protocol: 'modbus-tcp',
  kind: 'write',
  target: 'unit 1 register 7',
  values: ['940'],
  result: 'ok',
}
const point = (name: string, value: number, place = name): WrittenValue => ({ place, point: name, value })

test.each<[string, Asked, readonly WrittenValue[]]>([
  [
    'a register, which is read as a holding register',
    MODBUS,
    [point('unit 1 holding register 7', 940, 'unit 1 register 7')],
  ],
  [
    'several registers, one by one',
    { ...MODBUS, target: 'unit 3 registers 9-10', values: ['1', '-2'] },
    [
      point('unit 3 holding register 9', 1, 'unit 3 register 9'),
      point('unit 3 holding register 10', -2, 'unit 3 register 10'),
    ],
  ],
  [
    'more registers than values that were kept',
    { ...MODBUS, target: 'unit 3 registers 9-99', values: ['1'] },
    [point('unit 3 holding register 9', 1, 'unit 3 register 9')],
  ],
  [
    'a set point',
    { ...MODBUS, protocol: 'iec104', target: 'ASDU 12 IOA 3001', values: ['21.5', 'pulse'] },
    [point('ASDU 12 IOA 3001', 21.5)],
  ],
  [
    'a command, which is no number',
    { ...MODBUS, kind: 'control', protocol: 'iec104', target: 'ASDU 12 IOA 1', values: ['on'] },
    [],
  ],
  ['bytes, which are no number of a point', { ...MODBUS, protocol: 's7comm', target: 'DB 5', values: ['0x1234'] }, []],
  ['what the device refused', { ...MODBUS, result: 'illegal address' }, []],
  [
    'what nobody answered, as it may have been taken',
    { ...MODBUS, result: null },
    [point('unit 1 holding register 7', 940, 'unit 1 register 7')],
  ],
  ['a program', { ...MODBUS, kind: 'program-download' }, []],
  ['no place', { ...MODBUS, target: null }, []],
  ['no value', { ...MODBUS, values: [] }, []],
])('%s', (_, asked, written) => {
  expect(writtenValues(asked)).toEqual(written)
})
