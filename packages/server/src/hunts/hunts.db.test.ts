// Hunts in a cell, on both engines of telemetry: planted dormant things among thousands of ordinary events, what each run could not see,
// schedules that survive a restart, and who sees what.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadStockHunts } from '@penstock/catalogs/stock-hunts@1'
import type { HuntRunRecord } from '@penstock/contract/hunts'
import type { HuntDraft, HuntSchedule, StockHunt } from '@penstock/model/hunts'
import { isoOfMicros, micros } from '@penstock/model/kernel'
import { Signal } from '@penstock/server/facts'
import type { Caller } from '@penstock/server/http'
import { HuntService, loadPseudonyms, startHuntClock } from '@penstock/server/hunts'
import { EventIntake, listHuntedSources, startEventCarrier } from '@penstock/server/ingest'
import { CELL_SERVICE } from '@penstock/server/runtime'
import { sqlInstant } from '@penstock/store/state'
import { openClickHouse, openTelemetry, type Telemetry } from '@penstock/store/telemetry'
import { fakeClock } from '@penstock/testkit/clock'
import { type ClickHouse, hasClickHouse, startClickHouse } from '@penstock/testkit/services'
import { type MigratedStore, migratedStore } from '@penstock/testkit/stores'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { DAY, FOOTHOLD, INTRUDER, NOW, sensorBatches, sensorLines, windowsLines } from './planted.fixture.ts'

vi.setConfig({ testTimeout: 60_000 })
const root = mkdtempSync(join(tmpdir(), 'penstock-hunts-'))
let server: ClickHouse | null = null
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  rmSync(root, { recursive: true })
})

const TELEMETRY = [
  { name: 'duckdb', isThere: true, open: () => openTelemetry({ folder: mkdtempSync(join(root, 'duck-')) }) },
  {
    name: 'clickhouse',
    isThere: hasClickHouse(),
    open: async () => {
      server ??= await startClickHouse()
      return await openClickHouse({ url: await server.database('hunts') })
    },
  },
]

const analyst = caller('acc_analyst', '*')
const stock = new Map(loadStockHunts().map((hunt) => [hunt.id, hunt]))

function caller(subject: string, sites: Caller['sites']): Caller {
  const permissions = new Set(['hunt:work'] as const)
  return {
    ...{ kind: 'person', subject, name: 'Analyst', roles: ['it-analyst'], domain: 'it', permissions, sites },
    policyVersion: 1,
  }
}
const own = (by: Caller) => ({ caller: by, isPseudonymised: false })

