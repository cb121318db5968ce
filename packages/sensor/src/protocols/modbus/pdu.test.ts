// Every Modbus PDU as a line, held field by field against an independent dissector.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { allSamples, bytes, hasTshark, httpRequest, modbus, TcpConversation } from '@penstock/sensor/encoders'
import { observePdus } from '@penstock/sensor/observe'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { captureOf } from '../capture.fixture.ts'
import { tcpTalk } from '../room.fixture.ts'

const SAMPLES = fileURLToPath(new URL('../../../../../../shared/samples/captures/modbus/', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'penstock-pdus-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A line as it is read again; every member but the first six is the protocol's own. */
interface Line {
  readonly file: string
  readonly frame: number
  readonly at: string
  readonly source: string
  readonly sourcePort: number
  readonly target: string
  readonly targetPort: number
  readonly length: number
  readonly kind: 'request' | 'response'
  readonly transaction: number
  readonly unit: number
  readonly function: number
  readonly functionName: string
  readonly exception?: number
  readonly address?: number
  readonly quantity?: number
  readonly values?: readonly number[]
  readonly writeAddress?: number
  readonly writeQuantity?: number
  readonly andMask?: number
  readonly orMask?: number
  readonly subFunction?: number
  readonly data?: string
  readonly isMalformed?: true
}

const FIELDS = [
  'frame.number',
  'tcp.srcport',
  'tcp.dstport',
  'mbtcp.trans_id',
  'mbtcp.unit_id',
  'modbus.func_code',
  'modbus.exception_code',
  'modbus.reference_num',
  'modbus.word_cnt',
  'modbus.bit_cnt',
  'modbus.read_reference_num',
  'modbus.read_word_cnt',
  'modbus.write_reference_num',
  'modbus.write_word_cnt',
  'modbus.and_mask',
  'modbus.or_mask',
  'modbus.diagnostic_code',
  'modbus.regval_uint16',
  'modbus.data',
  'modbus.bitval',
] as const
type Field = (typeof FIELDS)[number]
/** Functions of coils and inputs. */
const BITS = new Set([1, 2, 15])

const hexOf = (values: readonly number[]): string => values.map((value) => value.toString(16).padStart(4, '0')).join('')
const bitsOf = (data: string): string[] =>
  [...Buffer.from(data, 'hex')].flatMap((octet) => Array.from({ length: 8 }, (_, n) => String((octet >> n) & 1)))

/** A line in the dissector's words. */
function asDissected(line: Line, coils: number): [Field, string | number | undefined][] {
  const { address, quantity, values, data, kind } = line
  const isBoth = line.function === 23
  // The rest of what others carry has fields of its own there.
  const hasData = [7, 15, 17, 90].includes(line.function) || (line.subFunction === 2 && kind === 'request')
  const isRegisters = (line.function === 3 || line.function === 4 || line.function === 16) && values !== undefined
  return [
    ['mbtcp.trans_id', line.transaction],
    ['mbtcp.unit_id', line.unit],
    ['modbus.func_code', line.function],
    ['modbus.exception_code', line.exception],
    [isBoth ? 'modbus.read_reference_num' : 'modbus.reference_num', address],
    [isBoth ? 'modbus.read_word_cnt' : BITS.has(line.function) ? 'modbus.bit_cnt' : 'modbus.word_cnt', quantity],
    ['modbus.write_reference_num', line.writeAddress],
    ['modbus.write_word_cnt', line.writeQuantity],
    ['modbus.and_mask', line.andMask === undefined ? undefined : `0x${hexOf([line.andMask])}`],
    ['modbus.or_mask', line.orMask === undefined ? undefined : `0x${hexOf([line.orMask])}`],
    ['modbus.diagnostic_code', line.subFunction],
    ['modbus.regval_uint16', isRegisters ? values.join() : undefined],
    ['modbus.data', values !== undefined && !isRegisters ? hexOf(values) || undefined : hasData ? data : undefined],
    [
      'modbus.bitval',
      data !== undefined && BITS.has(line.function) && kind === 'response'
        ? bitsOf(data).slice(0, coils).join()
        : undefined,
    ],
  ]
}

/** By frame, what each side says of the messages in it; a field that occurs several times is a list with commas. */
function tellBoth(file: string): { own: Record<string, string>[]; dissected: Record<string, string>[] } {
  const args = ['-n', '-r', file, '-Y', 'modbus', '-T', 'fields', '-E', 'separator=|', '-E', 'occurrence=a']
  const text = execFileSync('tshark', [...args, ...FIELDS.flatMap((field) => ['-e', field])], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const dissected = text
    .trimEnd()
    .split('\n')
    .map((row) => {
      const cells = row.split('|')
      return Object.fromEntries(
        FIELDS.flatMap((field, n) => (cells[n] === '' || cells[n] === '<MISSING>' ? [] : [[field, cells[n]!]])),
      )
    })
  const own = new Map<number, Record<string, string>>()
  // The dissector knows from the request how many of an answer's last bits are coils.
  const asked = new Map<string, number>()
  for (const lines of observePdus([file], 'modbus-tcp')) {
    for (const part of Buffer.from(lines).toString().split('\n').slice(0, -1)) {
      const line = JSON.parse(part) as Line
      const talk = `${line.source} ${line.sourcePort} ${line.target} ${line.targetPort} ${line.transaction}`
      const back = `${line.target} ${line.targetPort} ${line.source} ${line.sourcePort} ${line.transaction}`
      if (line.quantity !== undefined) asked.set(talk, line.quantity)
      const row = own.get(line.frame) ?? {
        'frame.number': String(line.frame),
        'tcp.srcport': String(line.sourcePort),
        'tcp.dstport': String(line.targetPort),
      }
      own.set(line.frame, row)
      for (const [field, value] of asDissected(line, asked.get(back) ?? 0)) {
        if (value !== undefined) row[field] = row[field] === undefined ? String(value) : `${row[field]},${value}`
      }
    }
  }
  const rows = [...own.values()].sort((a, b) => Number(a['frame.number']) - Number(b['frame.number']))
  return { own: rows, dissected }
}

/** Cut, pipelined, sent twice, tagged, over IPv6, and beside a protocol that is not asked for. */
function hardFrames(): Uint8Array[] {
  const ends = { mac: '02:00:00:00:00:01', ip: '192.0.2.10' }
  const plc = { mac: '02:00:00:00:00:02', ip: '192.0.2.20', port: 502 }
  const pdu = (transaction: number, body: Uint8Array): Uint8Array => modbus.frame({ transaction, unit: 3 }, body)
  const cut = new TcpConversation({ ...ends, port: 40_001 }, plc)
  const tagged = new TcpConversation({ ...ends, port: 40_002 }, plc, { tags: [{ vlan: 7 }] })
  const v6 = new TcpConversation({ ...ends, ip: '2001:db8::a', port: 40_003 }, { ...plc, ip: '2001:db8::b' })
  const web = new TcpConversation({ ...ends, port: 40_004 }, { ...plc, port: 80 })
  const registers = Array.from({ length: 125 }, (_, n) => n * 500)
  const frames = [
    ...cut.open(),
    ...cut.send('client', pdu(1, modbus.readRequest(3, 65_535, 125))),
    ...cut.sendCut('server', pdu(1, modbus.registersResponse(3, registers)), [20, 100]),
    ...cut.send('client', bytes(pdu(2, modbus.readRequest(4, 1, 1)), pdu(3, modbus.writeRegister(2, 65_535)))),
    ...cut.send('server', bytes(pdu(2, modbus.registersResponse(4, [0])), pdu(3, modbus.writeRegister(2, 65_535)))),
    ...tagged.open(),
    ...tagged.send('client', pdu(0, modbus.readRequest(2, 10, 12))),
    ...tagged.send(
      'server',
      pdu(
        0,
        modbus.bitsResponse(
          2,
          Array.from({ length: 12 }, (_, n) => n % 3 === 0),
        ),
      ),
    ),
    ...web.open(),
    ...web.send('client', httpRequest('GET', '/', { Host: 'plc' })),
    ...v6.open(),
    ...v6.send('client', pdu(65_535, modbus.writeCoilsRequest(9, [true, false, true]))),
    ...v6.send('server', pdu(65_535, modbus.exception(15, 4))),
  ]
  // The first question is sent twice.
  return [...frames.slice(0, 4), frames[3]!, ...frames.slice(4)]
}

function write(name: string, capture: Uint8Array): string {
  const file = join(folder, name)
  writeFileSync(file, capture)
  return file
}

describe.skipIf(!hasTshark())('a dissector that is not ours reads the same', () => {
  test('in every made sample', () => {
    const frames = allSamples()
      .filter(({ protocol }) => protocol === 'mbtcp')
      .flatMap((sample) => sample.frames)
    const { own, dissected } = tellBoth(write('samples.pcap', captureOf(frames)))
    expect(own).toEqual(dissected)
    expect(own.length).toBeGreaterThan(20)
  })

  test('in streams that are cut, pipelined, repeated, tagged, on IPv6', () => {
    const { own, dissected } = tellBoth(write('hard.pcap', captureOf(hardFrames())))
    expect(own).toEqual(dissected)
    expect(own).toHaveLength(8)
  })

  test.skipIf(!existsSync(SAMPLES)).each(['function-codes.pcap', 'small.pcap', 'polling.pcap'])('in %s', (name) => {
    const { own, dissected } = tellBoth(SAMPLES + name)
    expect(own).toEqual(dissected)
  })
})

/** Lines of a capture, whatever the size of the reads. */
function linesOf(frames: readonly Uint8Array[], options: { chunkBytes?: number; maxFlows?: number } = {}): Line[] {
  let text = ''
  for (const lines of observePdus([write('frames.pcap', captureOf(frames))], 'modbus-tcp', options))
    text += Buffer.from(lines).toString()
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line)
}

test('a line holds the place, the ends and the whole PDU', () => {
  const request = modbus.frame({ transaction: 258, unit: 9 }, modbus.readWriteRequest(3, 1, 14, [255, 65_535]))
  const lines = linesOf(tcpTalk(502, [['client', request]]))
  expect(lines).toEqual([
    {
      file: join(folder, 'frames.pcap'),
      frame: 4,
      at: '2026-10-01T06:00:00.003000Z',
      source: '192.0.2.10',
      sourcePort: 40_000,
      target: '192.0.2.20',
      targetPort: 502,
      length: 21,
      kind: 'request',
      transaction: 258,
      unit: 9,
      function: 23,
      functionName: 'Read/Write Multiple Registers',
      address: 3,
      quantity: 1,
      writeAddress: 14,
      writeQuantity: 2,
      values: [255, 65_535],
    },
  ])
})

test('what does not hold together is told as it lies on the wire', () => {
  const odd = modbus.frame({ transaction: 1, unit: 1 }, bytes(3, 9, 1, 2))
  expect(
    linesOf(
      tcpTalk(502, [
        ['client', modbus.frame({ transaction: 0, unit: 1 }, modbus.readRequest(3, 0, 1))],
        ['server', odd],
      ]),
    ),
  ).toMatchObject([{ transaction: 0 }, { transaction: 1, function: 3, isMalformed: true, data: '090102' }])
})

test('the size of the reads and where a message is cut change no line but its frame', () => {
  const turns = [
    ['client', modbus.frame({ transaction: 7, unit: 1 }, modbus.readRequest(3, 5, 3))],
    ['server', modbus.frame({ transaction: 7, unit: 1 }, modbus.registersResponse(3, [1, 2, 3]))],
  ] as const
  const place = ({ file: _file, frame: _frame, at: _at, ...rest }: Line): object => rest
  const whole = linesOf(tcpTalk(502, turns))
  expect(whole).toHaveLength(2)
  for (let cut = 1; cut < 15; cut += 1) {
    expect(linesOf(tcpTalk(502, turns, cut)).map(place)).toEqual(whole.map(place))
  }
  expect(linesOf(hardFrames(), { chunkBytes: 61 })).toEqual(linesOf(hardFrames()))
})

test('no damage throws or makes a line that is no JSON', () => {
  const turns = [1, 3, 5, 8, 16, 20, 22, 23, 24, 43, 90].map((code): readonly ['client', Uint8Array] => [
    'client',
    modbus.frame({ transaction: code, unit: 1 }, bytes(code, 0, 1, 0, 2, 4, 0, 1, 0, 2, 6, 7)),
  ])
  const flip = fc.tuple(fc.nat(turns.length - 1), fc.nat(18), fc.nat(255))
  fc.assert(
    fc.property(fc.array(flip, { minLength: 1, maxLength: 12 }), (flips) => {
      const damaged = turns.map(([side, data]): readonly ['client', Uint8Array] => [side, data.slice()])
      for (const [turn, at, value] of flips) damaged[turn]![1][at % damaged[turn]![1].length] = value
      linesOf(tcpTalk(502, damaged))
    }),
    { numRuns: 100 },
  )
})
