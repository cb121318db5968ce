// Events of a while ago: asked like all others wherever they stand, in files that others can read, and whole after a kill.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import { type NewEvent, openTelemetry, type Telemetry } from '@penstock/store/telemetry'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ENGINES } from './engines.fixture.ts'
import { ALWAYS, batch, event, odd } from './rows.fixture.ts'

const root = mkdtempSync(join(tmpdir(), 'penstock-telemetry-cold-'))
afterAll(() => rmSync(root, { recursive: true }))

const DAY = 86_400_000_000
const BEGIN = 20_000 * DAY
const KEEP = { goneBefore: null, mostColdBytes: null } as const

/** The `nth` day, `seconds` into it. */
function on(nth: number, seconds = 0): EpochMicros {
  return micros(BEGIN + nth * DAY + seconds * 1_000_000)
}

/** Five days, some events on each; the third has two batches. Events happened whenever they happened. */
async function fill(telemetry: Telemetry): Promise<void> {
  for (let day = 0; day < 5; day++)
    for (let nth = 0; nth < (day === 2 ? 2 : 1); nth++) {
      const rows = Array.from({ length: 4 + day }, (_, line) =>
        event({
          ...{ line: line + 1, at: on(4 - day, line), user: line % 2 === 0 ? 'root' : null, device: `d${day}` },
          fields: JSON.stringify({ day: String(day), 'odd "name"': 'ü' }),
        }),
      )
      const about = { receivedAt: on(day, 60 + nth) }
      await telemetry.appendEvents([batch(`s${day % 2}`, `b${day}.${nth}`, rows, [odd({ line: 99 })], about)])
    }
}

async function keepAll(telemetry: Telemetry, keeping: Parameters<Telemetry['keepEvents']>[0]) {
  let moved = 0
  let forgotten = 0
  for (;;) {
    const step = await telemetry.keepEvents(keeping)
    moved += step.moved
    forgotten += step.forgotten
    if (!step.isMore) return { moved, forgotten }
  }
}

/** Every question that is asked of events. */
async function answers(telemetry: Telemetry) {
  const where = {
    all: [
      { field: 'user', op: 'is', value: 'ROOT' },
      { field: 'fields.day', op: 'above', value: '0' },
    ],
  } as const
  const span = { from: on(0), to: on(5), sites: ['works'] }
  return {
    happened: await telemetry.events({ ...ALWAYS, by: 'happened', limit: 1000 }),
    page: await telemetry.events({ ...span, by: 'received', limit: 5, before: { at: on(3), id: 'x' } }),
    filtered: await telemetry.events({ ...span, by: 'happened', where, limit: 1000 }),
    ofSource: await telemetry.events({ ...span, by: 'received', source: 's1', limit: 1000 }),
    counts: await telemetry.eventCounts({ ...span, by: 'received', buckets: 10 }),
    summaries: await telemetry.sourceSummaries(span),
    unknown: await telemetry.unknownLines({ ...span, limit: 100 }),
  }
}

describe.each(ENGINES)('events of a while ago on $name', ({ open, stop, missing }) => {
  let telemetry: Telemetry
  let folder: string
  beforeEach(async ({ skip }) => {
    skip(missing !== null, missing ?? '')
    folder = mkdtempSync(join(root, 'cell-'))
    telemetry = await open(folder)
    await fill(telemetry)
  })
  afterEach(() => telemetry?.[Symbol.asyncDispose]())
  afterAll(stop)

  test('every question has the same answer before and after days went cold, and after a restart', async () => {
    const before = await answers(telemetry)
    expect(before.happened).toHaveLength(36)
    const { moved } = await keepAll(telemetry, { ...KEEP, coldBefore: on(3, 3600) })
    expect(moved).toBe(telemetry.engine === 'duckdb' ? 21 : 0)
    expect(await answers(telemetry)).toEqual(before)
    await telemetry[Symbol.asyncDispose]()
    telemetry = await open(folder)
    expect(await answers(telemetry)).toEqual(before)
    const { hotRows, cold } = await telemetry.keptDays()
    expect(hotRows + cold.reduce((sum, { rows }) => sum + rows, 0)).toBe(36)
  })

  test('what is too old is forgotten, and does not come back when its batch is sent again', async () => {
    await keepAll(telemetry, { ...KEEP, coldBefore: on(2) })
    const { forgotten } = await keepAll(telemetry, { ...KEEP, coldBefore: on(2), goneBefore: on(1) })
    expect(forgotten).toBeGreaterThanOrEqual(4)
    const newest = () => telemetry.events({ ...ALWAYS, by: 'received', limit: 100 })
    await vi.waitFor(async () => expect((await newest()).some(({ device }) => device === 'd0')).toBe(false))
    expect(await newest()).toHaveLength(32)
    const again = batch('s0', 'b0.0', [event({})], [], { receivedAt: on(4) })
    expect(await telemetry.appendEvents([again])).toBe(0)
    expect(await newest()).toHaveLength(32)
  })
})

