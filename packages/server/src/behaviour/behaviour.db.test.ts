// Batches of a real sensor into a cell: what is raised, what a repeat or a new zone model changes, and what is said when it holds no more.
import { loadShadowIndicators } from '@penstock/catalogs/shadow-indicators@1'
import { NO_SCHEDULE } from '@penstock/model/baselines'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import type { ObservationBatch } from '@penstock/model/observations'
import type { ModelConduit, ModelWindow, ZoneModel } from '@penstock/model/zones'
import {
  dnsQuery,
  type Endpoint,
  modbus,
  pcapHeader,
  pcapRecord,
  s7comm,
  s7program,
  TcpConversation,
  TRISTATION,
  tpkt,
  tristationExecute,
  tristationModules,
  udpFrame,
} from '@penstock/sensor/encoders'
import { LiveObserver } from '@penstock/sensor/observe'
import { Baselines, keepBaselines } from '@penstock/server/baselines'
import { Detections } from '@penstock/server/detections'
import { Signal } from '@penstock/server/facts'
import type { Caller } from '@penstock/server/http'
import { Ingest } from '@penstock/server/observations'
import { CELL_SERVICE, newUuid } from '@penstock/server/runtime'
import { ShadowJudge } from '@penstock/server/shadow'
import { ZoneJudge } from '@penstock/server/zones'
import { fakeClock } from '@penstock/testkit/clock'
import { ENGINES, type OpenEngine } from '@penstock/testkit/stores'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Behaviour } from './index.ts'

const SITE = 'works'
const SENSOR = 'tok_1'
/** Thursday 2026-10-01T06:00:00Z. */
const BEGIN = 1_790_834_400_000_000
const MINUTE = 60_000_000
const PANEL: Endpoint = { ip: '10.1.1.12', mac: '00:1b:1b:00:00:12', port: 40_012 }
const OTHER: Endpoint = { ip: '10.1.1.13', mac: '00:1b:1b:00:00:13', port: 40_013 }
const STRANGER: Endpoint = { ip: '10.1.9.66', mac: '00:1b:1b:00:00:66', port: 40_066 }
const CONTROLLER: Endpoint = { ip: '10.1.2.20', mac: '00:1b:1c:00:00:20', port: 502 }
const COOLER: Endpoint = { ip: '10.1.2.21', mac: '00:1b:1c:00:00:21', port: 102 }
const owner = {
  ...{ kind: 'person', subject: 'acc_owner', name: 'Owner', roles: ['ot-engineer'], domain: 'ot' },
  ...{ permissions: new Set(['monitoring:read', 'baseline:decide']), sites: [SITE], policyVersion: 1 },
} as unknown as Caller

const CONDUIT: ModelConduit = {
  ...{ id: 'C-1', zoneA: 'OPS', zoneB: 'LINE', protocols: ['modbus-tcp', 's7comm'], direction: 'a-to-b' },
  ...{ status: 'as designed', endpoints: null, functionLimits: [], inspection: null, enforcedBy: [], slTarget: null },
}
const WINDOW: ModelWindow = {
  ...{ id: 'MW-1', zones: ['LINE'], assets: [], recurrence: 'FREQ=WEEKLY;BYDAY=TH;BYHOUR=7;BYMINUTE=0' },
  ...{ minutes: 60, timeZone: 'Europe/London', actions: ['firmware'], freezes: [] },
}

function zoneModel(version: number, more: Partial<ZoneModel> = {}): ZoneModel {
  const zone = (id: string, purdue: string, subnet: string) => ({
    ...{ id, name: id, purdue, subnets: [subnet], slTarget: null },
  })
  const zones = [zone('OPS', '3', '10.1.1.0/24'), zone('LINE', '1', '10.1.2.0/24'), zone('OFFICE', '4', '10.1.9.0/24')]
  const endpoint = (asset: string, zone: string, ip: string) => ({
    ...{ asset, zone, interfaces: [{ ip, mac: null }], networks: [] },
  })
  const endpoints = [
    endpoint('PANEL-1', 'OPS', PANEL.ip),
    endpoint('PANEL-2', 'OPS', OTHER.ip),
    endpoint('PLC-1', 'LINE', CONTROLLER.ip),
    endpoint('PLC-2', 'LINE', COOLER.ip),
  ]
  return { version, zones, conduits: [CONDUIT], protocols: [], endpoints, ...more }
}

/** What a sensor says of frames that pass from `at` on, a tenth of a second apart. */
function batchOf(at: number, frames: readonly Uint8Array[], seq = 0): ObservationBatch {
  const observer = new LiveObserver({ seed: 7 })
  observer.push(pcapHeader())
  for (const [n, frame] of frames.entries()) observer.push(pcapRecord(at + n * 100_000, frame))
  return { ...observer.cut(), seq }
}

