// A cell: one domain's monitoring, a Fastify application of its own on a socket that only the hub dials.
import type { KeyObject } from 'node:crypto'
import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { loadShadowIndicators } from '@penstock/catalogs/shadow-indicators@1'
import { loadStockHunts } from '@penstock/catalogs/stock-hunts@1'
import type { Domain } from '@penstock/model/kernel'
import { checkPolicy, Policy, type PolicyRefusal, retentionUnder } from '@penstock/model/operating-model'
import { type EventRetention, type ListenerOptions, USUAL_RETENTION } from '@penstock/model/sources'
import { ZoneModel } from '@penstock/model/zones'
import { PRINCIPAL_HEADER, policyHash, readPrincipal } from '@penstock/server/access'
import { appendAudit, loadAuditKey, localChain } from '@penstock/server/audit'
import type { RestoreSection } from '@penstock/server/backup'
import { Baselines, keepBaselines, serveBaselines } from '@penstock/server/baselines'
import { Behaviour, startSensorWatch } from '@penstock/server/behaviour'
import { Features, keyedBy, loadPseudonymKey, serveFeatures } from '@penstock/server/correlation'
import {
  ChainRuleList,
  COVERAGE_DAYS,
  CoverageViews,
  listMatchedRules,
  RuleList,
  RulesInForce,
  RuleTrial,
  seenEvents,
  seenObservations,
  serveRules,
} from '@penstock/server/detection-rules'
import { Detections, DetectionViews, DetectionWork, serveDetections } from '@penstock/server/detections'
import { listSnapshots, Signal } from '@penstock/server/facts'
import { AppError, answerMissing, KeptAnswers, makeApplication, Stays } from '@penstock/server/http'
import { HuntService, loadPseudonyms, serveHunts, startHuntClock } from '@penstock/server/hunts'
import {
  ARRIVING_DAYS,
  EventIntake,
  EventViews,
  Listeners,
  listHuntedSources,
  type QueueBounds,
  serveIngest,
  startEventCarrier,
  startEventKeeper,
  viewArriving,
  viewKept,
  viewSources,
} from '@penstock/server/ingest'
import { JobsService, serveJobs } from '@penstock/server/jobs'
import {
  Captures,
  EventLists,
  Ingest,
  Lists,
  Live,
  Standings,
  type StartCapture,
  serveObservations,
  startTelemetryWriter,
} from '@penstock/server/observations'
import { CELL_SERVICE, type Clock, diskRoom, systemClock } from '@penstock/server/runtime'
import { ShadowJudge } from '@penstock/server/shadow'
import { ZoneJudge } from '@penstock/server/zones'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { openTelemetryAt } from '@penstock/store/telemetry'
import { serveCellBackup } from './backup.ts'
import { callerInCell, grantOfPerson, isAskedWithin, reachText } from './grants.ts'
import { isOfRules, serveInternal } from './internal.ts'

/** HEAD tells a length, which is reading too. */
const READING: ReadonlySet<string> = new Set(['GET', 'HEAD'])

export interface CellOptions {
  readonly domain: Domain
  readonly folder: string
  readonly store: Store<MonitoringTables>
  readonly hubKey: KeyObject
  readonly startCapture: StartCapture
  /** A ClickHouse database in place of the file. */
  readonly telemetryUrl?: string | undefined
  /** Starts the process that proves a backup of this cell; without it backups are not proven. */
  readonly restoreSection?: RestoreSection
  /** File of the key that both cells name people and hosts with towards the correlator; without it nothing is told to it. */
  readonly pseudonymKeyFile?: string
  readonly clock?: Clock
  /** Bytes of the disk that are left to the stores; more is not taken in. */
  readonly reservedBytes?: number
  /** Those of the configuration; a cell begins those of its domain. */
  readonly listeners?: readonly ListenerOptions[]
  /** How long events stay where. */
  readonly retention?: EventRetention | undefined
  /** Events that may wait to be read. */
  readonly eventQueue?: QueueBounds
  readonly logLevel?: 'silent' | 'warn' | 'info'
}

export interface Cell {
  stop(): Promise<void>
}

export function cellSocket(folder: string): string {
  return join(folder, 'cell.sock')
}

