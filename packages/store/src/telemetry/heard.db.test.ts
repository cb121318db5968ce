import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HuntFilter, HuntQuestion } from '@penstock/model/hunts'
import { micros } from '@penstock/model/kernel'
import type { ConversationSeen, OperationSeen } from '@penstock/model/observations'
import type { HuntAsked, Telemetry } from '@penstock/store/telemetry'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES } from './engines.fixture.ts'
import { address, deed, entry, flow } from './rows.fixture.ts'

const root = mkdtempSync(join(tmpdir(), 'penstock-telemetry-heard-'))
afterAll(() => rmSync(root, { recursive: true }))

const HOUR = 3_600_000_000
const DAY = 24 * HOUR
/** Thursday, 1 January 2026, midnight of UTC. */
const BEGIN = 1_767_225_600_000_000
const WEEK = {
  from: micros(BEGIN),
  to: micros(BEGIN + 7 * DAY),
  sites: '*',
  limit: 50,
  buckets: 7,
  timeoutMs: 20_000,
} as const
const at = (day: number, hour: number) => micros(BEGIN + day * DAY + hour * HOUR)

function talk(n: number, from: number, to: number, given: Partial<ConversationSeen> = {}): ConversationSeen {
  return flow({ client: address(n), firstAt: micros(from), lastAt: micros(to), packets: 10, bytes: 1000, ...given })
}
const RDP = { protocol: 'rdp', serverPort: 3389, server: address(8) } as const
const BATCHES = [
  entry('live', 0, {
    conversations: [
      // 1 began before the window and goes on in the next batch: one conversation of five hours.
      talk(1, at(0, 0) - 2 * HOUR, at(0, 3)),
      // 2 at night, 3 by day, both with remote desktop.
      talk(2, at(2, 2), at(2, 2) + 60_000_000, RDP),
      talk(3, at(3, 10), at(3, 14), RDP),
      // 4 nobody knows what it speaks, and it has no address.
      talk(4, at(4, 1), at(4, 1), { client: { mac: '00:00:00:00:00:44', ip: null }, protocol: null, serverPort: null }),
      // 5 after the window.
      talk(5, at(8, 0), at(8, 1)),
    ],
  }),
  entry('live', 1, { conversations: [talk(1, at(0, 3), at(0, 5), { packets: 90, bytes: 9000 })] }),
  {
    ...entry('other', 0, { conversations: [talk(6, at(1, 1), at(1, 1), RDP)], operations: [] }),
    site: 'mill',
  },
  entry('live', 2, { operations: operations() }),
]

function operations(): OperationSeen[] {
  const by = (n: number, day: number, hour: number, given: Partial<OperationSeen>) =>
    deed({ client: address(n), at: at(day, hour), ...given })
  return [
    by(1, 0, 9, { kind: 'write', code: '0x05', name: 'write var', target: 'DB1.0', count: 40 }),
    by(1, 1, 9, { kind: 'write', code: '0x05', name: 'write var', target: 'DB1.0', count: 41 }),
    by(2, 2, 2, { kind: 'mode', code: '0x29', name: 'plc stop', target: null, result: null }),
    by(2, 2, 3, { kind: 'program-download', code: '0x1a', name: 'request download', target: 'OB1' }),
    by(3, 5, 12, { kind: 'write', code: '0x05', name: 'Write Var', target: 'db1.0', count: 1, protocol: 'S7comm' }),
    by(3, 8, 1, { kind: 'write', code: '0x05', name: 'write var', target: 'DB9', count: 1 }),
  ]
}

interface Case {
  readonly name: string
  readonly question: HuntQuestion
  /** Last digits of the clients, with the hour and day of each: newest first. */
  readonly rows: readonly string[]
}
const is = (field: string, value: string): HuntFilter => ({ field, op: 'is', value })