function writes(from: Endpoint, address: number, value = 77): Uint8Array[] {
  const pdu = modbus.writeRegister(address, value)
  return asks(from, pdu, pdu)
}

function reads(address: number, value: number): Uint8Array[] {
  return asks(PANEL, modbus.readRequest(3, address, 1), modbus.registersResponse(3, [value]))
}

function identifies(firmware: string): Uint8Array[] {
  const answer = modbus.deviceIdResponse(1, { 0: 'Maker', 1: 'C-1', 2: firmware })
  return asks(PANEL, modbus.deviceIdRequest(1), answer)
}

function asks(from: Endpoint, request: Uint8Array, answer: Uint8Array): Uint8Array[] {
  const talk = new TcpConversation(from, CONTROLLER)
  const header = { transaction: 1, unit: 1 }
  return [
    ...talk.open(),
    ...talk.send('client', modbus.frame(header, request)),
    ...talk.send('server', modbus.frame(header, answer)),
  ]
}

/** A safety controller that is asked for the versions of its modules. */
function tellsModules(...firmware: readonly number[]): Uint8Array[] {
  const [panel, controller] = [
    { ...PANEL, port: 1502 },
    { ...COOLER, port: 1502 },
  ]
  const modules = tristationModules({ 0: [255, ...firmware] })
  return [
    udpFrame(panel, controller, tristationExecute(false, TRISTATION.moduleVersions, 1)),
    udpFrame(controller, panel, tristationExecute(true, TRISTATION.moduleVersionsReply, 1, modules)),
  ]
}

function downloads(from: Endpoint): Uint8Array[] {
  const talk = new TcpConversation(from, COOLER)
  const file = s7program.blockFile(s7program.BLOCK.ob, 1)
  const say = (side: 'client' | 'server', pdu: Uint8Array) => talk.send(side, pdu)
  return [
    ...talk.open(),
    ...talk.send('client', tpkt.connectRequest(1, 0x0100, 0x0102)),
    ...talk.send('server', tpkt.connectConfirm(1, 2, 0x0100, 0x0102)),
    ...say('client', s7comm.job(1, s7comm.setupParameter(480))),
    ...say('server', s7comm.ackData(1, s7comm.setupParameter(240))),
    ...say('client', s7program.requestDownload(6, file, 200)),
    ...say('server', s7program.transferDone(6, 0x1a)),
    ...say('server', s7program.askBlock(7, file)),
    ...say('client', s7program.giveBlock(7, new Uint8Array(200), false)),
    ...say('server', s7program.endDownload(8, file)),
    ...say('client', s7program.transferDone(8, 0x1c)),
  ]
}

