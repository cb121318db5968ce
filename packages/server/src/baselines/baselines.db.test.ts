// Days of a press line through the sensor and into a cell's store: what is learned, what is not, and what is told with which packet.
import type { DeviationView } from '@penstock/contract/baselines'
import { micros } from '@penstock/model/kernel'
import { Signal } from '@penstock/server/facts'
import type { Caller } from '@penstock/server/http'
import { Ingest } from '@penstock/server/observations'
import { CELL_SERVICE, newUuid } from '@penstock/server/runtime'
import { fakeClock } from '@penstock/testkit/clock'
import { ENGINES, type OpenEngine } from '@penstock/testkit/stores'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Baselines, keepBaselines } from './index.ts'
import {
  BEGIN,
  CONTROLLER,
  DAY,
  HISTORIAN,
  HOUR,
  INTRUDER,
  PANEL,
  PressLine,
  SCADA,
  SCHEDULE,
  SECOND,
  SLICE,
} from './press-line.fixture.ts'

const SITE = 'press'
const [engine] = ENGINES
const clock = fakeClock(micros(BEGIN))
const owner = {
  ...{ kind: 'person', subject: 'acc_owner', name: 'Owner', roles: ['ot-engineer'], domain: 'ot' },
  ...{ permissions: new Set(['monitoring:read', 'baseline:decide']), sites: [SITE], policyVersion: 1 },
} as unknown as Caller
const device = { site: SITE, address: [CONTROLLER.ip] }

const STRANGER = { ...SCADA, ip: '10.1.1.77', mac: '00:1b:1b:00:00:77' }

const line = new PressLine()
const captureId = newUuid()
const OPERATION = { key: 'zone:Z-1', zone: 'Z-1', name: 'Operation', isOutside: false }
const LINE = { key: 'zone:Z-2', zone: 'Z-2', name: 'Press line', isOutside: false }
const NOWHERE = { key: 'unknown', zone: null, name: null, isOutside: false }
/** The intruder stands in no zone. */
const zones: ConstructorParameters<typeof Baselines>[2] = {
  zoneOf: (_site, address) =>
    address === CONTROLLER.ip ? LINE : [SCADA.ip, HISTORIAN.ip, PANEL.ip].includes(address) ? OPERATION : NOWHERE,
  versionOf: () => 7,
}
let open: OpenEngine<'monitoring'>
let ingest: Ingest
let baselines: Baselines

beforeAll(async () => {
  open = await engine!.open('monitoring')
  const { store } = open
  baselines = new Baselines(store, () => clock.now(), zones)
  ingest = new Ingest({
    store,
    domain: 'ot',
    clock: () => clock.now(),
    judge: () => null,
    onStored: (tx, of, batch) => keepBaselines(tx, of, batch, clock.now()),
    onFacts: new Signal(),
    onBatch: new Signal(),
  })
  await store.transaction(CELL_SERVICE, async (tx) => {
    const capture = {
      id: captureId,
      site: SITE,
      name: 'mirror',
      sensor: 'test',
      created_by: 'acc_1',
      created_at: iso(),
    }
    await tx
      .insertInto('capture')
      .values({ ...capture, sha256: null, bytes: null })
      .execute()
  })
  await baselines.plan(owner, { site: SITE, version: 0, learnHours: 24, schedule: SCHEDULE })
})
afterAll(() => open?.[Symbol.asyncDispose]())

