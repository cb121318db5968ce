// A cell as it runs, on PGlite, with the line's sensor before it: learning, its owner's approval, then judging batch by batch.
import { loadShadowIndicators } from '@penstock/catalogs/shadow-indicators@1'
import type { FindingLevel, FindingSubject } from '@penstock/model/detections'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import type { ObservationBatch } from '@penstock/model/observations'
import type { ModelWindow, ZoneModel } from '@penstock/model/zones'
import { Baselines, keepBaselines } from '@penstock/server/baselines'
import { Behaviour } from '@penstock/server/behaviour'
import { Detections } from '@penstock/server/detections'
import { Signal } from '@penstock/server/facts'
import type { Caller } from '@penstock/server/http'
import { Ingest } from '@penstock/server/observations'
import { CELL_SERVICE, uuidOfContent } from '@penstock/server/runtime'
import { ShadowJudge } from '@penstock/server/shadow'
import { ZoneJudge } from '@penstock/server/zones'
import { type FakeClock, fakeClock } from '@penstock/testkit/clock'
import { ENGINES, type OpenEngine } from '@penstock/testkit/stores'
import {
  BEGIN_S,
  CONTROLLER,
  COOLER,
  ENGINEERING,
  HISTORIAN,
  type Line,
  NAMES,
  PANEL,
  SCADA,
  SLICE_S,
  scheduleOf,
  WINDOW_S,
  WINDOWS_EVERY_S,
} from './line.ts'

export const SITE = 'line'
const SENSOR = 'tok_line'

/** A detection as it stands. */
export interface Raised {
  readonly id: string
  readonly rule: string
  readonly level: FindingLevel
  readonly subject: FindingSubject
  readonly at: EpochMicros
  readonly raisedAt: EpochMicros
  readonly values: Readonly<Record<string, string | number>>
}

export class BenchCell implements AsyncDisposable {
  readonly clock: FakeClock = fakeClock(micros(BEGIN_S * 1e6))
  private readonly open: OpenEngine<'monitoring'>
  private readonly ingest: Ingest
  private readonly behaviour: Behaviour
  private readonly baselines: Baselines
  private readonly owner = {
    ...{ kind: 'person', subject: 'acc_owner', name: 'Owner', roles: ['ot-engineer'], domain: 'ot' },
    ...{ permissions: new Set(['monitoring:read', 'baseline:decide']), sites: [SITE], policyVersion: 1 },
  } as unknown as Caller
  private captures = 0
  private captureId = ''
  batches = 0

  private constructor(open: OpenEngine<'monitoring'>) {
    this.open = open
    const { store } = open
    const clock = (): EpochMicros => this.clock.now()
    const zones = new ZoneJudge()
    zones.take(SITE, zoneModel())
    const detections = new Detections({ domain: 'ot', onFacts: new Signal() })
    this.behaviour = new Behaviour({ detections, zones, clock, isSensor: () => true })
    const shadow = new ShadowJudge(loadShadowIndicators(), (site, host) => zones.hostPlace(site, host))
    this.ingest = new Ingest({
      ...{ store, domain: 'ot', clock, judge: (site, seen) => zones.judge(site, seen) },
      shadow: this.behaviour.withShadow(shadow),
      onStored: async (tx, of, batch, from, saidBefore) =>
        await this.behaviour.afterBatch(tx, of, batch, await keepBaselines(tx, of, batch, clock()), from, saidBefore),
      onJudged: async (tx, site, judged) => await this.behaviour.onJudged(tx, site, judged),
      ...{ onFacts: new Signal(), onBatch: new Signal() },
    })
    this.baselines = new Baselines(store, clock, zones, (tx, id, by) => this.behaviour.onApproved(tx, id, by))
  }

  static async start(learnHours: number, shiftHours: number): Promise<BenchCell> {
    const [engine] = ENGINES
    const cell = new BenchCell(await engine!.open('monitoring'))
    await cell.newCapture()
    const schedule = scheduleOf(shiftHours)
    await cell.baselines.plan(cell.owner, { site: SITE, version: 0, learnHours, schedule })
    return cell
  }

  /** The sensor begins another capture. */
  async newCapture(): Promise<void> {
    this.captures += 1
    this.captureId = uuidOfContent([SITE, this.captures])
    const created_at = new Date(this.clock.now() / 1000).toISOString()
    const row = {
      id: this.captureId,
      site: SITE,
      name: `mirror ${this.captures}`,
      sensor: 'mirror',
      created_by: SENSOR,
    }
    await this.open.store.transaction(CELL_SERVICE, (tx) =>
      tx
        .insertInto('capture')
        .values({ ...row, created_at, sha256: null, bytes: null })
        .execute(),
    )
  }

