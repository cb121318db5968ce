import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HuntQuestion } from '@penstock/model/hunts'
import { micros } from '@penstock/model/kernel'
import type { NewEvent, Telemetry } from '@penstock/store/telemetry'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ENGINES } from './engines.fixture.ts'
import { batch, event } from './rows.fixture.ts'

const root = mkdtempSync(join(tmpdir(), 'penstock-telemetry-hunts-'))
afterAll(() => rmSync(root, { recursive: true }))

const DAY = 86_400_000_000
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

function at(day: number, hour: number, given: Partial<NewEvent>): Partial<NewEvent> {
  return { at: micros(BEGIN + day * DAY + hour * 3_600_000_000), ...given }
}
function task(device: string | null, name: string | null, activityId: number): Partial<NewEvent> {
  return { classUid: 1006, activityId, device, fields: JSON.stringify(name === null ? {} : { TaskName: name }) }
}
const MADE = {
  all: [
    { field: 'class', op: 'is', value: '1006' },
    { field: 'activity', op: 'is', value: '1' },
  ],
} as const
const RAN = {
  all: [
    { field: 'class', op: 'is', value: '1006' },
    { field: 'activity', op: 'is', value: '6' },
  ],
} as const
const TASK = ['device', 'fields.TaskName'] as const

const ROWS: readonly Partial<NewEvent>[] = [
  at(0, 9, task('WS1', 'Updater', 1)), // 1 ran on this host
  at(1, 9, task('ws1', 'UPDATER', 6)), // 2
  at(1, 3, task('WS2', 'Updater', 1)), // 3 ran on another host only
  at(2, 22, task('WS3', null, 1)), // 4 nobody says which
  at(3, 12, task(null, 'Updater', 1)), // 5 nobody says where
  at(4, 19, task('WS4', 'Sync', 1)), // 6 ran after the window
  at(8, 9, task('WS4', 'Sync', 6)), // 7
  at(2, 10, { classUid: 3002, user: 'eng', sourceIp: '10.0.0.1' }), // 8
  at(2, 11, { classUid: 3002, user: 'ENG', sourceIp: '10.0.0.1' }), // 9
  at(2, 12, { classUid: 3002, user: 'eng', sourceIp: '10.0.0.2' }), // 10
]

const CASES: readonly { readonly name: string; readonly question: HuntQuestion; readonly lines: readonly number[] }[] =
  [
    { name: 'what a filter finds', question: { where: MADE }, lines: [1, 3, 4, 5, 6] },
    {
      name: 'set up and never run, by host and task, letters alike; who lacks a field is not told',
      question: { where: MADE, never: { where: RAN, same: [...TASK] } },
      lines: [3, 6],
    },
    {
      name: 'never, by one field',
      question: { where: MADE, never: { where: RAN, same: ['fields.TaskName'] } },
      lines: [6],
    },
    {
      name: 'rare pairs',
      question: {
        where: { field: 'class', op: 'is', value: '3002' },
        rare: { same: ['user', 'source-ip'], atMost: 1 },
      },
      lines: [10],
    },
    {
      name: 'rare among the found, not among all',
      question: { where: { field: 'source-ip', op: 'is', value: '10.0.0.1' }, rare: { same: ['user'], atMost: 2 } },
      lines: [8, 9],
    },
    {
      name: 'both together',
      question: { where: MADE, never: { where: RAN, same: [...TASK] }, rare: { same: ['fields.TaskName'], atMost: 1 } },
      lines: [6],
    },
    {
      name: 'before 05 and from 19 on',
      question: {
        where: {
          any: [
            { field: 'hour', op: 'below', value: '5' },
            { field: 'hour', op: 'above', value: '18' },
          ],
        },
      },
      lines: [3, 4, 6],
    },
    // The third day of 2026 is a Saturday.
    {
      name: 'at the weekend',
      question: { where: { field: 'weekday', op: 'above', value: '5' } },
      lines: [4, 5, 8, 9, 10],
    },
    { name: 'on a Thursday', question: { where: { field: 'weekday', op: 'is', value: '4' } }, lines: [1] },
    {
      name: 'an absent field that is asked of two ways',
      question: {
        where: { field: 'user', op: 'there' },
        never: { where: { field: 'user', op: 'is', value: 'ENG' }, same: ['user'] },
      },
      lines: [],
    },
  ]