/** Serves a cell until `stop`. The store is opened by who starts the process and closed here. */
export async function startCell(options: CellOptions): Promise<Cell> {
  const { domain, folder, store, hubKey, startCapture, clock = systemClock, logLevel = 'warn', reservedBytes } = options
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const room = diskRoom(folder, reservedBytes)
  const onFacts = new Signal<void>()
  const auditKey = loadAuditKey(folder)
  const chain = localChain(domain, auditKey, clock, (run) => store.transaction(CELL_SERVICE, (tx) => run(tx)))
  const onBatch = new Signal<void>()
  const telemetry = await openTelemetryAt({ folder: join(folder, 'telemetry'), url: options.telemetryUrl })
  const { pseudonymKeyFile } = options
  const keyed = pseudonymKeyFile === undefined ? null : keyedBy(loadPseudonymKey(pseudonymKeyFile))
  let made: Features | null = null
  // Made when something is first seen: its rules take a while to read, and a start does not wait for them.
  const features = (): Features | null => {
    if (keyed !== null) made ??= new Features({ domain, keyed, isOff: (rule) => rules.isOff(rule), onFacts })
    return made
  }
  const zones = new ZoneJudge()
  const shadow = new ShadowJudge(loadShadowIndicators(), (site, host) => zones.hostPlace(site, host))
  const detections = new Detections({
    domain,
    onFacts,
    clock,
    zoneOf: (site, address) => zones.zoneOf(site, address).zone,
    onFindings: async (tx, findings, at) => await features()?.ofFindings(tx, findings, at),
  })
  const rules = new RulesInForce({ store, domain, clock, detections })
  let policy: Policy | null = null
  const behaviour = new Behaviour({
    ...{ detections, zones, clock },
    isSensor: (sensor) => policy?.sources.some(({ subject }) => subject === sensor) ?? true,
  })
  const ingest = new Ingest({
    store,
    domain,
    clock,
    judge: (site, seen) => zones.judge(site, seen),
    shadow: behaviour.withShadow(shadow),
    look: (of, batch) => rules.look(seenObservations(domain, of, batch, clock())),
    onStored: async (tx, of, batch, from, saidBefore) => {
      await behaviour.afterBatch(tx, of, batch, await keepBaselines(tx, of, batch, clock()), from, saidBefore)
      await features()?.ofBatch(tx, of.site, batch, clock())
    },
    onJudged: async (tx, site, judged) => await behaviour.onJudged(tx, site, judged),
    onFacts,
    onBatch,
  })
  const captures = new Captures({ store, folder, clock, ingest, startCapture, room })
  await captures.sweep()
  const jobs = new JobsService({
    transaction: (run) => store.transaction(CELL_SERVICE, (tx) => run(tx)),
    domain,
    clock,
    workers: { capture: captures.worker },
  })
  const takeZoneModel = async (site: string, model: ZoneModel): Promise<void> => {
    if (zones.take(site, model)) await ingest.rejudge(site, model.version)
  }
  for (const { kind, body } of await store.transaction(CELL_SERVICE, listSnapshots)) {
    if (kind === 'policy') policy = Policy.parse(body)
    else if (isOfRules(kind)) rules.keep(body)
    else await takeZoneModel(kind.slice('zone-model/'.length), ZoneModel.parse(body))
  }
  const writer = startTelemetryWriter(store, telemetry, onBatch)
  const onEvents = new Signal<void>()
  const intake = new EventIntake({ store, clock, onBatch: onEvents, bounds: options.eventQueue })
  await intake.begin()
  const carrier = startEventCarrier({
    ...{ store, telemetry, domain, intake, onBatch: onEvents },
    look: async (batch, seen) => {
      const keepMatches = await rules.look(seenEvents(batch))
      const keepFeatures = features()?.look(batch, seen)
      return async (tx) => {
        await keepMatches(tx)
        await keepFeatures?.(tx, clock())
      }
    },
  })
  const retention = options.retention ?? USUAL_RETENTION
  const kept = () => retentionUnder(retention, policy, domain)
  const keeper = startEventKeeper({ telemetry, clock, retention: kept })
  const listeners = new Listeners(options.listeners ?? [], { domain, store, intake, clock })

  const keptAnswers = new KeptAnswers((run) => store.transaction(CELL_SERVICE, (tx) => run(tx)), clock)
  await keptAnswers.begin()
  const app = makeApplication({ logLevel, keptAnswers, diskRoom: room })
  answerMissing(app)
  const stays = new Stays(clock)
  app.addHook('onRequest', async (request, reply) => {
    const principal = readPrincipal(request.headers[PRINCIPAL_HEADER], domain, hubKey, Date.now() / 1000)
    request.caller = principal === null ? null : callerInCell(principal, policy, domain, clock())
    // The hub forwards nobody without a session: whoever is unknown here may know nothing, not even that there is a door.
    if (request.caller === null) throw new AppError('not-found')
    if (request.caller.kind !== 'person') return
    const { subject } = request.caller
    const grant = grantOfPerson(policy, subject, domain, clock())
    if (grant === null || !isAskedWithin(grant, request)) throw new AppError('not-found')
    request.grantBy = grant.by
    request.stay = stays.enter(reply, { subject, session: null, endsAt: grant.until })
  })
  // Every read by a person, and whatever a guest does, is an entry of this cell's own chain, written before it is answered.
  app.addHook('preHandler', async (request) => {
    const { caller } = request
    const isReading = READING.has(request.method)
    if (caller?.kind !== 'person' || (!isReading && caller.guest === undefined)) return
    const action = isReading ? 'monitoring.read' : 'monitoring.write'
    const { grantBy } = request
    const details = {
      ...(caller.guest === undefined ? {} : { sponsor: caller.guest.sponsor }),
      ...(grantBy === 'own-domain' ? {} : { by: grantBy }),
    }
    const event = { actor: caller.subject, action, object: request.url.slice(0, 500), details }
    await store.transaction(CELL_SERVICE, (tx) => appendAudit(tx, { ...event, at: clock() }))
  })
  const judgePolicy = (next: Policy): PolicyRefusal | null => {
    if (policy !== null && next.version <= policy.version) return null
    const checked = checkPolicy(next, policy, policyHash)
    return checked.ok ? null : checked.refusal
  }
  const takePolicy = (next: Policy): void => {
    const held = policy
    if (held !== null && next.version <= held.version) return
    policy = next
    listeners.take(next)
    // Whose reach moved starts anew, with the rights of now: what is open was opened with the old ones.
    const at = clock()
    const reach = (of: Policy | null, subject: string) => (of === null ? '' : reachText(of, subject, domain, at))
    stays.end(({ subject }) => reach(held, subject) !== reach(next, subject))
  }
  const sourcesOf = () => policy?.sources.filter((each) => each.domain === domain) ?? []
  const knownSites = () => [...new Set([...zones.sites(), ...sourcesOf().map(({ site }) => site)])]
  const coverage = new CoverageViews({ store, domain, clock, knownSites, isOff: (rule) => rules.isOff(rule) })
  serveInternal(app, {
    store,
    domain,
    hubKey,
    clock,
    onFacts,
    chain,
    auditKey: auditKey.publicKey,
    heldPolicy: () => policy,
    judgePolicy,
    takePolicy,
    takeRules: (body) => rules.take(body),
    heldRules: () => rules.set,
    takeZoneModel,
    readCoverage: (sites) => coverage.read(sites, COVERAGE_DAYS),
    readYield: (stretch) => hunts.yieldOf(stretch),
    readSources: async () => ({
      sources: await viewSources({ store, telemetry, intake, clock }),
      listeners: listeners.standings(),
      kept: await viewKept(telemetry, retention, kept()),
    }),
    readArriving: async () => ({
      days: ARRIVING_DAYS,
      logSources: await viewArriving(telemetry, clock()),
      rules: await store.transaction(CELL_SERVICE, listMatchedRules),
      zoned: zones.sites(),
    }),
  })
  serveCellBackup(app, {
    source: {
      section: domain,
      folder,
      store,
      telemetry: { file: telemetry, pause: () => pauseAll([writer, carrier]) },
      configuration: null,
    },
    store,
    clock,
    restoreSection: options.restoreSection ?? null,
  })
  serveJobs(app, jobs)
  serveObservations(app, {
    captures,
    lists: new Lists(store, captures),
    events: new EventLists(store),
    standings: new Standings(store),
    live: new Live(store, ingest, clock),
    jobs,
    telemetry,
  })
  await serveIngest(app, { intake, views: new EventViews(telemetry), policy: () => policy })
  serveDetections(app, {
    views: new DetectionViews({ store, domain, telemetry }),
    work: new DetectionWork({ store, domain, clock, onFacts }),
  })
  serveRules(app, {
    list: new RuleList(store, () => rules.fedTo),
    trial: new RuleTrial({ rules, domain, clock }),
    chains: new ChainRuleList({ domain, isOff: (rule) => rules.isOff(rule) }),
    coverage,
  })
  serveFeatures(app, store)
  serveBaselines(
    app,
    new Baselines(store, clock, zones, (tx, deviation, by) => behaviour.onApproved(tx, deviation, by)),
  )
  const stopSensorWatch = startSensorWatch(store, behaviour)
  const hunts = new HuntService({
    ...{ store, telemetry, zones, domain, clock },
    stock: loadStockHunts(),
    pseudonym: loadPseudonyms(folder),
    sources: () => listHuntedSources(store, sourcesOf()),
    knownSites,
  })
  serveHunts(app, hunts, ({ grantBy }) => grantBy !== 'own-domain')
  const huntClock = await startHuntClock({
    ...{ store, clock, hunts },
    reachOf: (subject) => {
      const grant = grantOfPerson(policy, subject, domain, clock())
      return grant?.permissions.has('hunt:work') === true ? grant.sites : null
    },
  })
  rmSync(cellSocket(folder), { force: true })
  await app.listen({ path: cellSocket(folder) })
  chmodSync(cellSocket(folder), 0o600)
  await listeners.begin(policy)
  rules.begin()
  jobs.wake()
  return {
    stop: async () => {
      await listeners.stop()
      await app.close()
      await jobs.stop()
      await stopSensorWatch()
      await Promise.all([writer.stop(), carrier.stop(), keeper.stop(), huntClock.stop()])
      await rules.stop()
      await telemetry[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
    },
  }
}

/** Nobody writes into telemetry until the function it gives is called. */
async function pauseAll(writers: readonly { pause(): Promise<() => void> }[]): Promise<() => void> {
  const resume = await Promise.all(writers.map((writer) => writer.pause()))
  return () => {
    for (const each of resume) each()
  }
}
