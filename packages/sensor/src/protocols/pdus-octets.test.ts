// Lines of protocols that no dissector at hand names: the octets of every message, made again from its line, are those that a dissector says
// its carrier carried. A field that was read from the wrong place, left out or told twice makes other octets.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  allSamples,
  be16,
  be32,
  bytes,
  hasTshark,
  hex,
  le16,
  s7plus as plus,
  tpkt,
  tristationExecute,
} from '@penstock/sensor/encoders'
import { afterAll, expect, test } from 'vitest'
import { captureOf } from './capture.fixture.ts'
import { type PduLine, pduLines } from './pdus.fixture.ts'
import { tcpTalk, udpTalk } from './room.fixture.ts'

const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/captures/', import.meta.url))
const isMissing = !hasTshark() || !existsSync(SAMPLES)
const folder = mkdtempSync(join(tmpdir(), 'penstock-octets-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Row = Readonly<Record<string, unknown>>
const rows = (row: Row, member: string): readonly Row[] => (row[member] ?? []) as readonly Row[]
const number = (row: Row, member: string): number => Number(row[member])
const octets = (row: Row, member: string): Uint8Array => hex(typeof row[member] === 'string' ? row[member] : '')
const data = (row: Row): Uint8Array => octets(row, 'data')

function write(name: string, frames: readonly Uint8Array[]): string {
  const file = join(folder, name)
  writeFileSync(file, captureOf(frames))
  return file
}

function ofSample(protocol: string, name: string): string {
  return write(`${protocol}.pcap`, allSamples().find((sample) => sample.name === name)!.frames)
}

/** What a dissector says was carried, frame by frame. */
function carried(file: string, filter: string): [frame: number, octets: string][] {
  const args = ['-n', '-r', file, '-Y', filter, '-T', 'fields', '-e', 'frame.number', '-e', 'data.data']
  const text = execFileSync('tshark', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  return text
    .trim()
    .split('\n')
    .map((row) => row.split('\t'))
    .map(([frame, octets]) => [Number(frame), octets!.replaceAll(':', '')])
}

function madeAgain(file: string, protocol: string, make: (line: PduLine) => Uint8Array): [number, string][] {
  return pduLines(file, protocol).map((line) => [line.frame, Buffer.from(make(line)).toString('hex')])
}

/** Type, channel, length, body, checksum. */
function tristation(line: PduLine): Uint8Array {
  const isCommand = line['function'] !== undefined
  const size = 10 + data(line).length
  const command = bytes(
    ...[number(line, 'direction'), number(line, 'connection'), number(line, 'function'), number(line, 'sequence')],
    ...[le16(number(line, 'unknown')), le16(number(line, 'sum')), le16(size), data(line)],
  )
  const body = isCommand ? command : data(line)
  return bytes(number(line, 'type'), number(line, 'channel'), le16(body.length), body, le16(number(line, 'checksum')))
}

const TYPES = [
  ...['null', 'bool', 'usint', 'uint', 'udint', 'ulint', 'sint', 'int', 'dint', 'lint', 'byte', 'word', 'dword'],
  ...['lword', 'real', 'lreal', 'timestamp', 'timespan', 'rid', 'aid', 'blob', 'wstring'],
]

/** Flags, type and contents, as those of the captures at hand have them. */
function plusValue(row: Row): Uint8Array {
  const type = TYPES.indexOf(String(row['type']))
  const value = number(row, 'value')
  if (row['type'] === 'wstring') return plus.plusText(String(row['text']))
  if (['bool', 'usint', 'byte', 'sint'].includes(String(row['type']))) return bytes(0, type, value & 0xff)
  if (['int', 'uint', 'word'].includes(String(row['type']))) return bytes(0, type, be16(value))
  return bytes(0, type, row['data'] === undefined ? plus.variable(value) : data(row))
}

function plusAddress(row: Row): Uint8Array {
  const lids = rows(row, 'lids').map(({ lid }) => plus.variable(Number(lid)))
  return bytes(
    plus.variable(number(row, 'symbolCrc')),
    plus.variable(number(row, 'area')),
    plus.variable(lids.length),
    ...lids,
  )
}

const SET_VARIABLE = 0x04f2

/** Header, digest, head of the function, what it carries, trailer. */
function s7plus(line: PduLine): Uint8Array {
  const digest = line['digest'] === undefined ? bytes() : octets(line, 'digest')
  const head = line['digest'] === undefined ? digest : bytes(digest.length, digest)
  const version = number(line, 'version')
  const opcode = number(line, 'opcode')
  const call = bytes(opcode, be16(0), be16(number(line, 'function')), be16(0), be16(number(line, 'sequence')))
  const flags = number(line, 'transportFlags')
  const items = [...rows(line, 'values')].map((row) =>
    bytes(row['item'] === undefined ? bytes() : plus.variable(number(row, 'item')), plusValue(row)),
  )
  const addresses = rows(line, 'addresses').map(plusAddress)
  // Address fields are all numbers of an address, its lids among them.
  const fields = rows(line, 'addresses').reduce((sum, row) => sum + 3 + rows(row, 'lids').length, 0)
  const about =
    line['object'] === undefined
      ? bytes()
      : line['function'] === SET_VARIABLE
        ? bytes(be32(number(line, 'object')), 1, plus.variable(number(line, 'attribute')))
        : line['addresses'] === undefined
          ? bytes(be32(number(line, 'object')))
          : bytes(be32(0), plus.variable(addresses.length), plus.variable(fields), ...addresses)
  const body =
    line.kind === 'push'
      ? bytes(opcode, be32(number(line, 'subscription')), data(line))
      : line.kind === 'request'
        ? bytes(call, be32(number(line, 'session')), flags, about, ...items, data(line))
        : bytes(call, flags, octets(line, 'returnValue'), data(line))
  const trailer = line['hasTrailer'] === true ? bytes(0x72, version, be16(0)) : bytes()
  return bytes(0x72, version, be16(head.length + body.length), head, body, trailer)
}

const TRISTATION_SAMPLE = 'TriStation status, modules, halt, download, refused start'
const PLUS_SAMPLE = 'S7comm-plus session, stop, start, write, blocks'

test.skipIf(!hasTshark())('TriStation: every message of the made sample', () => {
  const file = ofSample('tristation', TRISTATION_SAMPLE)
  const again = madeAgain(file, 'tristation', tristation)
  expect(again).toEqual(carried(file, 'udp'))
  expect(again.length).toBe(20)
})

test.skipIf(isMissing)('TriStation: every message of an attack that is not ours', () => {
  const file = `${SAMPLES}tristation/attack.pcap`
  const again = madeAgain(file, 'tristation', tristation)
  expect(again).toEqual(carried(file, 'udp.port == 1502'))
  expect(again.length).toBeGreaterThan(800)
})

test.skipIf(!hasTshark())('S7comm-plus: every message of the made sample', () => {
  const file = ofSample('s7comm-plus', PLUS_SAMPLE)
  const again = madeAgain(file, 's7comm-plus', s7plus)
  expect(again).toEqual(carried(file, 'cotp && data'))
  expect(again.length).toBe(13)
})

test.skipIf(isMissing)('S7comm-plus: every message of a panel and its CPU that are not ours', () => {
  const file = `${SAMPLES}s7/s7comm-plus.pcap`
  const again = madeAgain(file, 's7comm-plus', s7plus)
  expect(again).toEqual(carried(file, 'cotp && data'))
  expect(again.length).toBe(121)
})

test('S7comm-plus: object, attribute, symbol and value of what is set', () => {
  const lines = pduLines(ofSample('s7comm-plus', PLUS_SAMPLE), 's7comm-plus')
  const requests = lines.filter(({ kind }) => kind === 'request')
  expect(requests.map((line) => [line['functionName'], line['object'], line['attribute']])).toEqual([
    ['CreateObject', 0x1d + 256, undefined],
    ['SetVariable', 52, 2167],
    ['DeleteObject', 0x8a0e_0007, undefined],
    ['CreateObject', 3, undefined],
    ['SetVariable', 52, 2167],
    ['SetMultiVariables', 0, undefined],
  ])
  expect(requests.flatMap((line) => rows(line, 'values'))).toEqual([
    { type: 'dint', value: 1 },
    { type: 'dint', value: 3 },
    { item: 1, type: 'bool', value: 1 },
  ])
  expect(rows(requests.at(-1)!, 'addresses')).toEqual([
    { symbolCrc: 0x1234, area: 0x8a0e_0005, lids: [{ lid: 2550 }, { lid: 113 }] },
  ])
  expect(lines.filter(({ kind }) => kind === 'response').map((line) => line['error'])).toEqual(
    Array.from({ length: 6 }, () => 0),
  )
})

test('S7comm-plus: what proves a password stands in no line', () => {
  const proof = bytes(0x10, 0x02, 4, 'PROOF'.slice(0, 4))
  const set = (attribute: number): Uint8Array =>
    plus.plusMessage(
      2,
      plus.plusRequest(SET_VARIABLE, 7, 0x7000_0e4d, plus.setAttribute(0x7000_0e4d, attribute, proof)),
    )
  const opening = [
    ['client', tpkt.connectRequest(1, 0x0600, 0x5349)],
    ['server', tpkt.connectConfirm(1, 6, 0x0600, 0x5349)],
  ] as const
  const file = write('secret.pcap', tcpTalk(102, [...opening, ['client', set(304)], ['client', set(1053)]]))
  const [secret, plain] = pduLines(file, 's7comm-plus')
  expect(secret).toMatchObject({ attribute: 304, hasSecret: true })
  expect(JSON.stringify(secret)).not.toContain(Buffer.from('PROO').toString('hex'))
  expect(plain).not.toHaveProperty('hasSecret')
  expect(plain!['data']).toContain(Buffer.from('PROO').toString('hex'))
})

test('TriStation: key, run state, part of a program and reason of a refusal are told beside the octets', () => {
  const lines = pduLines(ofSample('tristation', TRISTATION_SAMPLE), 'tristation')
  expect(lines.flatMap(({ keySwitch, runState }) => (keySwitch === undefined ? [] : [[keySwitch, runState]]))).toEqual([
    ['remote', 'running'],
    ['program', 'halted'],
  ])
  expect(lines.filter(({ part }) => part !== undefined)).toMatchObject([
    { functionName: 'Allocate program', part: 3, nextPart: 1, blocksOfWhole: 6, firstBlock: 0, blocks: 4 },
    { functionName: 'Allocate program', part: 3, firstBlock: 4, blocks: 2 },
    { functionName: 'Upload program response', part: 3, firstBlock: 0, blocks: 6 },
  ])
  expect(lines.find(({ function: code }) => code === 100)).toMatchObject({
    ...{ kind: 'response', reason: 212, reasonName: 'key setting prohibits this operation' },
  })
})

test('TriStation: a checksum that is wrong and a command longer than its message are marked', () => {
  const good = tristationExecute(false, 20, 1)
  const wrong = good.slice()
  wrong[wrong.length - 1]! ^= 1
  const long = good.slice()
  long[12] = 99
  const told = pduLines(
    write(
      'wrong.pcap',
      udpTalk(
        1502,
        [good, wrong, long].map((message) => ['client', message] as const),
      ),
    ),
    'tristation',
  )
  expect(told.map((line) => [line['isChecksumWrong'], line['isMalformed']])).toEqual([
    [undefined, undefined],
    [true, undefined],
    [true, true],
  ])
})

test('SNMP: a community stands in no line, nor in one that could not be read', () => {
  const sample = allSamples().find(({ name }) => name === 'SNMP set, traps and version 3')!.frames
  const cut = sample[0]!.slice()
  cut[45] = 0x7f
  for (const frames of [sample, [sample[0]!, cut]]) {
    const lines = pduLines(write('community.pcap', frames), 'snmp')
    expect(lines.length).toBe(frames.length)
    for (const secret of ['private', 'public'])
      for (const text of [secret, Buffer.from(secret).toString('hex')])
        expect(JSON.stringify(lines)).not.toContain(`"${text}`)
  }
})