describe.each(ENGINES)('hunts on $name', ({ open, stop, missing }) => {
  let telemetry: Telemetry
  beforeEach(async ({ skip }) => {
    skip(missing !== null, missing ?? '')
    telemetry = await open(mkdtempSync(join(root, 'cell-')))
    await telemetry.appendEvents([
      batch(
        'a',
        '1',
        ROWS.map((row, index) => event({ ...row, line: index + 1 })),
      ),
    ])
  })
  afterEach(() => telemetry?.[Symbol.asyncDispose]())
  afterAll(stop)

  test.each(CASES)('$name', async ({ question, lines }) => {
    const { events, counts } = await telemetry.hunt({ ...WEEK, question })
    expect(events.map(({ line }) => line).sort((a, b) => a - b)).toEqual(lines)
    expect(counts.reduce((sum, each) => sum + each.events, 0)).toBe(lines.length)
    expect(counts).toHaveLength(7)
  })

  test('rows are bounded, newest first, and the counts are of all', async () => {
    const { events, counts } = await telemetry.hunt({ ...WEEK, question: { where: MADE }, limit: 2 })
    expect(events.map(({ line }) => line)).toEqual([6, 5])
    expect(counts.map(({ events }) => events)).toEqual([1, 1, 1, 1, 1, 0, 0])
  })

  test('of another site nothing is found, nor does it count for what never happened', async () => {
    const other = batch('b', '2', [event({ ...at(5, 1, task('WS2', 'Updater', 6)) })], [], { site: 'mill' })
    await telemetry.appendEvents([other])
    const question: HuntQuestion = { where: MADE, never: { where: RAN, same: [...TASK] } }
    const lines = async (sites: readonly string[] | '*') =>
      (await telemetry.hunt({ ...WEEK, sites, question })).events.map(({ line }) => line)
    expect(await lines(['works'])).toEqual([6, 3])
    expect(await lines('*')).toEqual([6])
    expect(await lines(['mill'])).toEqual([])
  })

  test('what is there is told by source, class and day, with the addresses and the first of all', async () => {
    const shares = await telemetry.eventShares({ ...WEEK })
    expect(shares.filter(({ classUid }) => classUid === 3002)).toEqual([
      { source: 'a', classUid: 3002, bucket: 2, events: 3 },
    ])
    expect(shares.reduce((sum, { events }) => sum + events, 0)).toBe(9)
    expect(await telemetry.eventAddresses({ ...WEEK })).toEqual([
      { site: 'works', ip: '10.0.0.1' },
      { site: 'works', ip: '10.0.0.2' },
    ])
    const brought = await telemetry.eventLogSources({ ...WEEK, from: micros(0), to: micros(2 ** 52) })
    expect(brought).toEqual([{ source: 'a', site: 'works', format: 'syslog', logSources: '[]', events: 10 }])
    expect(await telemetry.firstEventAt({ sites: '*' })).toBe(BEGIN + 9 * 3_600_000_000)
    expect(await telemetry.firstEventAt({ sites: ['mill'] })).toBeNull()
  })
})

test('a hunt that takes longer than it may is ended and told, and the next one answers', async () => {
  const { open } = ENGINES[0]!
  await using telemetry = await open(mkdtempSync(join(root, 'slow-')))
  const rows = Array.from({ length: 20_000 }, (_, line) =>
    event({ line, at: micros(BEGIN + line), raw: `${line} `.repeat(400), user: `u${line % 5000}` }),
  )
  await telemetry.appendEvents([batch('a', '1', rows)])
  const part = { field: 'raw', op: 'contains', value: 'no such text' } as const
  const question: HuntQuestion = {
    where: { not: { any: Array.from({ length: 30 }, () => part) } },
    rare: { same: ['raw'], atMost: 3 },
  }
  await expect(telemetry.hunt({ ...WEEK, question, timeoutMs: 1 })).rejects.toMatchObject({
    code: 'telemetry.too-long',
  })
  const found = await telemetry.hunt({ ...WEEK, question: { where: { field: 'user', op: 'is', value: 'u7' } } })
  expect(found.events).toHaveLength(4)
})
