// Rules at work in a cell: lines of a source and batches of the sensor are asked, and what they say is stored with them or not at all.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Finding, RuleFolderSet, RuleSet } from '@penstock/model/detections'
import { type EpochMicros, isoOfMicros, micros } from '@penstock/model/kernel'
import { policyHash } from '@penstock/server/access'
import { CoverageViews, RulesInForce, seenEvents, seenObservations } from '@penstock/server/detection-rules'
import { Detections } from '@penstock/server/detections'
import { Signal } from '@penstock/server/facts'
import { EventIntake, startEventCarrier } from '@penstock/server/ingest'
import { Ingest } from '@penstock/server/observations'
import { CELL_SERVICE, newUuid } from '@penstock/server/runtime'
import { sqlInstant } from '@penstock/store/state'
import { openTelemetry, type Telemetry } from '@penstock/store/telemetry'
import { fakeClock } from '@penstock/testkit/clock'
import { migratedStore } from '@penstock/testkit/stores'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'

const SITE = 'works'
const SOURCE = { source: 'tok_ids', site: SITE, format: 'suricata-eve' }
const BEGIN = 1_790_834_400_000_000
const SECOND = 1_000_000
const clock = fakeClock(micros(BEGIN + 3600 * SECOND))
const root = mkdtempSync(join(tmpdir(), 'penstock-rules-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let store: Awaited<ReturnType<typeof migratedStore<'monitoring'>>>
let telemetry: Telemetry
let detections: Detections
let rules: RulesInForce

beforeEach(async () => {
  store = await migratedStore('monitoring')
  telemetry = await openTelemetry({ folder: mkdtempSync(join(root, 'cell-')) })
  start()
})
afterEach(async () => {
  await rules.stop()
  await telemetry[Symbol.asyncDispose]()
  await store[Symbol.asyncDispose]()
})

/** As a cell starts: what it held of the hub's is kept before its rules begin. */
function start(...snapshots: readonly unknown[]): void {
  detections = new Detections({ domain: 'ot', onFacts: new Signal(), clock: () => clock.now() })
  rules = new RulesInForce({ store, domain: 'ot', clock: () => clock.now(), detections, latenessMs: 500 })
  for (const snapshot of snapshots) rules.keep(snapshot)
  rules.begin()
}

async function restart(...snapshots: readonly unknown[]): Promise<void> {
  await rules.stop()
  start(...snapshots)
}

function folder(version: number, files: Readonly<Record<string, string>>): RuleFolderSet {
  return { domain: 'ot', version, files: Object.entries(files).map(([path, text]) => ({ path, text })) }
}

const SCAN = `title: Scan\nid: 11111111-0000-4000-8000-000000000001\nname: scan\nlevel: high\ntags: [attack.t0846]
logsource: {product: suricata, service: alert}
detection:\n  selection:\n    alert.signature|contains: scan\n  condition: selection\n`
const MANY = `title: Many scans\nid: 11111111-0000-4000-8000-000000000002\nlevel: critical\ntags: [attack.t0846]
correlation:\n  type: event_count\n  rules: [scan]\n  group-by: [src_ip]\n  timespan: 5m\n  condition: {gte: 3}\n  generate: true\n`
const SET: RuleSet = { domain: 'ot', version: 1, packs: [], disabled: [], suppressions: [] }

/** By a lead of OT, of what an analyst asked for. */
function decided({ until, ...one }: { readonly until: EpochMicros; readonly [name: string]: unknown }) {
  const { kind, rule, site, address, zone, reason } = one
  const payload = { domain: 'ot', kind, rule, site, address, zone, reason, until: isoOfMicros(until) } as never
  const at = clock.now()
  const approval = { subject: 'acc_2', domain: 'ot' as const, roles: ['ot-lead' as const], session: 's', at }
  return {
    ...{ id: 'fey_1', kind: 'rule-exception' as const, payload, payloadSha256: policyHash(payload) },
    ...{ requestedBy: 'acc_1', requestedAt: at, approvals: [approval] },
  }
}

function line(n: number, signature = 'a scan', source = '10.0.0.9'): string {
  const timestamp = new Date((BEGIN + n * SECOND) / 1000).toISOString()
  const alert = { signature, signature_id: n + 1, severity: 1, category: 'x' }
  return JSON.stringify({ timestamp, event_type: 'alert', src_ip: source, dest_ip: '10.0.0.1', host: 'ids', alert })
}

async function send(
  lines: readonly string[],
  look = (rows: Parameters<typeof seenEvents>[0]) => rules.look(seenEvents(rows)),
) {
  const intake = new EventIntake({ store, clock: () => clock.now(), onBatch: new Signal() })
  await intake.begin()
  const body = Buffer.from(`${lines.join('\n')}\n`)
  const taken = await intake.take(SOURCE, { key: null, seq: null, sentAt: null, body })
  return { taken, ...(await carryAll(intake, look)) }
}

async function carryAll(
  intake: EventIntake,
  look: (rows: Parameters<typeof seenEvents>[0]) => ReturnType<RulesInForce['look']>,
) {
  const carrier = startEventCarrier({ store, telemetry, domain: 'ot', intake, onBatch: new Signal(), look })
  await vi.waitFor(() => expect(intake.waitingLines(SOURCE.source)).toBe(0), { timeout: 60_000, interval: 50 })
  await carrier.stop()
  return { intake }
}

async function found() {
  const rows = await store.transaction(CELL_SERVICE, (tx) =>
    tx.selectFrom('detection').selectAll().orderBy('title').execute(),
  )
  return rows.map(({ title, count, kind }) => [title, kind, count])
}

async function rule(id: string) {
  return await store.transaction(CELL_SERVICE, (tx) =>
    tx.selectFrom('detection_rule_state').selectAll().where('id', '=', id).executeTakeFirst(),
  )
}

async function engine() {
  return await store.transaction(CELL_SERVICE, (tx) => tx.selectFrom('detection_engine').selectAll().executeTakeFirst())
}

test('lines of a source are asked, and what a rule says points to the event', async () => {
  await restart(SET, folder(1, { 'own/scan.yml': SCAN }))
  await send([line(0), line(1, 'nothing'), line(2)])
  expect(await found()).toEqual([['Scan', 'sigma', 2]])
  const [row] = await store.transaction(CELL_SERVICE, (tx) => tx.selectFrom('detection').selectAll().execute())
  expect(row).toMatchObject({
    ...{ level: 'high', techniques: ['T0846'], first_at: BEGIN, last_at: BEGIN + 2 * SECOND },
    subject: { sourceIp: '10.0.0.9', destinationIp: '10.0.0.1' },
    values: { 'alert.signature': 'a scan' },
    evidence: [
      { kind: 'event', source: 'tok_ids', line: 1, nth: 0 },
      { kind: 'event', source: 'tok_ids', line: 3, nth: 0 },
    ],
  })
  expect(await rule('11111111-0000-4000-8000-000000000001')).toMatchObject({
    hits: 2,
    standing: 'enabled',
    pack: 'folder',
  })
})

test('a kill between asking and counting loses nothing and doubles nothing', async () => {
  await restart(SET, folder(1, { 'scan.yml': SCAN }))
  let killed = 0
  await send([line(0), line(1)], async (rows) => {
    const keep = await rules.look(seenEvents(rows))
    return async (tx) => {
      await keep(tx)
      // The first transaction ends after everything was written, and before it committed.
      if (killed++ === 0) throw new Error('killed')
    }
  })
  expect(killed).toBe(2)
  expect(await found()).toEqual([['Scan', 'sigma', 2]])
  expect((await rule('11111111-0000-4000-8000-000000000001'))?.hits).toBe(2)
})

test('what the sensor saw is asked as events, proven by its packet; a batch that comes again raises nothing twice', async () => {
  const captureId = newUuid()
  await store.transaction(CELL_SERVICE, (tx) =>
    tx
      .insertInto('capture')
      .values({
        ...{ id: captureId, site: SITE, name: 'mirror', sensor: 's', created_by: 'acc_1', sha256: null, bytes: null },
        created_at: new Date(BEGIN / 1000).toISOString(),
      })
      .execute(),
  )
  const ingest = new Ingest({
    ...{
      store,
      domain: 'ot',
      clock: () => clock.now(),
      judge: () => null,
      onFacts: new Signal(),
      onBatch: new Signal(),
    },
    look: (of, batch) => rules.look(seenObservations('ot', of, batch, clock.now())),
  })
  const proof = { file: 0, frame: 7, at: micros(BEGIN), offset: 420, length: 77 }
  const batch = {
    ...{
      seq: 0,
      isLast: false,
      packets: 1,
      bytes: 77,
      malformed: 0,
      skipped: {},
      firstAt: micros(BEGIN),
      lastAt: micros(BEGIN),
    },
    ...{ bindings: [], claims: [], conversations: [], anomalies: [] },
    operations: [
      {
        ...{
          at: micros(BEGIN),
          protocol: 'modbus-tcp',
          kind: 'restart' as const,
          code: '8',
          result: null,
          count: 1,
          values: [],
        },
        ...{ name: 'Diagnostics: Force Listen Only Mode', target: 'unit 1', proof },
        client: { mac: null, ip: '10.0.0.9' },
        server: { mac: null, ip: '10.0.0.1' },
      },
    ],
  }
  await ingest.storeBatches(captureId, [batch])
  await ingest.storeBatches(captureId, [batch])
  const [row, ...others] = await store.transaction(CELL_SERVICE, (tx) =>
    tx.selectFrom('detection').selectAll().execute(),
  )
  expect(others).toEqual([])
  expect(row).toMatchObject({
    ...{ title: 'Modbus device told to listen only', count: 1, kind: 'sigma', techniques: ['T0803', 'T0814'] },
    evidence: [{ kind: 'proof', proof: { ...proof, captureId, captureName: 'mirror' } }],
  })
})

const ABSENT: Finding = {
  ...{ kind: 'behaviour', rule: 'behaviour.absence', ruleVersion: '1', title: 'What always came does not come' },
  ...{ level: 'medium', techniques: ['T0804', 'T0815'], site: SITE, at: micros(1_790_834_400_000_000) },
  ...{ subject: { destinationIp: '10.0.0.1' }, evidence: [], values: {} },
}

test('rules are tried on what they must meet when they are loaded; covered is what was tested and has its data', async () => {
  const off = { rule: '1a53b16a-91c8-49ee-a06b-bc7714bafee4', reason: 'x', until: micros(clock.now() + 3600 * SECOND) }
  const one = { kind: 'off', ...off, site: null, address: null, zone: null }
  const disabled = [{ id: newUuid(), ...off, by: 'acc_1', decision: decided(one) }]
  await restart({ ...SET, packs: ['ot-rules@1'], disabled }, folder(1, { 'scan.yml': SCAN, 'many.yml': MANY }))
  await send([line(0)])
  const all = await store.transaction(CELL_SERVICE, (tx) => tx.selectFrom('detection_rule_state').selectAll().execute())
  const told = all.filter((row) => row.pack === 'ot-rules@1' && !row.is_quiet)
  expect(told.length).toBeGreaterThan(90)
  // Every one that runs met its own positive, correlations among them; the one that is switched off was asked nothing.
  expect(told.filter((row) => row.tested_at === null).map(({ title }) => title)).toEqual([
    'Modbus device told to listen only',
  ])
  let now = clock.now()
  const views = new CoverageViews({
    ...{ store, domain: 'ot', clock: () => now },
    ...{ knownSites: () => [SITE, 'other'], isOff: () => false },
  })
  const of = async (sites: readonly string[], id: string) => {
    const { matrices } = await views.read(sites as never, 7)
    return matrices[0]!.techniques.find((each) => each.id === id)!
  }
  // Rules of the sensor were all tested, and no sensor sends; of the one whose data came nobody saw that it works.
  expect(await of([SITE], 'T0846')).toMatchObject({ standing: 'untested', coveredAt: [], visibleAt: [SITE] })
  expect(await of([SITE], 'T0855')).toMatchObject({ standing: 'no-data', coveredAt: [] })
  expect(await of(['other'], 'T0846')).toMatchObject({ standing: 'no-data', visibleAt: [] })
  const scan = '11111111-0000-4000-8000-000000000001'
  expect(await rules.noteTrial(scan, `${SCAN}# another text`, 'acc_lead')).toBe(false)
  expect(await of([SITE], 'T0846')).toMatchObject({ standing: 'untested' })
  expect(await rules.noteTrial(scan, SCAN, 'acc_lead')).toBe(true)
  expect(await of([SITE], 'T0846')).toMatchObject({ standing: 'covered', coveredAt: [SITE] })
  expect(await of([SITE, 'other'], 'T0846')).toMatchObject({ standing: 'no-data', coveredAt: [SITE] })
  // Another text of the rule was never tried.
  rules.take(folder(2, { 'scan.yml': SCAN.replace('level: high', 'level: low') }))
  await vi.waitFor(async () => expect((await engine())?.folder_version).toBe(2), { timeout: 60_000, interval: 50 })
  expect(await of([SITE], 'T0846')).toMatchObject({ standing: 'untested' })
  now = micros(now + 8 * 86_400 * SECOND)
  expect(await of([SITE], 'T0846')).toMatchObject({ standing: 'no-data', visibleAt: [] })
  // A detector counts once it found something here that nobody called false, where a sensor tells.
  const detector = async () =>
    (await views.read([SITE] as never, 7)).rules.find((each) => each.id === 'behaviour.absence')
  expect(await detector()).toMatchObject({ kind: 'detector', isTested: false, testedBy: null, arrivesAt: [] })
  await store.transaction(CELL_SERVICE, (tx) => detections.raise(tx, [ABSENT], now))
  expect(await detector()).toMatchObject({ isTested: true, testedBy: 'traffic', arrivesAt: [] })
  expect(await of([SITE], 'T0815')).toMatchObject({ standing: 'no-data' })
  const conversations = { site: SITE, product: 'penstock', category: '', service: 'conversations', protocol: '' }
  await store.transaction(CELL_SERVICE, (tx) =>
    tx
      .insertInto('detection_data')
      .values({ ...conversations, last_at: sqlInstant(now) })
      .execute(),
  )
  expect(await of([SITE], 'T0815')).toMatchObject({ standing: 'covered', coveredAt: [SITE] })
  await store.transaction(CELL_SERVICE, (tx) =>
    tx
      .updateTable('detection')
      .set({ state: 'closed', verdict: 'false-positive' })
      .where('rule', '=', 'behaviour.absence')
      .execute(),
  )
  expect(await of([SITE], 'T0815')).toMatchObject({ standing: 'untested', coveredAt: [] })
})

test('a correlation counts over batches and over a restart in between, and is told once', async () => {
  const snapshots = [SET, folder(1, { 'scan.yml': SCAN, 'many.yml': MANY })]
  await restart(...snapshots)
  await send([line(0), line(1), line(1, 'a scan', '10.0.0.7')])
  await restart(...snapshots)
  await send([line(2)])
  await vi.waitFor(async () => expect(await found()).toContainEqual(['Many scans', 'sigma-correlation', 1]), {
    timeout: 60_000,
    interval: 100,
  })
  const correlated = async () =>
    (await store.transaction(CELL_SERVICE, (tx) => tx.selectFrom('detection').selectAll().execute())).find(
      ({ kind }) => kind === 'sigma-correlation',
    )
  expect(await correlated()).toMatchObject({
    subject: { sourceIp: '10.0.0.9' },
    values: { value: 3 },
    level: 'critical',
  })
  expect((await correlated())?.evidence).toHaveLength(3)
  await restart(...snapshots)
  await vi.waitFor(async () => expect((await engine())?.correlation).toMatchObject({ matches: 4, alerts: 1 }), {
    timeout: 60_000,
    interval: 100,
  })
  expect((await correlated())?.count).toBe(1)
  expect((await rule('11111111-0000-4000-8000-000000000002'))?.hits).toBe(1)
})

test('a rule of the hub is run when it comes, and one that is switched off is not', async () => {
  await restart(SET)
  await send([line(0)])
  expect(await found()).toEqual([])
  rules.take(folder(1, { 'scan.yml': SCAN }))
  await vi.waitFor(async () => expect(await engine()).toMatchObject({ folder_version: 1, rules: 1 }), {
    timeout: 60_000,
    interval: 50,
  })
  await send([line(1)])
  expect(await found()).toEqual([['Scan', 'sigma', 1]])
  const id = '11111111-0000-4000-8000-000000000001'
  const off = { id: newUuid(), rule: id, reason: 'x', by: 'acc_1', until: micros(clock.now() + 60 * SECOND) }
  const nowhere = { kind: 'off', site: null, address: null, zone: null }
  rules.take({ ...SET, version: 2, disabled: [{ ...off, decision: decided({ ...off, ...nowhere }) }] })
  await vi.waitFor(async () => expect(await engine()).toMatchObject({ set_version: 2, rules: 0 }), {
    timeout: 60_000,
    interval: 50,
  })
  await send([line(2)])
  expect([await found(), (await rule(id))?.standing]).toEqual([[['Scan', 'sigma', 1]], 'disabled'])
  // One that comes late takes nothing back.
  rules.take({ ...SET, version: 1 })
  clock.advance(61 * SECOND)
  await send([line(3)])
  await vi.waitFor(async () => expect((await rule(id))?.standing).toBe('enabled'), { timeout: 60_000, interval: 50 })
  await send([line(4)])
  expect(await engine()).toMatchObject({ set_version: 2, rules: 1 })
  expect((await found())[0]?.[2]).toBeGreaterThanOrEqual(2)
})

test('a rule with a fault is told with line and word, and keeps none of the others from being run', async () => {
  const broken = SCAN.replace('|contains', '|contians').replace('-000000000001', '-000000000009')
  await restart(SET, folder(1, { 'a-broken.yml': broken, 'b.yml': 'title: [', 'scan.yml': SCAN }))
  await send([line(0)])
  expect(await found()).toEqual([['Scan', 'sigma', 1]])
  const faulty = await store.transaction(CELL_SERVICE, (tx) =>
    tx.selectFrom('detection_rule_state').selectAll().where('standing', '=', 'faulty').orderBy('path').execute(),
  )
  expect(faulty).toMatchObject([
    { path: 'a-broken.yml', faults: [{ line: 9, word: 'contians' }] },
    { path: 'b.yml', faults: [{ line: 1 }] },
  ])
})

test('what is suppressed is counted and kept apart, until the suppression ends', async () => {
  const id = '11111111-0000-4000-8000-000000000001'
  const one = { id: newUuid(), rule: id, site: null, address: '10.0.0.9', zone: null, reason: 'pen test', by: 'acc_1' }
  const until = micros(clock.now() + 60 * SECOND)
  const decision = decided({ ...one, kind: 'suppressed', until })
  const suppressed = { ...SET, suppressions: [{ ...one, until, decision }] }
  await restart(suppressed, folder(1, { 'scan.yml': SCAN }))
  await send([line(0), line(1), line(2, 'a scan', '10.0.0.8')])
  const rows = async () =>
    (await store.transaction(CELL_SERVICE, (tx) => tx.selectFrom('detection').selectAll().execute()))
      .map(({ count, suppressed_by, subject }) => [subject.sourceIp, count, suppressed_by === null])
      .sort((a, b) => String(a).localeCompare(String(b)))
  expect(await rows()).toEqual([
    ['10.0.0.8', 1, true],
    ['10.0.0.9', 2, false],
  ])
  expect(await rule(id)).toMatchObject({ hits: 3, suppressed_hits: 2 })
  clock.advance(61 * SECOND)
  await send([line(3)])
  expect(await rows()).toEqual([
    ['10.0.0.8', 1, true],
    ['10.0.0.9', 1, true],
    ['10.0.0.9', 2, false],
  ])
})
