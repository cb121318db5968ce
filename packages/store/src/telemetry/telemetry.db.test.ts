import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { micros } from '@penstock/model/kernel'
import type { ConversationSeen } from '@penstock/model/observations'
import { openTelemetry, type Telemetry } from '@penstock/store/telemetry'
import { seededRandom } from '@penstock/testkit/clock'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ENGINES } from './engines.fixture.ts'
import { address, at, deed, entry, flow, PROOF } from './rows.fixture.ts'

const root = mkdtempSync(join(tmpdir(), 'penstock-telemetry-'))
afterAll(() => rmSync(root, { recursive: true }))

describe.each(ENGINES)('telemetry on $name', ({ open, stop, missing }) => {
  let folder: string
  let telemetry: Telemetry
  beforeEach(async ({ skip }) => {
    skip(missing !== null, missing ?? '')
    folder = mkdtempSync(join(root, 'cell-'))
    telemetry = await open(folder)
  })
  afterEach(() => telemetry?.[Symbol.asyncDispose]())
  afterAll(stop)

  async function reopen(): Promise<void> {
    await telemetry[Symbol.asyncDispose]()
    telemetry = await open(folder)
  }

  test('a batch that comes twice, even in one call or after a restart, is kept once', async () => {
    const one = entry('a', 0, { conversations: [flow({ packets: 3, bytes: 300 })], operations: [deed({ count: 2 })] })
    expect(await telemetry.append([one, one])).toBe(1)
    expect(await telemetry.append([one])).toBe(0)
    await reopen()
    expect(await telemetry.append([one, entry('a', 1, { conversations: [flow({ packets: 1, bytes: 1 })] })])).toBe(1)
    const [whole] = await telemetry.activity({ ...ALWAYS, buckets: 1 })
    expect(whole).toMatchObject({ packets: 4, bytes: 301, operations: 2 })
  })

  test('the highest batch of a capture is known, of an unknown one none', async () => {
    expect(await telemetry.applied('a')).toBeNull()
    await telemetry.append([entry('a', 0), entry('a', 1), entry('b', 7)])
    expect([await telemetry.applied('a'), await telemetry.applied('b')]).toEqual([1, 7])
  })

  test('a call that fails half way keeps nothing of it', async () => {
    const bad = entry('a', 1, { conversations: [flow({ packets: 0.5 })] })
    await expect(telemetry.append([entry('a', 0, { conversations: [flow({})] }), bad])).rejects.toThrow()
    expect(await telemetry.applied('a')).toBeNull()
    expect(await telemetry.topTalkers({ ...ALWAYS, limit: 9 })).toEqual([])
    expect(await telemetry.append([entry('a', 0)])).toBe(1)
  })

  test('calls at the same time are all kept', async () => {
    const calls = Array.from({ length: 20 }, (_, seq) =>
      telemetry.append([entry('a', seq, { conversations: [flow({})] })]),
    )
    expect(await Promise.all(calls)).toEqual(calls.map(() => 1))
    expect((await telemetry.activity({ ...ALWAYS, buckets: 1 }))[0]).toMatchObject({ packets: 20 })
  })

  test('a conversation that lasts is shared out over the buckets, in whole numbers that add up', async () => {
    // 10 packets over [0, 40) in four buckets of 10 microseconds.
    await telemetry.append([
      entry('a', 0, { conversations: [flow({ packets: 10, bytes: 7, firstAt: at(0), lastAt: at(39) })] }),
    ])
    const buckets = await telemetry.activity({ from: at(0), to: at(40), sites: '*', buckets: 4 })
    expect(buckets).toEqual([
      { from: at(0), packets: 2, bytes: 1, operations: 0 },
      { from: at(10), packets: 3, bytes: 2, operations: 0 },
      { from: at(20), packets: 2, bytes: 2, operations: 0 },
      { from: at(30), packets: 3, bytes: 2, operations: 0 },
    ])
  })

  test('activity agrees with a plain count of random batches, for any cut of the time', async () => {
    const random = seededRandom(7)
    const flows = Array.from({ length: 300 }, () => {
      const first = random.int(10_000)
      return flow({
        client: address(random.int(4)),
        server: address(4 + random.int(4)),
        packets: random.int(50),
        bytes: random.int(5000),
        firstAt: at(first),
        lastAt: at(first + random.int(3) * random.int(900)),
      })
    })
    const deeds = Array.from({ length: 100 }, () => deed({ at: at(random.int(11_000)), count: 1 + random.int(3) }))
    await telemetry.append([
      entry('a', 0, { conversations: flows.slice(0, 150) }),
      entry('a', 1, { conversations: flows.slice(150), operations: deeds }),
    ])
    for (let round = 0; round < 30; round++) {
      const from = random.int(9000)
      const to = from + 1 + random.int(4000)
      const buckets = 1 + random.int(40)
      const ips = round % 2 === 0 ? undefined : [`10.0.0.${random.int(8)}`]
      const found = await telemetry.activity({
        ...{ from: at(from), to: at(to), sites: '*', buckets },
        ...(ips === undefined ? {} : { addresses: { ips, macs: [] } }),
      })
      const kept = flows.filter(
        ({ client, server }) => ips === undefined || ips.includes(client.ip!) || ips.includes(server.ip!),
      )
      const keptDeeds = deeds.filter(
        ({ client, server }) => ips === undefined || ips.includes(client.ip!) || ips.includes(server.ip!),
      )
      const edges = Array.from({ length: buckets + 1 }, (_, at) => from + Math.floor(((to - from) * at) / buckets))
      expect(found).toEqual(
        edges.slice(0, -1).map((start, index) => ({
          from: at(start),
          packets: sum(kept.map((row) => share(row, row.packets, start, edges[index + 1]!))),
          bytes: sum(kept.map((row) => share(row, row.bytes, start, edges[index + 1]!))),
          operations: sum(
            keptDeeds.filter((row) => row.at >= at(start) && row.at < at(edges[index + 1]!)).map((row) => row.count),
          ),
        })),
      )
    }
  })

  test('talkers are ranked by bytes of both directions, with the number of their peers', async () => {
    await telemetry.append([
      entry('a', 0, {
        conversations: [
          flow({ client: address(1), server: address(2), packets: 1, bytes: 100 }),
          flow({ client: address(3), server: address(1), packets: 2, bytes: 50 }),
          flow({ client: { mac: '00:00:00:00:00:09', ip: null }, server: address(3), packets: 1, bytes: 10 }),
        ],
      }),
    ])
    const talkers = await telemetry.topTalkers({ ...ALWAYS, limit: 3 })
    expect(talkers).toEqual([
      { site: 'works', ...address(1), packets: 3, bytes: 150, peers: 2 },
      { site: 'works', ...address(2), packets: 1, bytes: 100, peers: 1 },
      { site: 'works', ...address(3), packets: 3, bytes: 60, peers: 2 },
    ])
  })

  test('operations of an asset come newest first, with the packet that proves each', async () => {
    const rows = [
      deed({ at: at(5), name: 'stop', proof: { ...PROOF, frame: 12 } }),
      deed({ at: at(9), name: 'start' }),
      deed({ at: at(7), name: 'other', client: address(5), server: address(6) }),
    ]
    await telemetry.append([entry('a', 0, { operations: rows })])
    const addresses = { ips: [], macs: [address(2).mac] }
    const found = await telemetry.operationsOf({ ...ALWAYS, addresses, limit: 10 })
    expect(found.map(({ name }) => name)).toEqual(['start', 'stop'])
    expect(found[1]).toEqual({
      captureKey: 'a',
      site: 'works',
      at: at(5),
      protocol: 's7comm',
      kind: 'control',
      code: '0x29',
      name: 'stop',
      client: address(1),
      server: address(2),
      target: null,
      result: 'ok',
      count: 1,
      file: 0,
      frame: 12,
    })
    expect(await telemetry.operationsOf({ ...ALWAYS, addresses, limit: 1 })).toHaveLength(1)
    expect(await telemetry.operationsOf({ ...ALWAYS, to: at(5), addresses, limit: 9 })).toEqual([])
  })

  test('the intervals of one conversation are told from those of its neighbours, absent fields included', async () => {
    const mine = flow({ protocol: null, serverPort: null, firstAt: at(1), lastAt: at(2) })
    const others = [flow({}), flow({ protocol: null }), flow({ protocol: null, serverPort: null, client: address(3) })]
    const later = { ...mine, firstAt: at(20), lastAt: at(21), packets: 5 }
    await telemetry.append([
      entry('a', 0, { conversations: [later, ...others] }),
      entry('a', 1, { conversations: [mine] }),
    ])
    const found = await telemetry.intervalsOf({ ...ALWAYS, conversation: mine })
    expect(found).toEqual([
      { firstAt: at(1), lastAt: at(2), packets: 1, bytes: 60 },
      { firstAt: at(20), lastAt: at(21), packets: 5, bytes: 60 },
    ])
  })

  test('no question shows a site that was not granted', async () => {
    const rows = { conversations: [flow({})], operations: [deed({})] }
    await telemetry.append([entry('a', 0, rows), { ...entry('b', 0, rows), site: 'other' }])
    const addresses = { ips: [address(1).ip], macs: [] }
    for (const [sites, seen] of [
      [[], 0],
      [['other'], 1],
      [['works', 'other'], 2],
      ['*', 2],
      [["works') or ('' = '"], 0],
    ] as const) {
      const scope = { ...ALWAYS, sites }
      const [all] = await telemetry.activity({ ...scope, buckets: 1 })
      expect(all).toMatchObject({ packets: seen, operations: seen })
      expect(await telemetry.topTalkers({ ...scope, limit: 99 })).toHaveLength(2 * seen)
      expect(await telemetry.operationsOf({ ...scope, addresses, limit: 99 })).toHaveLength(seen)
      expect(await telemetry.intervalsOf({ ...scope, conversation: flow({}) })).toHaveLength(seen)
    }
  })

  test.each([
    { buckets: 0 },
    { buckets: 10_001 },
    { buckets: 1.5 },
    { to: at(0), from: at(0) },
    { from: micros(0), buckets: 9999 },
  ])('a question that makes no sense is refused: %o', async (change) => {
    await expect(telemetry.activity({ ...ALWAYS, buckets: 1, ...change })).rejects.toThrow(RangeError)
  })
})

