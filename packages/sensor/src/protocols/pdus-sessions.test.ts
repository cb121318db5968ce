// Lines of OPC UA, MMS and FINS whole: what no dissector is asked.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allSamples, bytes, finsRequest, finsTcp } from '@penstock/sensor/encoders'
import { afterAll, expect, test } from 'vitest'
import { captureOf } from './capture.fixture.ts'
import { type PduLine, pduLines } from './pdus.fixture.ts'
import { tcpTalk } from './room.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'penstock-sessions-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('OPC UA: what is written, called and refused stands in the line of the last chunk', () => {
  const lines = linesOfSample('OPC UA session, write, call, subscription', 'opc-ua')
  expect(lines.filter(({ serviceName }) => serviceName === 'Write')).toMatchObject([
    {
      ...{ kind: 'request', message: 'MSG', chunk: 'F', channel: 3, token: 1, sequence: 4, request: 4, type: 673 },
      nodes: [
        { namespace: 2, name: 'Tank.Setpoint', attribute: 13, valueType: 10, value: 3.5 },
        { namespace: 2, name: 'Tank.Limit', attribute: 13, valueType: 10, value: 9 },
      ],
    },
    {
      ...{ kind: 'response', type: 676, status: 0 },
      results: [{ status: 0 }, { status: 0x801f_0000, statusName: 'BadUserAccessDenied' }],
    },
    { nodes: [{ name: 'Tank.Setpoint', value: 4 }] },
  ])
  expect(lines.find(({ serviceName }) => serviceName === 'Call')).toMatchObject({
    methods: [{ namespace: 2, name: 'Tank', method: 'Tank.Drain', data: '010000000a0000c03f' }],
  })
  expect(lines.filter(({ chunk }) => chunk === 'C').map(({ type }) => type)).toEqual([undefined, undefined])
  expect(lines.at(-1)).toMatchObject({
    kind: 'session',
    message: 'ERR',
    statusName: 'BadUnexpectedError',
    reason: 'stopped',
  })
})

test('MMS: a control is told with every value of its structure, its refusal with the number', () => {
  const lines = linesOfSample('MMS control, report, file, domain', 'iec61850-mms')
  const writes = lines.filter(({ serviceName }) => serviceName === 'Write')
  expect(writes[0]).toMatchObject({
    ...{ kind: 'request', pdu: 'confirmed-request', invoke: 3, service: 5 },
    objects: [{ domain: 'REL1CTRL', item: 'CSWI1$CO$Pos$SBOw' }],
    values: [
      { type: 'structure' },
      { depth: 1, type: 'boolean', value: 1 },
      { depth: 1, type: 'structure' },
      { depth: 2, type: 'integer', value: 3 },
      { depth: 2, type: 'octet-string', data: '31' },
      { depth: 1, type: 'unsigned', value: 1 },
      { depth: 1, type: 'utc-time', data: '6a0000000000000a' },
      { depth: 1, type: 'boolean', value: 0 },
      { depth: 1, type: 'bit-string', data: '0600' },
    ],
  })
  expect(writes.slice(1).map(({ values }) => values)).toEqual([
    [{ isWritten: true }],
    expect.any(Array),
    [{ failure: 3 }],
  ])
  expect(lines.filter(({ kind }) => kind === 'push').map(({ list, objects }) => [list, objects])).toEqual([
    [[{ item: 'RPT' }], undefined],
    [undefined, [{ item: 'LastApplError' }]],
  ])
  expect(lines.flatMap(({ name }) => name ?? [])).toEqual([
    'PLANT',
    'COMTRADE/a.cfg',
    'LOGIC',
    'LOGIC',
    'LOGIC',
    'COMTRADE/a.cfg',
  ])
})

test('no line holds a password: neither the token of a session nor what unlocks a program', () => {
  const [activated] = linesOfSample('OPC UA session, write, call, subscription', 'opc-ua').filter(
    ({ serviceName, kind }) => serviceName === 'ActivateSession' && kind === 'request',
  )
  expect(activated).toMatchObject({ hasSecret: true })
  expect(activated).not.toHaveProperty('data')
  const unlock = finsTcp(2, finsRequest({ client: 10, server: 20, service: 1 }, 0x0305, bytes(0, 0, 0, 'SECRET12')))
  const [line] = linesOf(tcpTalk(9600, [['client', unlock]]), 'fins')
  expect(line).toMatchObject({ command: 0x0305, hasSecret: true })
  expect(JSON.stringify(line)).not.toContain(Buffer.from('SECRET12').toString('hex'))
})

function linesOfSample(name: string, protocol: string): PduLine[] {
  return linesOf(allSamples().find((sample) => sample.name === name)!.frames, protocol)
}

function linesOf(frames: readonly Uint8Array[], protocol: string): PduLine[] {
  const file = join(folder, 'lines.pcap')
  writeFileSync(file, captureOf(frames))
  return pduLines(file, protocol)
}