describe.each(TELEMETRY)('hunts with $name', ({ isThere, open }) => {
  const clock = fakeClock(micros(NOW))
  let store: MigratedStore<'monitoring'>
  let telemetry: Telemetry
  let hunts: HuntService
  let lines = 0

  beforeAll(async () => {
    if (!isThere) return
    store = await migratedStore('monitoring')
    telemetry = await open()
    const onBatch = new Signal<void>()
    const intake = new EventIntake({ store, clock: () => clock.now(), onBatch })
    await intake.begin()
    const carrier = startEventCarrier({ store, telemetry, domain: 'it', intake, onBatch })
    const feeds = [
      ['tok_win', 'windows-xml', windowsLines()],
      ['tok_sensor', 'penstock-sensor', sensorLines()],
    ] as const
    for (const [source, format, given] of feeds) {
      lines += given.length
      for (let at = 0; at < given.length; at += 1000) {
        const body = Buffer.from(`${given.slice(at, at + 1000).join('\n')}\n`)
        await intake.take({ source, site: 'works', format }, { key: null, seq: null, sentAt: null, body })
      }
    }
    await vi.waitFor(() => expect(intake.waitingLines('tok_win') + intake.waitingLines('tok_sensor')).toBe(0), {
      timeout: 60_000,
    })
    await carrier.stop()
    await store.transaction(CELL_SERVICE, (tx) =>
      tx
        .insertInto('capture')
        .values({
          ...{ id: LIVE, site: 'works', name: 'live', sha256: null, bytes: null, sensor: 'sensor of the line' },
          ...{ created_by: 'tok_line', created_at: sqlInstant(micros(NOW - 30 * DAY)) },
        })
        .execute(),
    )
    await telemetry.append(sensorBatches(LIVE))
    hunts = service()
  }, 120_000)
  afterAll(async () => {
    await telemetry?.[Symbol.asyncDispose]()
    await store?.[Symbol.asyncDispose]()
  })

  function service(timeoutMs = 30_000): HuntService {
    return new HuntService({
      ...{ store, telemetry, domain: 'it', clock: () => clock.now(), timeoutMs },
      stock: loadStockHunts(),
      pseudonym: loadPseudonyms(root),
      zones: {
        zonesOf: (site) => (site === 'works' ? ZONES : null),
        zoneOf: (_site, host) => ({
          zone: host.startsWith('10.20.') ? 'Z-EWS' : host.startsWith('10.30.') ? 'Z-PLC' : null,
        }),
      },
      sources: () => listHuntedSources(store, [{ subject: 'tok_fw', site: 'works', sourceKind: 'events/cisco-asa' }]),
      knownSites: () => ['works', 'mill'],
    })
  }

  const draftOf = ({ title, hypothesis, question, days, techniques }: StockHunt, given: Partial<HuntDraft> = {}) => ({
    ...{ title, hypothesis, question, days, techniques, site: null, schedule: null },
    ...given,
  })

  async function found(id: string, given: Partial<HuntDraft> = {}): Promise<HuntRunRecord> {
    const draft = draftOf(stock.get(id)!, given)
    const hunt = await hunts.save(own(analyst), { key: randomUUID(), stock: id, draft })
    return await hunts.run(own(analyst), hunt.id)
  }

  test.each([
    { id: 'SH-01', what: 'a task that was made 41 days ago and never ran', rows: [`${FOOTHOLD} eng1`] },
    { id: 'SH-02', what: 'a service that never started', rows: [`${FOOTHOLD} null`] },
    { id: 'SH-03', what: 'an idle tool for remote access', rows: [`${FOOTHOLD} null`] },
    { id: 'SH-04', what: 'an account that nobody signed in with', rows: ['DC1.plant.example svc-backup2'] },
    { id: 'SH-05', what: 'a rare remote sign-in', rows: [`${FOOTHOLD} vendor1`] },
    { id: 'SH-06', what: 'no cleared log, as there is none', rows: [] },
  ])('[E07] $id finds $what, and nothing else of thousands', async ({ id, rows }) => {
    if (!isThere) return
    const run = await found(id)
    expect(run).toMatchObject({ state: 'done', found: rows.length })
    expect(run.rows.map((row) => ('of' in row ? row.of : `${row.device} ${row.user}`))).toEqual(rows)
    expect(lines).toBeGreaterThan(3500)
  })

  test.each([
    { id: 'SH-07', what: 'a change of mode at night' },
    { id: 'SH-08', what: 'who changes a controller once' },
    { id: 'SH-10', what: 'who writes once' },
  ])('[E07] $id finds $what, and not the engineer nor the master', async ({ id }) => {
    if (!isThere) return
    const run = await found(id)
    expect(run.found).toBe(1)
    expect(run.rows[0]?.at).toMatch(/^2026-08-27T0[23]:00/)
    const asked = await telemetry.hunt({
      ...{ from: micros(0), to: micros(NOW), sites: '*', limit: 9, buckets: 1, timeoutMs: 30_000 },
      question: { where: { field: 'raw', op: 'contains', value: INTRUDER } },
    })
    expect(asked.events.map((each) => each.id)).toContain(run.rows[0]?.id)
  })

  test.each([
    { id: 'SH-07', what: 'a change of mode at night', kinds: ['mode'] },
    { id: 'SH-08', what: 'who changes a controller once', kinds: ['mode'] },
    { id: 'SH-10', what: 'who writes once', kinds: ['write'] },
  ])('[E07] $id finds $what among what own sensors saw, which are no events', async ({ id, kinds }) => {
    if (!isThere) return
    const run = await found(id, { question: stock.get(id)!.bySensors! })
    expect(run.rows).toMatchObject(kinds.map((kind) => ({ of: 'operations', kind, clientIp: INTRUDER, capture: LIVE })))
    expect(run.found).toBe(kinds.length)
    for (const { sha256 } of run.rows) expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    // The same rows when it is run again, so that two runs can be held against each other.
    const again = await found(id, { question: stock.get(id)!.bySensors! })
    expect(again.rows).toEqual(run.rows)
  })

  test('[E07] a hunt through conversations finds the one at night, and says which days, protocols and zones no sensor saw', async () => {
    if (!isThere) return
    const question: HuntDraft['question'] = {
      of: 'conversations',
      where: {
        all: [
          { field: 'protocol', op: 'in', values: ['rdp', 'VNC'] },
          { field: 'hour', op: 'below', value: '5' },
        ],
      },
    }
    const run = await found('SH-05', { question, days: 30 })
    expect(run.rows).toMatchObject([
      { of: 'conversations', protocol: 'rdp', clientIp: INTRUDER, serverPort: 3389, packets: 120, bytes: 9000 },
    ])
    expect(run.coverage).toMatchObject({
      ...{ of: 'conversations', days: 30, missingProtocols: ['vnc'], missingClasses: [], sitesWithoutZones: ['mill'] },
      ...{ daysNotKept: 25, blindDays: [{ from: isoOfMicros(micros(NOW - 4 * DAY)), days: 4 }] },
      sources: [{ format: 'sensor of the line', events: 2, silentDays: 4 }],
    })
  })

  test('[E07] a run says what it could not see', async () => {
    if (!isThere) return
    const { coverage, counts } = await found('SH-01')
    expect(counts).toHaveLength(90)
    expect(coverage).toMatchObject({ days: 90, daysNotKept: 30, blindDays: [], missingClasses: [] })
    expect(coverage?.keptSince).toBe(isoOfMicros(micros(NOW - 60 * DAY + 6 * 3_600_000_000)))
    const told = coverage?.sources.map(({ source, format, silentDays }) => `${source} ${format} ${silentDays}`)
    expect(told).toEqual(['tok_fw cisco-asa 60', 'tok_sensor penstock-sensor 32', 'tok_win windows-xml 0'])
    expect(coverage?.zones).toEqual({
      known: 3,
      unseen: [{ site: 'works', id: 'Z-DMZ', name: 'Remote access', isHeard: false }],
    })
    expect(coverage?.sitesWithoutZones).toEqual(['mill'])
    const usb = await found('SH-12')
    expect(usb.coverage?.missingClasses).toEqual([1010])
  })

  test('a run that takes too long is kept as that, and nothing of it as a result', async () => {
    if (!isThere) return
    const impatient = service(0.001)
    const draft = draftOf(stock.get('SH-01')!, { question: { where: { field: 'raw', op: 'contains', value: 'zzz' } } })
    const hunt = await impatient.save(own(analyst), { key: randomUUID(), stock: null, draft })
    if (telemetry.engine === 'clickhouse') return
    expect(await impatient.run(own(analyst), hunt.id)).toMatchObject({ state: 'too-long', found: null, coverage: null })
  })

  test('a hunt keeps its versions; who saw an older one is told', async () => {
    if (!isThere) return
    const draft = draftOf(stock.get('SH-06')!)
    const key = randomUUID()
    const hunt = await hunts.save(own(analyst), { key, stock: null, draft })
    await expect(hunts.save(own(analyst), { key, stock: null, draft })).rejects.toMatchObject({
      code: 'hunts.there-already',
    })
    const next = await hunts.revise(own(analyst), hunt.id, { version: 1, draft: { ...draft, days: 7 } })
    expect(next.versions.map(({ version, draft: { days } }) => [version, days])).toEqual([
      [2, 7],
      [1, draft.days],
    ])
    await expect(hunts.revise(own(analyst), hunt.id, { version: 1, draft })).rejects.toMatchObject({
      code: 'version-moved',
    })
  })

  test('what was made of a run stays with it, and a promotion names its case', async () => {
    if (!isThere) return
    const run = await found('SH-01')
    await expect(
      hunts.followUp(own(analyst), run.id, { outcome: 'promoted', note: '', incident: null }),
    ).rejects.toMatchObject({ code: 'hunts.case-needed' })
    const incident = { id: 'inc_x', reference: 'INC-7Q4K' }
    await hunts.followUp(own(analyst), run.id, { outcome: 'needs-data', note: 'no firewall', incident: null })
    const told = await hunts.followUp(own(analyst), run.id, { outcome: 'promoted', note: '', incident })
    expect(told.followUps.map(({ outcome }) => outcome)).toEqual(['promoted', 'needs-data'])
  })

  test('a schedule runs each instant once, and after a standstill the last one', async () => {
    if (!isThere) return
    const schedule: HuntSchedule = { every: 'day', minute: 300 }
    const hunt = await hunts.save(own(analyst), {
      ...{ key: randomUUID(), stock: null, draft: draftOf(stock.get('SH-06')!, { schedule, days: 3 }) },
    })
    expect(hunt.nextAt).toBe('2026-09-01T05:00:00.000000Z')
    const runs = async () => (await hunts.read(own(analyst), hunt.id)).runs
    const started = async (reachOf: () => '*' | null = () => '*') =>
      await startHuntClock({ store, clock: () => clock.now(), hunts, reachOf }, 20)
    // Two processes at the same instant, as when one is stopped late.
    clock.advance(3 * DAY + 6 * 3_600_000_000)
    const [one, two] = [await started(), await started()]
    await vi.waitFor(async () => expect((await runs()).filter(({ state }) => state === 'done')).toHaveLength(1), {
      timeout: 20_000,
    })
    await Promise.all([one.stop(), two.stop()])
    expect(await runs()).toMatchObject([{ byName: null, to: '2026-09-04T05:00:00.000000Z' }])
    expect((await hunts.read(own(analyst), hunt.id)).nextAt).toBe('2026-09-05T05:00:00.000000Z')
    // Killed in the middle of the next: the run stands as running, and is finished after the start.
    clock.advance(DAY)
    await store.transaction(CELL_SERVICE, async (tx) => {
      await tx.updateTable('hunt_run').set({ state: 'running', found: null }).where('by', 'is', null).execute()
    })
    const after = await started()
    await vi.waitFor(async () => expect((await runs()).map(({ state }) => state)).toEqual(['done', 'done']), {
      timeout: 20_000,
    })
    await after.stop()
    // Whose owner lost the right stands still and says so.
    clock.advance(DAY)
    const without = await started(() => null)
    await vi.waitFor(async () => expect((await hunts.read(own(analyst), hunt.id)).halted).toBe('no-right'), {
      timeout: 20_000,
    })
    await without.stop()
    expect(await runs()).toHaveLength(2)
    clock.advance(-5 * DAY - 6 * 3_600_000_000)
  })

  test('who sees one site sees neither the runs of others nor hunts of another site', async () => {
    if (!isThere) return
    const wide = await found('SH-01')
    const narrow = caller('acc_mill', ['mill'])
    await expect(hunts.record(own(narrow), wide.id)).rejects.toMatchObject({ code: 'not-found' })
    const draft = draftOf(stock.get('SH-01')!)
    const of = await hunts.save(own(narrow), { key: randomUUID(), stock: null, draft })
    expect(await hunts.run(own(narrow), of.id)).toMatchObject({ found: 0, coverage: { sources: [], keptSince: null } })
    const works = { key: randomUUID(), stock: null, draft: { ...draft, site: 'works' as HuntDraft['site'] } }
    await expect(hunts.save(own(narrow), works)).rejects.toMatchObject({ code: 'not-found' })
    const sited = await hunts.save(own(analyst), works)
    await expect(hunts.read(own(narrow), sited.id)).rejects.toMatchObject({ code: 'not-found' })
    const listed = await hunts.list(own(narrow))
    expect(listed.items.some(({ id }) => id === sited.id)).toBe(false)
    expect(listed.items.every(({ last }) => last === null || last.coverage?.sources.length === 0)).toBe(true)
  })

  test('[E12:2] over the boundary nobody is named: questions are open, rows are pseudonyms, hunts are the own ones', async () => {
    if (!isThere) return
    const central = { caller: { ...caller('acc_central', '*'), domain: null }, isPseudonymised: true }
    const draft = draftOf(stock.get('SH-01')!)
    const asks = async (question: HuntDraft['question']) =>
      await hunts.save(central, { key: randomUUID(), stock: null, draft: { ...draft, question } })
    for (const field of ['user', 'device', 'source-ip', 'raw', 'fields.TaskName', 'ocsf.actor.user.name'] as const)
      await expect(asks({ where: { field, op: 'contains', value: 'eng' } })).rejects.toMatchObject({
        code: 'hunts.names-somebody',
      })
    // What sensors saw is raw: not even by the hour, nor as a stock hunt.
    for (const raw of [{ of: 'conversations', where: NIGHT } as const, stock.get('SH-07')!.bySensors!])
      await expect(asks(raw)).rejects.toMatchObject({ code: 'hunts.own-domain' })
    const hunt = await asks(draft.question)
    const run = await hunts.run(central, hunt.id)
    expect(run.rows).toHaveLength(1)
    expect(run.rows[0]).toMatchObject({ what: null, sha256: '', className: 'Scheduled Job Activity' })
    expect(run.rows.map((row) => ('of' in row ? null : row.user))).toEqual([expect.stringMatching(/^user-[\w-]{10}$/)])
    expect(JSON.stringify([run, await hunts.list(central)])).not.toMatch(/eng1|ENG-WS1|vendor1/i)
    expect((await hunts.list(central)).items.map(({ id }) => id)).toEqual([hunt.id])
    const others = await found('SH-01')
    await expect(hunts.record(central, others.id)).rejects.toMatchObject({ code: 'not-found' })
    // A team of the domain sees whom the pseudonym stands for, by the same row.
    const seen = await hunts.record(own(analyst), run.id)
    expect(seen.rows[0]).toMatchObject({ id: run.rows[0]!.id, user: 'eng1', device: FOOTHOLD })
  })
})

const NIGHT = { field: 'hour', op: 'below', value: '5' } as const
/** What the sensor of the line sends by its own door: what it saw, which is no event. */
const LIVE = '0199a000-0000-7000-8000-000000000001'

const ZONES = [
  { id: 'Z-EWS', name: 'Engineering' },
  { id: 'Z-PLC', name: 'Line' },
  { id: 'Z-DMZ', name: 'Remote access' },
]