function iso(): string {
  return new Date(clock.now() / 1000).toISOString()
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

async function passTo(to: number): Promise<void> {
  for (const batch of line.pass(to)) {
    clock.advance(SLICE)
    await ingest.storeBatches(captureId, [batch])
  }
}

async function told(state?: 'open' | 'refused'): Promise<DeviationView[]> {
  return [...(await baselines.deviations(owner, { ...{ site: SITE, limit: 500 }, state })).items]
}

const inShort = ({ kind, reason, client, subject }: DeviationView) => [kind, reason, client, subject]
const sorted = (rows: readonly DeviationView[]) => rows.map((row) => inShort(row).join(' ')).sort(byText)

test('[E01] an attack in the learning window is quarantined, and moves no limit', async () => {
  await passTo(BEGIN + 20 * HOUR)
  // In the first night an intruder writes, and the temperature that he writes is read back.
  const attack = BEGIN + 20 * HOUR
  for (let n = 0; n < 10; n += 1) line.write(INTRUDER, 3, 9999, attack + n * 60 * SECOND, 'poison')
  line.stick(9999)
  await passTo(attack + SLICE)
  line.stick(null)
  await passTo(BEGIN + DAY + SLICE)
  const rows = await told()
  expect(sorted(rows)).toEqual([`new-function quarantined ${PANEL.ip} 6`, `new-function quarantined ${INTRUDER.ip} 6`])
  const poison = rows.find(({ client }) => client === INTRUDER.ip)
  expect(poison).toMatchObject({ frame: line.frames.get('poison'), isChange: true, phase: 'late / heat' })
  expect(await baselines.read(owner, device)).toMatchObject({ status: 'proposed', quarantined: 2, points: 15 })
})

test('its owner approves what was learned and the write that belongs there, and refuses the other', async () => {
  for (const row of await told()) {
    const decision = row.client === PANEL.ip ? 'approved' : 'refused'
    expect(await baselines.decide(owner, row.id, { decision })).toMatchObject({
      state: decision,
      decidedBy: 'acc_owner',
    })
  }
  expect(await baselines.decideAll(owner, { ...device, decision: 'approved' })).toEqual({ pairs: 4 })
  const view = await baselines.read(owner, device)
  expect(view).toMatchObject({ status: 'active', quarantined: 1 })
  const standings = view.pairs.flatMap(({ client, functions }) =>
    functions.map((one) => [client, one.code, one.standing]),
  )
  expect(standings.map((one) => one.join(' ')).sort(byText)).toEqual([
    `${SCADA.ip} 3 learned`,
    `${HISTORIAN.ip} 4 learned`,
    `${PANEL.ip} 3 learned`,
    `${PANEL.ip} 6 approved`,
    `${INTRUDER.ip} 6 quarantined`,
  ])
  const [first] = await told('refused')
  await expect(baselines.decide(owner, first!.id, { decision: 'approved' })).rejects.toMatchObject({
    code: 'baselines.already-decided',
  })
  const audit = await open.store.transaction(CELL_SERVICE, (tx) =>
    tx.selectFrom('audit_entry').select('action').execute(),
  )
  expect(audit.map(({ action }) => action)).toEqual([
    'baseline.planned',
    'baseline.deviation-approved',
    'baseline.deviation-refused',
    'baseline.approved',
  ])
})

test('[E01] who talks to whom with which functions stands by pairs of zones and by shift and phase', async () => {
  const view = await baselines.zones(owner, SITE)
  expect(view).toMatchObject({ zoneModelVersion: 7, morePairs: 0 })
  expect(
    view.groups.map(({ from, to, pairs, clients, servers, byStatus }) => [
      from.key,
      to.key,
      pairs,
      clients,
      servers,
      byStatus.active,
    ]),
  ).toEqual([
    ['unknown', 'zone:Z-2', 1, 1, 1, 1],
    ['zone:Z-1', 'zone:Z-2', 3, 3, 1, 3],
  ])
  const functions = view.groups[1]!.functions.map((one) => ({
    code: one.code,
    pairs: one.pairs,
    quarantined: one.quarantined,
    phases: one.phases.map(({ phase }) => phase),
  }))
  const everyPhase = ['early / heat', 'early / hold', 'late / heat', 'late / hold']
  expect(functions).toEqual([
    { code: '3', pairs: 2, quarantined: 0, phases: everyPhase },
    { code: '4', pairs: 1, quarantined: 0, phases: everyPhase },
    // The operator works the early shift alone, and sets the speed while the line heats.
    { code: '6', pairs: 1, quarantined: 0, phases: ['early / heat'] },
  ])
  // SCADA polls every 20 s in the early shift and every minute in the late one; only it polls then.
  const [reads] = view.groups[1]!.functions
  const gapIn = (name: string) => reads!.phases.find(({ phase }) => phase === name)!
  expect([gapIn('early / hold').pairs, gapIn('late / hold').pairs]).toEqual([2, 1])
  expect(gapIn('early / hold').gapMicros!.high).toBeLessThan(25 * SECOND)
  expect(gapIn('late / hold').gapMicros!.low).toBeGreaterThan(50 * SECOND)
  expect(view.groups[0]!.functions).toMatchObject([{ code: '6', isChange: true, quarantined: 1 }])

  const { pairs } = await baselines.zonePairs(owner, { site: SITE, from: 'zone:Z-1', to: 'zone:Z-2' })
  expect(pairs.map(({ client }) => client).sort(byText)).toEqual([SCADA.ip, HISTORIAN.ip, PANEL.ip])
  const stranger = { ...owner, sites: ['elsewhere'] } as unknown as Caller
  expect(await baselines.zones(stranger, SITE)).toMatchObject({ zoneModelVersion: null, groups: [] })
})

test('a schedule in which two shifts hold at once is refused, and so is one told of an older version', async () => {
  const asked = { site: SITE, version: 1, learnHours: 24, schedule: SCHEDULE }
  const [early] = SCHEDULE.shifts
  const both = {
    ...SCHEDULE,
    shifts: [...SCHEDULE.shifts, { ...early!, name: 'day', fromMinute: 1000, toMinute: 1100 }],
  }
  await expect(baselines.plan(owner, { ...asked, schedule: both })).rejects.toMatchObject({
    code: 'baselines.shifts-overlap',
  })
  await expect(baselines.plan(owner, { ...asked, version: 0 })).rejects.toMatchObject({ code: 'version-moved' })
  expect(await baselines.plans(owner)).toMatchObject([{ version: 1 }])
})

test('[E01] another day with its shifts and batch phases raises nothing, nor do look-alikes', async () => {
  const from = BEGIN + DAY + SLICE
  line.reconnect(SCADA)
  line.read(SCADA, 3, 4, 2, from + 3000 * SECOND)
  line.write(PANEL, 7, 110, from + 4000 * SECOND)
  line.hush(SCADA, from + 5 * HOUR, from + 5 * HOUR + 50 * SECOND)
  line.burst(SCADA, 500, from + 6 * HOUR)
  line.pace(HISTORIAN, 35)
  await passTo(from + DAY)
  line.pace(HISTORIAN, null)
  expect(sorted(await told('open'))).toEqual([])
})

test('[E01] each kind of deviation is told with the first packet that shows it', async () => {
  const from = BEGIN + 2 * DAY + SLICE
  line.read(INTRUDER, 3, 0, 2, from + 100 * SECOND, 'function')
  line.read(STRANGER, 3, 0, 2, from + 200 * SECOND, 'pair')
  line.read(SCADA, 3, 0, 40, from + 300 * SECOND, 'address')
  line.write(PANEL, 9, 1, from + 500 * SECOND, 'target')
  await passTo(from + 2 * SLICE)
  // It is holding now and ought to be cool: heating is 800.
  line.hush(PANEL, from + 3 * SLICE, from + 4 * SLICE)
  await passTo(from + 3 * SLICE)
  line.stick(790, 'value')
  await passTo(from + 4 * SLICE)
  line.stick(null)
  line.pace(HISTORIAN, 5, 'cadence')
  await passTo(from + 5 * SLICE)
  line.pace(HISTORIAN, null)
  for (let n = 0; n < 9; n += 1) line.knock(INTRUDER, `10.1.2.${30 + n}`, from + 5 * SLICE + n * SECOND, 'scan')
  await passTo(from + 6 * SLICE)
  line.hush(PANEL, from + 6 * SLICE, from + 7 * SLICE)
  line.burst(PANEL, 5000, from + 6 * SLICE + 60 * SECOND, 'flood')
  await passTo(from + 7 * SLICE)
  line.hush(SCADA, from + 8 * SLICE, from + 10 * SLICE)
  await passTo(from + 10 * SLICE)

  const rows = (await told('open')).toReversed()
  const expected = [
    ['new-function', 'never-seen', INTRUDER.ip, '3', 'function'],
    ['new-pair', 'never-seen', STRANGER.ip, '', 'pair'],
    ['new-address', 'above', SCADA.ip, '3', 'address'],
    ['new-address', 'never-seen', PANEL.ip, '6 unit 1 register 9', 'target'],
    ['value', 'above', '', 'unit 1 holding register 3', 'value'],
    ['cadence', 'faster', HISTORIAN.ip, '4', 'cadence'],
    ['scan', 'many-new-ends', INTRUDER.ip, '', 'scan'],
    ['flood', 'above', PANEL.ip, '', 'flood'],
    // Who floods does not poll.
    ['silence', 'absent', PANEL.ip, '3', null],
    ['silence', 'absent', SCADA.ip, '3', null],
  ]
  const found = new Map(rows.map((row) => [JSON.stringify(inShort(row)), row]))
  const right = expected.filter(([kind, reason, client, subject, name]) => {
    const row = found.get(JSON.stringify([kind, reason, client, subject]))
    return row !== undefined && (name === null || row.frame === line.frames.get(name!))
  })
  console.log(`baseline: recall ${right.length}/${expected.length}, precision ${right.length}/${rows.length}`)
  expect([right.length, rows.length]).toEqual([expected.length, expected.length])
})