const CASES: readonly Case[] = [
  {
    name: 'a conversation is one row, with what reached into the window of it',
    question: { of: 'conversations', where: { all: [is('packets', '100'), is('bytes', '10000')] } },
    rows: ['1 0d0h'],
  },
  {
    name: 'conversations that last',
    question: { of: 'conversations', where: { field: 'seconds', op: 'above', value: '3600' } },
    rows: ['3 3d10h', '1 0d0h'],
  },
  {
    name: 'conversations at night, by protocol whatever its letters',
    question: {
      of: 'conversations',
      where: { all: [is('protocol', 'RDP'), { field: 'hour', op: 'below', value: '5' }] },
    },
    rows: ['2 2d2h', '6 1d1h'],
  },
  {
    name: 'what nobody knows the protocol of, and a card without an address',
    question: {
      of: 'conversations',
      where: { all: [{ not: { field: 'protocol', op: 'there' } }, is('client-mac', '00:00:00:00:00:44')] },
    },
    rows: ['- 4d1h'],
  },
  {
    name: 'a server that hardly anybody speaks with, by port',
    question: {
      of: 'conversations',
      where: { field: 'server-port', op: 'in', values: ['3389', '102'] },
      rare: { same: ['server-ip', 'server-port'], atMost: 1 },
    },
    rows: ['1 0d0h'],
  },
  {
    name: 'who speaks remote desktop and never anything else',
    question: {
      of: 'conversations',
      where: is('protocol', 'rdp'),
      never: { where: { field: 'protocol', op: 'begins', value: 's7' }, same: ['client-ip'] },
    },
    rows: ['3 3d10h', '2 2d2h', '6 1d1h'],
  },
  {
    name: 'operations by kind, newest first',
    question: { of: 'operations', where: { field: 'kind', op: 'in', values: ['mode', 'program-download'] } },
    rows: ['2 2d3h', '2 2d2h'],
  },
  {
    name: 'operations by target and protocol, whatever their letters',
    question: { of: 'operations', where: { all: [is('target', 'DB1.0'), is('protocol', 's7comm')] } },
    rows: ['3 5d12h', '1 1d9h', '1 0d9h'],
  },
  {
    name: 'operations by how often, on a weekend never',
    question: {
      of: 'operations',
      where: {
        all: [
          { field: 'count', op: 'above', value: '1' },
          { field: 'weekday', op: 'below', value: '6' },
        ],
      },
    },
    rows: ['1 1d9h', '1 0d9h'],
  },
  {
    name: 'what has no target and no answer',
    question: {
      of: 'operations',
      where: { all: [{ not: { field: 'target', op: 'there' } }, { not: { field: 'result', op: 'there' } }] },
    },
    rows: ['2 2d2h'],
  },
  {
    name: 'a pair that writes once',
    question: {
      of: 'operations',
      where: is('kind', 'write'),
      rare: { same: ['client-ip', 'server-ip'], atMost: 1 },
    },
    rows: ['3 5d12h'],
  },
  {
    name: 'who writes and never loads a program',
    question: {
      of: 'operations',
      where: { field: 'name', op: 'contains', value: 'WRITE' },
      never: { where: is('kind', 'program-download'), same: ['client-ip'] },
    },
    rows: ['3 5d12h', '1 1d9h', '1 0d9h'],
  },
]

describe.each(ENGINES)('hunts over what sensors saw, on $name', ({ open, stop, missing }) => {
  const onEngine = test.skipIf(missing !== null)
  let telemetry: Telemetry
  beforeAll(async () => {
    if (missing !== null) return
    telemetry = await open(mkdtempSync(join(root, 'cell-')))
    await telemetry.append(BATCHES)
  })
  afterAll(async () => {
    await telemetry?.[Symbol.asyncDispose]()
    await stop()
  })

  async function found(asked: Partial<HuntAsked> & Pick<HuntAsked, 'question'>) {
    const { events, conversations, operations, counts } = await telemetry.hunt({ ...WEEK, ...asked })
    expect(events).toEqual([])
    const begun = [
      ...conversations.map(({ client, firstAt }) => ({ client, begin: firstAt })),
      ...operations.map(({ client, at }) => ({ client, begin: at })),
    ]
    const rows = begun.map(({ client, begin }) => {
      const hours = Math.floor((begin - BEGIN) / HOUR)
      return `${client.ip?.split('.').at(-1) ?? '-'} ${Math.floor(hours / 24)}d${hours % 24}h`
    })
    return { rows, counts: counts.map(({ events }) => events) }
  }

  onEngine.each(CASES)('$name', async ({ question, rows }) => {
    const { rows: told, counts } = await found({ question })
    expect(told).toEqual(rows)
    expect(counts.reduce((sum, each) => sum + each, 0)).toBe(rows.length)
  })

  onEngine(
    'of another site nothing is found, nor does it count; rows are bounded and the counts are of all',
    async () => {
      const question: HuntQuestion = { of: 'conversations', where: is('protocol', 'rdp') }
      expect((await found({ question, sites: ['works'] })).rows).toEqual(['3 3d10h', '2 2d2h'])
      expect((await found({ question, sites: ['mill'] })).rows).toEqual(['6 1d1h'])
      expect(await found({ question, limit: 1 })).toEqual({ rows: ['3 3d10h'], counts: [0, 1, 1, 1, 0, 0, 0] })
      const rare: HuntQuestion = {
        of: 'conversations',
        where: is('protocol', 'rdp'),
        rare: { same: ['protocol'], atMost: 2 },
      }
      expect((await found({ question: rare, sites: ['works'] })).rows).toHaveLength(2)
      expect((await found({ question: rare })).rows).toEqual([])
    },
  )

  onEngine(
    'what was heard is told by capture, protocol and day, a lasting conversation on each of its days',
    async () => {
      const shares = await telemetry.heardShares({ ...WEEK, of: 'conversations', buckets: 168 })
      expect(shares.filter(({ capture, protocol }) => capture === 'live' && protocol === 's7comm')).toEqual(
        [0, 1, 2, 3, 4, 5].map((bucket) => ({
          capture: 'live',
          protocol: 's7comm',
          bucket,
          rows: bucket === 3 ? 2 : 1,
        })),
      )
      const deeds = await telemetry.heardShares({ ...WEEK, of: 'operations', sites: ['works'] })
      expect(deeds.map(({ protocol, bucket, rows }) => `${protocol} ${bucket} ${rows}`).toSorted()).toEqual([
        'S7comm 5 1',
        's7comm 0 1',
        's7comm 1 1',
        's7comm 2 2',
      ])
      expect(await telemetry.firstHeardAt({ of: 'conversations', sites: '*' })).toBe(BEGIN - 2 * HOUR)
      expect(await telemetry.firstHeardAt({ of: 'operations', sites: ['works'] })).toBe(BEGIN + 9 * HOUR)
      expect(await telemetry.firstHeardAt({ of: 'operations', sites: ['mill'] })).toBeNull()
    },
  )
})
