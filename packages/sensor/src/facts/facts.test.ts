// What the ledger keeps of values, states, transfers, logons and discoveries: bounded, by change, and with the first packet as proof.
import { createHash } from 'node:crypto'
import { AT, INVALID_VALUE, Ledger, NAMED, STALE } from '@penstock/sensor/facts'
import { expect, test } from 'vitest'

const SERVER = 0x0a000001
const END = { mac: null, ip: '10.0.0.1' }
const OTHER = { mac: null, ip: '10.0.0.2' }
const PROTOCOL = 38

function ledgerAt(): Ledger {
  const ledger = new Ledger(
    16,
    7,
    () => 0,
    () => 0,
  )
  packet(ledger, 1)
  return ledger
}

function packet(ledger: Ledger, frame: number): void {
  ledger.wire.frame = frame
  ledger.wire.length = 60
  ledger.wire.floats[AT] = 1_790_834_400_000_000 + frame * 1000
}

function drained(ledger: Ledger) {
  return ledger.values.drain(
    ledger.addresses,
    (_, part, space, index) => `${part}/${space}/${index}`,
    () => 'dnp3',
  )
}

function note(ledger: Ledger, index: number, value: number, quality = 0): void {
  ledger.values.note(SERVER, -1, 4, PROTOCOL, 4, 30, index, value, quality, ledger.wire)
}

test('a point is one row with extremes, changes and every quality it bore, proven by its first packet', () => {
  const ledger = ledgerAt()
  for (const [frame, value, quality] of [
    [1, 5, 0],
    [2, 5, STALE],
    [3, -2.5, INVALID_VALUE],
    [4, 9, 0],
  ] as const) {
    packet(ledger, frame)
    note(ledger, 7, value, quality)
  }
  note(ledger, 7, Number.NaN)
  const [row, ...more] = drained(ledger)
  expect(more).toEqual([])
  expect(row).toMatchObject({
    server: END,
    protocol: 'dnp3',
    point: '4/30/7',
    count: 4,
    changes: 2,
    min: -2.5,
    max: 9,
    first: 5,
    last: 9,
    quality: ['invalid', 'stale'],
    proof: { frame: 1 },
  })
  expect(row!.lastAt - row!.firstAt).toBe(3000)
  expect(drained(ledger)).toEqual([])
})

test('named points keep their name; points beyond the table are counted, not kept', () => {
  const ledger = ledgerAt()
  const name = ledger.values.nameRow('ns=2;s=Tank.Level')
  ledger.values.note(SERVER, -1, 4, PROTOCOL, 0, NAMED, name, 1, 0, ledger.wire)
  for (let index = 0; index < 70_000; index += 1) note(ledger, index, index)
  const rows = drained(ledger)
  expect(rows[0]!.point).toBe('ns=2;s=Tank.Level')
  expect(rows.length + ledger.values.overflow).toBe(70_001)
  expect(ledger.values.overflow).toBeGreaterThan(0)
})

test('a state is a row when it changes, and none when it is said again', () => {
  const ledger = ledgerAt()
  const say = (frame: number, value: number, part = 0): void => {
    packet(ledger, frame)
    if (ledger.states.again(SERVER, 4, PROTOCOL, 'mode', part, value)) return
    ledger.states.open(END, 'mode', 'dnp3', { value: `mode ${value}\u0007`, method: 'iin' }, ledger.wire)
  }
  for (const [frame, value] of [
    [1, 1],
    [2, 1],
    [3, 2],
  ] as const)
    say(frame, value)
  expect(ledger.states.drain().map(({ value, proof }) => [value, proof.frame])).toEqual([
    ['mode 1', 1],
    ['mode 2', 3],
  ])
  say(4, 2)
  expect(ledger.states.drain()).toEqual([])
  for (let n = 0; n < 9000; n += 1) say(5, n)
  expect(ledger.states.drain()).toHaveLength(8192)
  expect(ledger.states.overflow).toBe(808)
})

test('a transfer has the digest of all its bytes, or none when some are missing; what never ends is told at the end', () => {
  const ledger = ledgerAt()
  const text = { kind: 'program', direction: 'to-device', protocol: 's7comm', name: 'OB1' } as const
  const bytes = Uint8Array.from({ length: 500 }, (_, at) => at & 255)
  for (const number of [1, 2, 3]) ledger.transfers.begin(0, number, OTHER, END, text, ledger.wire)
  for (const number of [1, 2]) ledger.transfers.data(0, number, bytes, 10, 200, ledger.wire)
  packet(ledger, 2)
  for (const number of [1, 2]) ledger.transfers.data(0, number, bytes, 200, 500, ledger.wire, number === 1)
  ledger.transfers.end(0, 1, 'complete', ledger.wire)
  ledger.transfers.end(0, 2, 'refused', ledger.wire)
  const [first, second, ...more] = ledger.transfers.drain(false)
  expect(more).toEqual([])
  expect(first).toMatchObject({ name: 'OB1', bytes: 490, result: 'complete', initiator: OTHER, device: END })
  expect(first!.sha256).toBe(createHash('sha256').update(bytes.subarray(10)).digest('hex'))
  expect(first!.proof.frame).toBe(1)
  expect(second).toMatchObject({ sha256: null, result: 'refused', bytes: 490 })
  expect(ledger.transfers.drain(true)).toMatchObject([{ bytes: 0, sha256: null, result: 'open' }])
})

test('more transfers at once than there is room for close the oldest, and are counted', () => {
  const ledger = ledgerAt()
  const text = { kind: 'file', direction: 'from-device', protocol: 'dnp3', name: null } as const
  for (let number = 0; number < 1030; number += 1) ledger.transfers.begin(0, number, OTHER, END, text, ledger.wire)
  expect(ledger.transfers.overflow).toBe(6)
  expect(ledger.transfers.drain(true)).toHaveLength(1030)
})

test('equal logons and equal questions are one row with a count', () => {
  const ledger = ledgerAt()
  const logon = {
    client: OTHER,
    server: END,
    protocol: 'ftp',
    method: 'password',
    account: ' operator\n',
    result: null,
  } as const
  for (const frame of [1, 2, 3]) {
    packet(ledger, frame)
    ledger.logons.add(logon, ledger.wire)
    ledger.discoveries.add({ client: OTHER, protocol: 'bacnet', method: 'Who-Is' }, ledger.wire)
  }
  ledger.logons.add({ ...logon, result: 'refused', client: { mac: null, ip: '10.0.0.3' } }, ledger.wire)
  expect(ledger.logons.drain()).toMatchObject([
    { account: 'operator', count: 3, proof: { frame: 1 } },
    { client: { ip: '10.0.0.3' }, result: 'refused', count: 1 },
  ])
  expect(ledger.discoveries.drain()).toMatchObject([{ method: 'Who-Is', count: 3, proof: { frame: 1 } }])
})