describe('files of cold days', () => {
  let folder: string
  let telemetry: Telemetry
  beforeEach(async () => {
    folder = mkdtempSync(join(root, 'file-'))
    telemetry = await openTelemetry({ folder })
    await fill(telemetry)
  })
  afterEach(() => telemetry[Symbol.asyncDispose]())
  const files = () => readdirSync(join(folder, 'cold')).sort()

  test('another program reads them by the names of OCSF', async () => {
    await keepAll(telemetry, { ...KEEP, coldBefore: on(1) })
    expect(files()).toEqual(['event_day=2024-10-04.0.parquet'])
    const other = await DuckDBInstance.create(':memory:')
    const connection = await other.connect()
    const found = await connection.runAndReadAll(
      `select time, class_uid, metadata.version, metadata.log_name, metadata.logged_time, src_endpoint.ip, actor."user".name,
        device.hostname, raw_data_hash.algorithm, raw_data_hash.value, raw_data
      from read_parquet('${join(folder, 'cold', files()[0]!)}') order by metadata.uid limit 1`,
    )
    const one: NewEvent = event({})
    expect(found.getRowsJS()).toEqual([
      [
        ...[BigInt(on(4) / 1000), one.classUid, '1.8.0', 's0', BigInt(on(0, 60) / 1000), one.sourceIp, 'root', 'd0'],
        ...['SHA-256', one.rawSha256, one.raw],
      ],
    ])
    connection.closeSync()
    other.closeSync()
  })

  test('a batch of a day that is cold already makes a second file of it', async () => {
    await keepAll(telemetry, { ...KEEP, coldBefore: on(1) })
    await telemetry.appendEvents([batch('s0', 'late', [event({})], [], { receivedAt: on(0, 90) })])
    await keepAll(telemetry, { ...KEEP, coldBefore: on(1) })
    expect((await telemetry.keptDays()).cold.map(({ day, rows }) => [day, rows])).toEqual([
      ['2024-10-04', 4],
      ['2024-10-04', 1],
    ])
    expect(await telemetry.events({ ...ALWAYS, by: 'received', limit: 100 })).toHaveLength(37)
  })

  test('a moving that was cut short leaves nothing lost, doubled or lying about', async () => {
    // As a kill leaves it: the file is there, and the transaction that names it is not.
    writeFileSync(join(folder, 'cold', 'event_day=2024-10-04.0.parquet'), 'half a file')
    writeFileSync(join(folder, 'cold', 'event_day=2024-10-04.0.parquet.tmp'), 'less')
    await telemetry[Symbol.asyncDispose]()
    telemetry = await openTelemetry({ folder })
    expect(files()).toEqual([])
    await keepAll(telemetry, { ...KEEP, coldBefore: on(5) })
    expect(await telemetry.events({ ...ALWAYS, by: 'received', limit: 100 })).toHaveLength(36)
  })

  test('kill -9 while days are moved: after every one each event is there, once', async () => {
    const DAYS = 40
    for (let day = 0; day < DAYS; day++) {
      const rows = Array.from({ length: 500 }, (_, line) => event({ line: line + 1, device: `k${day}-${line}` }))
      await telemetry.appendEvents([batch('k', `k${day}`, rows, [], { receivedAt: on(10 + day) })])
    }
    const script = fileURLToPath(new URL('keeping-process.fixture.ts', import.meta.url))
    let kills = 0
    for (let round = 0; ; round++) {
      await telemetry[Symbol.asyncDispose]()
      const mover = spawn(process.execPath, [script, folder, String(on(100))], { stdio: ['ignore', 'pipe', 'inherit'] })
      await once(mover.stdout, 'data')
      // The last one may go on to its end.
      const lifeMs = kills < 6 ? 20 + ((round * 37) % 90) : 600_000
      const timer = setTimeout(() => mover.kill('SIGKILL'), lifeMs)
      const [code] = (await once(mover, 'exit')) as [number | null]
      clearTimeout(timer)
      telemetry = await openTelemetry({ folder })
      const all = await telemetry.events({ ...ALWAYS, by: 'received', source: 'k', limit: 100_000 })
      expect(all).toHaveLength(DAYS * 500)
      expect(new Set(all.map(({ id }) => id)).size).toBe(DAYS * 500)
      if (code === 0) break
      kills++
    }
    expect(kills).toBeGreaterThan(0)
    expect((await telemetry.keptDays()).hotRows).toBe(0)
  })

  test('a file that is gone is said at the start', async () => {
    await keepAll(telemetry, { ...KEEP, coldBefore: on(1) })
    await telemetry[Symbol.asyncDispose]()
    const path = join(folder, 'cold', files()[0]!)
    copyFileSync(path, `${folder}.saved`)
    rmSync(path)
    await expect(openTelemetry({ folder })).rejects.toMatchObject({ code: 'telemetry.not-whole' })
    writeFileSync(path, readFileSync(`${folder}.saved`))
    telemetry = await openTelemetry({ folder })
    expect(await telemetry.events({ ...ALWAYS, by: 'received', limit: 100 })).toHaveLength(36)
  })

  test('beyond the bytes that are kept the oldest days go first', async () => {
    await keepAll(telemetry, { ...KEEP, coldBefore: on(5) })
    const { cold } = await telemetry.keptDays()
    const newest = cold.at(-1)!.bytes + cold.at(-2)!.bytes
    await keepAll(telemetry, { ...KEEP, coldBefore: on(5), mostColdBytes: newest })
    expect((await telemetry.keptDays()).cold.map(({ day }) => day)).toEqual(['2024-10-07', '2024-10-08'])
    await keepAll(telemetry, { ...KEEP, coldBefore: on(5) })
    expect(files()).toHaveLength(2)
  })

  test('a dump has hot and cold rows alike, and a file that takes it asks for them', async () => {
    const before = await answers(telemetry)
    await keepAll(telemetry, { ...KEEP, coldBefore: on(3) })
    const dump = await telemetry.dump()
    await using other = await openTelemetry({ folder: mkdtempSync(join(root, 'restored-')) })
    const load = await other.load()
    for (const table of dump.tables) for await (const lines of dump.rows(table)) await load.add(table, lines)
    await load.finish()
    await dump.release()
    expect(dump.tables.map(({ name }) => name)).not.toContain('cold_file')
    expect(await answers(other)).toEqual(before)
    await keepAll(other, { ...KEEP, coldBefore: on(3) })
    expect(await answers(other)).toEqual(before)
  })
})