  /** What the sensor says of half a minute comes in at its end. */
  async take(batch: ObservationBatch): Promise<void> {
    this.clock.advance(SLICE_S * 1e6)
    const heardAt = this.clock.now()
    await this.ingest.storeBatches(this.captureId, [batch], {
      source: SENSOR,
      everyMs: SLICE_S * 1000,
      heardAt,
      clock: null,
    })
    this.batches += 1
  }

  /** The sensor says nothing; the cell looks for it twice a slice, as it does four times a minute. */
  async miss(): Promise<void> {
    for (let look = 0; look < 2; look += 1) {
      this.clock.advance((SLICE_S * 1e6) / 2)
      await this.open.store.transaction(CELL_SERVICE, (tx) => this.behaviour.watchSensors(tx))
    }
  }

  async learn(line: Line, hours: number): Promise<void> {
    for (let slices = (hours * 3600) / SLICE_S; slices > 0; slices -= 1) await this.take(line.slice())
    // The owner looks at what was held back, and says that it belongs there.
    await this.decide('approved')
    for (const { ip } of [CONTROLLER, COOLER])
      await this.baselines.decideAll(this.owner, { site: SITE, address: [ip], decision: 'approved' })
  }

  /**
   * Everything that is open is decided, and every detection closed, so that the next that comes is seen apart. Once, the owner does not want it
   * usual from then on.
   */
  async decide(decision: 'approved' | 'refused' = 'refused'): Promise<void> {
    for (;;) {
      const { items } = await this.baselines.deviations(this.owner, { site: SITE, state: 'open', limit: 500 })
      if (items.length === 0) break
      for (const { id } of items) await this.baselines.decide(this.owner, id, { decision })
    }
    await this.open.store.transaction(CELL_SERVICE, (tx) =>
      tx.updateTable('detection').set({ state: 'closed', verdict: 'benign' }).where('state', '<>', 'closed').execute(),
    )
  }

  async raised(): Promise<Raised[]> {
    const rows = await this.open.store.transaction(CELL_SERVICE, (tx) =>
      tx
        .selectFrom('detection')
        .select(['id', 'rule', 'level', 'subject', 'first_at', 'raised_at', 'values'])
        .where('state', '<>', 'closed')
        .orderBy('raised_at')
        .orderBy('id')
        .execute(),
    )
    return rows.map(({ id, rule, level, subject, first_at, raised_at, values }) => ({
      ...{ id, rule, level, subject, values, at: first_at, raisedAt: raised_at },
    }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.open[Symbol.asyncDispose]()
  }
}

function zoneModel(): ZoneModel {
  const zone = (id: string, name: string, purdue: string, subnet: string) => ({
    ...{ id, name, purdue, subnets: [subnet], slTarget: null },
  })
  const windows = Array.from({ length: 86_400 / WINDOWS_EVERY_S }, (_, n): ModelWindow => {
    const recurrence = `FREQ=DAILY;BYHOUR=${(n * WINDOWS_EVERY_S) / 3600};BYMINUTE=0`
    const place = { id: `MW-${n}`, zones: ['LINE'], assets: [], actions: ['firmware'], freezes: [] }
    return { ...place, recurrence, minutes: WINDOW_S / 60, timeZone: 'UTC' }
  })
  return {
    version: 1,
    zones: [
      zone('OPS', 'Operations', '3', '10.1.1.0/24'),
      zone('LINE', 'Press line', '1', '10.1.2.0/24'),
      zone('OFFICE', 'Office', '4', '10.1.9.0/24'),
    ],
    conduits: [
      {
        ...{ id: 'C-1', zoneA: 'OPS', zoneB: 'LINE', protocols: ['modbus-tcp', 's7comm'], direction: 'a-to-b' },
        ...{
          status: 'as designed',
          endpoints: null,
          functionLimits: [],
          inspection: null,
          enforcedBy: [],
          slTarget: null,
        },
      },
    ],
    protocols: [],
    endpoints: [SCADA, HISTORIAN, PANEL, ENGINEERING, NAMES, CONTROLLER, COOLER].map(({ ip }) => {
      const zone = ip.startsWith('10.1.2.') ? 'LINE' : 'OPS'
      return { asset: ip, zone, interfaces: [{ ip, mac: null }], networks: [] }
    }),
    windows,
  }
}