describe.each(ENGINES)('behaviour on $name', (engine) => {
  const clock = fakeClock(micros(BEGIN))
  let open: OpenEngine<'monitoring'> | null = null
  let zones: ZoneJudge
  let ingest: Ingest
  let baselines: Baselines
  let behaviour: Behaviour
  let sensors: Set<string>
  let captureId: string

  beforeEach(async ({ skip }) => {
    skip(engine.missing !== null, engine.missing ?? '')
    open = await engine.open('monitoring')
    const { store } = open
    const now = (): EpochMicros => clock.now()
    sensors = new Set([SENSOR])
    zones = new ZoneJudge()
    const detections = new Detections({ domain: 'ot', onFacts: new Signal() })
    behaviour = new Behaviour({ detections, zones, clock: now, isSensor: (sensor) => sensors.has(sensor) })
    const shadow = new ShadowJudge(loadShadowIndicators(), (site, host) => zones.hostPlace(site, host))
    ingest = new Ingest({
      ...{ store, domain: 'ot', clock: now, judge: (site, seen) => zones.judge(site, seen) },
      shadow: behaviour.withShadow(shadow),
      onStored: async (tx, of, batch, from, saidBefore) =>
        await behaviour.afterBatch(tx, of, batch, await keepBaselines(tx, of, batch, now()), from, saidBefore),
      onJudged: async (tx, site, judged) => await behaviour.onJudged(tx, site, judged),
      ...{ onFacts: new Signal(), onBatch: new Signal() },
    })
    baselines = new Baselines(store, now, zones, (tx, id, by) => behaviour.onApproved(tx, id, by))
    captureId = await newCapture()
  })
  afterEach(async () => {
    await open?.[Symbol.asyncDispose]()
    open = null
  })

  async function newCapture(): Promise<string> {
    const id = newUuid()
    const row = { id, site: SITE, name: 'mirror', sensor: 'mirror', created_by: SENSOR, sha256: null, bytes: null }
    const created_at = new Date(clock.now() / 1000).toISOString()
    await open!.store.transaction(CELL_SERVICE, (tx) =>
      tx
        .insertInto('capture')
        .values({ ...row, created_at })
        .execute(),
    )
    return id
  }

  async function take(batch: ObservationBatch): Promise<void> {
    const from = { source: SENSOR, everyMs: 30_000, heardAt: clock.now(), clock: null }
    await ingest.storeBatches(captureId, [batch], from)
  }

  async function takeModel(model: ZoneModel): Promise<void> {
    if (zones.take(SITE, model)) await ingest.rejudge(SITE, model.version)
  }

  /** Rule, level and count of each detection, by rule. */
  async function raised(): Promise<string[]> {
    const rows = await open!.store.transaction(CELL_SERVICE, (tx) =>
      tx.selectFrom('detection').select(['rule', 'level', 'count']).execute(),
    )
    return rows.map(({ rule, level, count }) => `${rule} ${level} ${count}`).sort()
  }

  async function said(): Promise<unknown[]> {
    const rows = await open!.store.transaction(CELL_SERVICE, (tx) =>
      tx
        .selectFrom('detection_entry')
        .innerJoin('detection', 'detection.id', 'detection_entry.detection')
        .select(['detection.rule', 'detection.state', 'detection_entry.by', 'detection_entry.body'])
        .execute(),
    )
    return rows.map(({ body, ...row }) => ({ ...row, takenBack: body['takenBack'] }))
  }

  /** A baseline that was learned and is over: two readings of the panel. */
  async function learned(): Promise<void> {
    await baselines.plan(owner, { site: SITE, version: 0, learnHours: 1, schedule: NO_SCHEDULE })
    const talk = new TcpConversation(PANEL, CONTROLLER)
    const header = { transaction: 1, unit: 1 }
    const poll = [
      ...talk.open(),
      ...talk.send('client', modbus.frame(header, modbus.readRequest(3, 0, 2))),
      ...talk.send('server', modbus.frame(header, modbus.registersResponse(3, [1, 2]))),
    ]
    await take(batchOf(BEGIN + MINUTE, poll))
    clock.advance(120 * MINUTE)
  }

  test('a program download is critical; in a window that allows the work it is informational; sent again it is the same one', async () => {
    await takeModel(zoneModel(1, { windows: [WINDOW] }))
    const first = batchOf(BEGIN - 30 * MINUTE, downloads(PANEL))
    await take(first)
    await take(first)
    expect(await raised()).toEqual(['program.download critical 1'])
    // 07:10 of London is 06:10 UTC in October.
    await take(batchOf(BEGIN + 10 * MINUTE, downloads(OTHER), 1))
    expect(await raised()).toEqual(['program.download critical 1', 'program.download informational 1'])
  })

  test('what writes while it is learned is held back for its owner, and nobody else is asked', async () => {
    await take(batchOf(BEGIN, writes(PANEL, 5)))
    await take(batchOf(BEGIN + MINUTE, writes(PANEL, 5), 1))
    const { items } = await baselines.deviations(owner, { site: SITE, state: 'open', limit: 10 })
    expect(items.map(({ kind, reason }) => [kind, reason])).toEqual([['new-function', 'quarantined']])
    expect(await raised()).toEqual([])
  })

  test('a stranger that writes after the window is raised once, and an approval is said beside it', async () => {
    await learned()
    await take(batchOf(BEGIN + 120 * MINUTE, writes(STRANGER, 5), 1))
    await take(batchOf(BEGIN + 121 * MINUTE, writes(STRANGER, 5), 2))
    expect(await raised()).toEqual(['behaviour.new-command high 1', 'behaviour.new-master high 1'])
    const { items } = await baselines.deviations(owner, { site: SITE, state: 'open', limit: 10 })
    const command = items.find(({ kind }) => kind === 'new-function')!
    await baselines.decide(owner, command.id, { decision: 'approved' })
    expect(await said()).toEqual([
      { rule: 'behaviour.new-command', state: 'new', by: owner.subject, takenBack: 'approved' },
    ])
  })

  test('a value that is written beyond what its point was learned to hold is raised, and one within it is not', async () => {
    const begin = clock.now()
    await baselines.plan(owner, { site: SITE, version: 0, learnHours: 1, schedule: NO_SCHEDULE })
    for (let poll = 0; poll < 14; poll += 1) await take(batchOf(begin + poll * MINUTE, reads(5, 40 + (poll % 5)), poll))
    clock.advance(120 * MINUTE)
    // The panel may write there: nothing but the value is odd.
    await take(batchOf(begin + 119 * MINUTE, writes(PANEL, 5, 44), 14))
    const { items } = await baselines.deviations(owner, { site: SITE, state: 'open', limit: 10 })
    for (const { id } of items) await baselines.decide(owner, id, { decision: 'approved' })
    const before = await raised()
    await take(batchOf(begin + 120 * MINUTE, writes(PANEL, 5, 45), 15))
    expect(await raised()).toEqual(before)
    await take(batchOf(begin + 121 * MINUTE, writes(PANEL, 5, 4500), 16))
    expect(await raised()).toEqual([...before, 'behaviour.written-value high 1'].sort())
  })

  test('older firmware is raised where a device tells it, newer is not; a safety controller may tell no other at all', async () => {
    await take(batchOf(BEGIN, identifies('V2.9'), 0))
    await take(batchOf(BEGIN + MINUTE, identifies('V2.10'), 1))
    expect(await raised()).toEqual([])
    await take(batchOf(BEGIN + 2 * MINUTE, identifies('V2.9'), 2))
    await take(batchOf(BEGIN + 3 * MINUTE, identifies('V2.9'), 3))
    expect(await raised()).toEqual(['program.older-firmware high 1'])
    await take(batchOf(BEGIN + 4 * MINUTE, tellsModules(10, 3, 6), 4))
    await take(batchOf(BEGIN + 5 * MINUTE, tellsModules(10, 3, 6), 5))
    expect(await raised()).toEqual(['program.older-firmware high 1'])
    await take(batchOf(BEGIN + 6 * MINUTE, tellsModules(10, 3, 7), 6))
    expect(await raised()).toEqual(['program.older-firmware high 1', 'program.safety-firmware critical 1'])
  })

  test('a breach is raised when the model is taken, not again by the next one, and taken back by one that allows it', async () => {
    await take(batchOf(BEGIN, writes(STRANGER, 5)))
    expect(await raised()).toEqual([])
    await takeModel(zoneModel(1))
    expect(await raised()).toEqual(['zone-breach.no-conduit critical 1'])
    await takeModel(zoneModel(2))
    await take(batchOf(BEGIN + MINUTE, writes(STRANGER, 5), 1))
    expect(await raised()).toEqual(['zone-breach.no-conduit critical 1'])
    await takeModel(zoneModel(3, { conduits: [CONDUIT, { ...CONDUIT, id: 'C-2', zoneA: 'OFFICE' }] }))
    expect(await said()).toEqual([{ rule: 'zone-breach.no-conduit', state: 'new', by: null, takenBack: 'zone-model' }])
    await takeModel(zoneModel(4))
    expect(await raised()).toEqual(['zone-breach.no-conduit critical 1'])
  })

  test('a sign of shadow is as bad as the catalogue says for the zone, and is raised once', async () => {
    await takeModel(zoneModel(1))
    const server = { ip: '10.1.1.5', mac: '00:1b:1b:00:00:05', port: 53 }
    const call = (seq: number) =>
      batchOf(BEGIN + seq * MINUTE, [udpFrame(PANEL, server, dnsQuery(seq + 1, 'client.teamviewer.com'))], seq)
    await take(call(0))
    await take(call(1))
    expect(await raised()).toEqual(['shadow.remote-access high 1'])
    // Two days later it is there again: told once more, and if it was closed meanwhile as another.
    clock.advance(2 * 1440 * MINUTE)
    await take(call(2))
    await take(call(3))
    expect(await raised()).toEqual(['shadow.remote-access high 2'])
  })

  test('a sensor that is not heard is missed, one that is heard again says so, and one that was revoked is missed by nobody', async () => {
    const watch = async (): Promise<void> =>
      await open!.store.transaction(CELL_SERVICE, (tx) => behaviour.watchSensors(tx))
    await take(batchOf(BEGIN, writes(PANEL, 5)))
    clock.advance(MINUTE)
    await watch()
    expect(await raised()).toEqual([])
    clock.advance(MINUTE)
    await watch()
    await watch()
    expect(await raised()).toEqual(['sensor.silent medium 1'])
    await take(batchOf(BEGIN + 3 * MINUTE, writes(PANEL, 5), 1))
    expect(await said()).toEqual([{ rule: 'sensor.silent', state: 'new', by: null, takenBack: 'heard' }])
    sensors.clear()
    clock.advance(10 * MINUTE)
    await watch()
    sensors.add(SENSOR)
    await watch()
    expect(await raised()).toEqual(['sensor.silent medium 1'])
  })
})