describe('the file of the embedded engine', () => {
  test('a second opening is refused while the first lasts, with the folder and the mend', async () => {
    const folder = mkdtempSync(join(root, 'cell-'))
    await using _telemetry = await openTelemetry({ folder })
    await expect(openTelemetry({ folder })).rejects.toThrow(
      `${folder} is open in another penstock process; stop that one`,
    )
  })

  test('a file that is none is refused with its name and the mend', async () => {
    const place = mkdtempSync(join(root, 'cell-'))
    await (await openTelemetry({ folder: place }))[Symbol.asyncDispose]()
    writeFileSync(join(place, 'telemetry.duckdb'), 'x'.repeat(20_000))
    await expect(openTelemetry({ folder: place })).rejects.toThrow(
      /telemetry\.duckdb cannot be opened .* restore it from a backup/s,
    )
  })
})

const ALWAYS = { from: at(0), to: at(1_000_000), sites: '*' } as const

/** What of `total` falls into [from, to) when it is shared out evenly over the row's time. */
function share(row: ConversationSeen, total: number, from: number, to: number): number {
  const before = (edge: number): number => {
    const passed = Math.min(Math.max(at(edge), row.firstAt), row.lastAt + 1) - row.firstAt
    return Math.floor(total * (passed / (row.lastAt + 1 - row.firstAt)))
  }
  return before(to) - before(from)
}

function sum(list: readonly number[]): number {
  return list.reduce((total, one) => total + one, 0)
}
