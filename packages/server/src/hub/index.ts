// The hub: pages, the core store, what both sides own together, and forwarding to the cells. It has no way into a cell's store.
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import cookies from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import { RuleCoverage } from '@penstock/contract/detection-rules'
import type { SocMetrics } from '@penstock/contract/metrics'
import type { SourceActivity, SourceView } from '@penstock/contract/sources'
import type { Domain } from '@penstock/model/kernel'
import type { NoticeChannel } from '@penstock/model/notices'
import type { Policy } from '@penstock/model/operating-model'
import type { ListenerOptions } from '@penstock/model/sources'
import type { ZoneModel } from '@penstock/model/zones'
import { AccessService, loadSealingKey, recogniseCallers, serveAccess, signText } from '@penstock/server/access'
import { AssetsService, listAwaitingSilence, serveAssets, storeInterfaces, UploadSpool } from '@penstock/server/assets'
import { type AuditTx, exchangeRoots, loadAuditKey, localChain, serveAudit } from '@penstock/server/audit'
import { type BackupsOptions, BackupsService, Quiet, type SectionLink, serveBackups } from '@penstock/server/backup'
import { BlueprintService, BlueprintWatch, blueprintDesk, serveBlueprint } from '@penstock/server/blueprint'
import { Chains, storeFeatures } from '@penstock/server/correlation'
import { findFolder, findRuleSet, RuleExceptions, RuleFolders, serveHubRules } from '@penstock/server/detection-rules'
import { storeHeadline } from '@penstock/server/detections'
import { DriftService, serveDrift } from '@penstock/server/drift'
import { EdrService, edrDesk, serveEdr } from '@penstock/server/edr'
import {
  ConversationsFact,
  type FactApplier,
  type Intake,
  InterfacesFact,
  ShadowFact,
  startIntake,
} from '@penstock/server/facts'
import { HomeService, serveHome } from '@penstock/server/home'
import { AppError, type Caller, KeptAnswers, makeApplication } from '@penstock/server/http'
import {
  followChain,
  HandoffService,
  IncidentService,
  IndicatorService,
  PlaybookService,
  ResponseClock,
  ShiftService,
  SuspicionService,
  serveIncidents,
} from '@penstock/server/incidents'
import { JobsService, serveHubJobs } from '@penstock/server/jobs'
import { HuntYield, SocMetricsService, serveMetrics } from '@penstock/server/metrics'
import { NoticePost, NoticesService, type SilentSource, serveNotices } from '@penstock/server/notices'
import {
  BreakGlassService,
  ExceptionService,
  ForgettingService,
  JointCallService,
  OperatingModelService,
  operatingModelDesk,
  SegregationService,
  serveOperatingModel,
} from '@penstock/server/operating-model'
import { PathsService, pathsDesk, servePaths } from '@penstock/server/paths'
import { listSiteKeys, PlantService, servePlant } from '@penstock/server/plant'
import { CriticalityKeeper, ProcessService, processDesk, serveProcess } from '@penstock/server/process'
import { RehearsalService, rehearsalDesk, serveRehearsal } from '@penstock/server/rehearsal'
import { type Clock, diskRoom, HUB_SERVICE, programVersion, systemClock } from '@penstock/server/runtime'
import {
  EnforcementService,
  LevelService,
  ProposalService,
  RecordService,
  SegmentationService,
  segmentationDesk,
  serveSegmentation,
} from '@penstock/server/segmentation'
import { ensureSensor, SensorsService, serveSensors, storeCoverage, storeSightings } from '@penstock/server/sensors'
import { ShadowService, serveShadow, storeFindings } from '@penstock/server/shadow'
import { SharingService, sharingDesk } from '@penstock/server/sharing'
import { SourcesService, serveSources } from '@penstock/server/sources'
import { serveTraffic, TrafficService } from '@penstock/server/traffic'
import { EscalationService, serveTriage, TriageService, triageDesk } from '@penstock/server/triage'
import { serveVendors, VendorsService, vendorsDesk } from '@penstock/server/vendors'
import { serveViews, ViewsService } from '@penstock/server/views'
import { serveVisibility, VisibilityService } from '@penstock/server/visibility'
import {
  AdvisoryIntake,
  Matching,
  serveVulnerabilities,
  VulnerabilitiesService,
} from '@penstock/server/vulnerabilities'
import {
  listConversationRows,
  readZoneModel,
  serveZones,
  sourcedConversations,
  storeConversations,
  ZonesService,
} from '@penstock/server/zones'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { FastifyInstance } from 'fastify'
import { type CellLink, linkCell } from './cell-link.ts'
import { chainOfCell, checkAllChains } from './chains.ts'
import { Conclusions } from './conclusions.ts'
import { forwardToCell } from './forward.ts'
import { LiveChanges, serveLive } from './live.ts'
import { servePages } from './pages.ts'
import { scopeOf } from './scope.ts'

export interface HubOptions {
  readonly folder: string
  readonly port: number
  readonly pages: string
  /** Origin under which people reach the hub, when that is not `http://localhost` and the port. Passkeys are bound to it. */
  readonly address?: string | undefined
  readonly store: Store<CoreTables>
  /** Ed25519; the cells know its public half. */
  readonly key: KeyObject
  /** Unix socket of each cell. */
  readonly cells: Readonly<Record<Domain, string>>
  /** Where backups stand, and what whoever started the processes does for them; without it there are none. */
  readonly backup?: Pick<BackupsOptions, 'shelf' | 'restoreHere' | 'restoreSection'> & {
    readonly configuration: unknown
  }
  readonly clock?: Clock
  /** Bytes of the disk that are left to the stores; more is not taken in. */
  readonly reservedBytes?: number
  /** Bytes of a register file that are taken in at most. */
  readonly importLimitBytes?: number | undefined
  /** Those of the configuration: the cells begin them, and sources are enrolled at them here. */
  readonly listeners?: readonly ListenerOptions[]
  /** To whom notices leave; without one nothing does. */
  readonly notices?: readonly NoticeChannel[]
  readonly limits?: { readonly requestsPerMinute: number; readonly attemptsPerMinute: number }
  readonly logLevel?: 'silent' | 'warn' | 'info'
}

export interface Hub {
  readonly url: string
  /** One-time sign-in link; null when an administrator can sign in without one. */
  readonly link: string | null
  /** A further one-time link, for the owner of this process. */
  issueLink(): Promise<string | null>
  readonly backups: BackupsService
  stop(): Promise<void>
}

const DOMAINS = ['it', 'ot'] as const
/** From one address: requests a minute, and attempts to sign in. */
const LIMITS = { requestsPerMinute: 6000, attemptsPerMinute: 10 }
/** Of CSV, which is read as a stream; what can only be read whole is held to less. */
const IMPORT_LIMIT_BYTES = 2 ** 30
/** Of a file of advisories, packed: all that were ever published for OT have some 30 MB. */
const ADVISORY_LIMIT_BYTES = 256 * 2 ** 20
const ROOTS_EVERY_MS = 3_600_000
/** How often the hub looks who spoke through a listener of the wrong domain. */
const STRANGERS_EVERY_MS = 5000

export async function startHub(options: HubOptions): Promise<Hub> {
  const {
    folder,
    store,
    key,
    cells,
    clock = systemClock,
    logLevel = 'warn',
    limits = LIMITS,
    address,
    reservedBytes,
    importLimitBytes = IMPORT_LIMIT_BYTES,
  } = options
  const room = diskRoom(folder, reservedBytes)
  const spool = new UploadSpool({
    folder: join(folder, 'spool'),
    called: 'core/spool',
    room,
    limitBytes: importLimitBytes,
  })
  const links = new Map<Domain, CellLink>(DOMAINS.map((domain) => [domain, linkCell(domain, cells[domain], key)]))
  const quiet = new Quiet()
  const toCells = async (kind: 'policy' | `zone-model/${string}`, version: number, body: unknown): Promise<void> => {
    const text = JSON.stringify(body)
    const snapshot = { kind, version, text, signature: signText(text, key) }
    // A cell that is down gets the newest snapshots when it is heard again (`catchUp`).
    await quiet.share(() => Promise.allSettled([...links.values()].map((link) => link.sendSnapshot(snapshot))))
  }
  /** What is one domain's goes to its cell alone. */
  const toCell = async (
    kind: `rules/${Domain}` | `rule-folder/${Domain}`,
    body: { readonly domain: Domain; readonly version: number },
  ): Promise<void> => {
    const text = JSON.stringify(body)
    const snapshot = { kind, version: body.version, text, signature: signText(text, key) }
    await quiet.share(() => Promise.allSettled([links.get(body.domain)!.sendSnapshot(snapshot)]))
  }
  const url = { current: '' }
  const sealingKey = loadSealingKey(join(folder, 'keys', 'sealing.key'))
  const access = new AccessService({
    store,
    clock,
    address: () => address ?? url.current,
    policyKey: key,
    sealingKey,
    onPolicy: async (policy: Policy) => {
      await toCells('policy', policy.version, policy)
      // Who sees what of a chain follows the model in force.
      await attackChains.retellAll()
    },
    onToken: ensureSensor,
  })
  const changes = new LiveChanges(store)
  const auditKey = loadAuditKey(folder)
  const transaction = <T>(run: (tx: AuditTx) => Promise<T>): Promise<T> =>
    store.transaction(HUB_SERVICE, (tx) => run(tx))
  const chains = [localChain('core', auditKey, clock, transaction), ...[...links.values()].map(chainOfCell)]
  const conclusions = new Conclusions({
    store,
    clock,
    onZoneModel: (site: string, model: ZoneModel) => toCells(`zone-model/${site}`, model.version, model),
    onChange: (site) => {
      changes.announce()
      matching.mark([site])
      criticality.mark([site])
      watch.mark([site])
    },
  })
  const processes = processDesk()
  const criticality = new CriticalityKeeper({ store, clock, desk: processes, onChange: () => changes.announce() })
  const matching = new Matching({ store, clock, onChange: () => changes.announce() })
  /** That a sensor lives changes no register, but for removed devices whose silence is watched. */
  const concludeSilence = async (sites: ReadonlySet<string>): Promise<void> => {
    if (sites.size > 0) conclusions.mark(await store.transaction(HUB_SERVICE, (tx) => listAwaitingSilence(tx, sites)))
  }
  const conclude = (site: string): Promise<boolean> => conclusions.concludeInTime(site)
  const plant = new PlantService({ store, clock, scopeOf, onPlant: conclude, onChange: () => changes.announce() })
  const jobs = new JobsService({
    transaction: (run) => store.transaction(HUB_SERVICE, (tx) => run(tx)),
    domain: null,
    clock,
    rights: {
      import: { read: 'asset:read', change: 'asset:edit' },
      backup: { read: 'settings:manage', change: 'backup:create' },
      advisories: { read: 'asset:read', change: 'vulnerability:import' },
    },
    workers: {
      import: (...given) => assets.exchange.imports.worker(...given),
      backup: (...given) => backups.worker(...given),
      advisories: (...given) => advisories.worker(...given),
    },
  })
  const assets = new AssetsService({
    store,
    clock,
    intake: { spool, jobs },
    scopeOf,
    conclude,
    conversations: async (tx, site) => sourcedConversations(await listConversationRows(tx, site)),
  })
  const zones = new ZonesService({ store, clock, scopeOf })
  const checks = segmentationDesk()
  const segmentation = new SegmentationService({ store, clock, scopeOf, desk: checks })
  const partition = {
    store,
    clock,
    scopeOf,
    desk: checks,
    plant,
    accountNames: () => access.accounts.names(),
  }
  const proposals = new ProposalService(partition)
  const enforcement = new EnforcementService(partition)
  const told = { ...partition, onChange: () => changes.announce() }
  const records = new RecordService(told)
  const levels = new LevelService(told)
  const process = new ProcessService({
    store,
    clock,
    scopeOf,
    desk: processes,
    version: programVersion(),
    onChange: (site) => {
      changes.announce()
      criticality.mark([site])
    },
    accountNames: () => access.accounts.names(),
  })
  const governed = { store, clock, access, onChange: () => changes.announce() }
  const breakGlass = new BreakGlassService(governed)
  const domainExceptions = new ExceptionService(governed)
  const forgetting = new ForgettingService(governed)
  const model = new OperatingModelService({
    ...governed,
    heldBy: async (domain) => await links.get(domain)!.policyVersion(),
  })
  const jointCalls = new JointCallService({ store, clock, scopeOf, accountNames: () => access.accounts.names() })
  const segregations = operatingModelDesk()
  const segregation = new SegregationService({ store, clock, scopeOf, desk: segregations })
  const pathSearch = pathsDesk()
  const askCell = (domain: Domain, ...asked: Parameters<CellLink['askAs']>) => links.get(domain)!.askAs(...asked)
  const paths = new PathsService({ store, clock, scopeOf, desk: pathSearch, ask: askCell })
  const vendorQuestions = vendorsDesk()
  const vendors = new VendorsService({ store, clock, scopeOf, desk: vendorQuestions })
  const ruled = { store, clock, accountNames: () => access.accounts.names() }
  const folders = new RuleFolders({ ...ruled, onFolder: (body) => toCell(`rule-folder/${body.domain}`, body) })
  const exceptions = new RuleExceptions({
    ...ruled,
    isKnownSite: (site) => isKnownSite(store, site),
    onSet: (body) => toCell(`rules/${body.domain}`, body),
  })
  const views = new ViewsService({ store, clock })
  const drift = new DriftService({
    store,
    clock,
    scopeOf,
    onChange: () => changes.announce(),
    accountNames: () => access.accounts.names(),
  })
  const shadow = new ShadowService({
    store,
    clock,
    scopeOf,
    onChange: () => changes.announce(),
    accountNames: () => access.accounts.names(),
  })
  const response = {
    store,
    clock,
    scopeOf,
    onChange: () => changes.announce(),
    accountNames: () => access.accounts.names(),
  }
  const responseClock = new ResponseClock(response)
  const relevances = sharingDesk()
  const sharing = new SharingService({ store, desk: relevances, model: () => access.policy?.model ?? null })
  const incidents = new IncidentService({
    ...response,
    relevantIn: (...asked) => sharing.relevantIn(...asked),
    onShared: () => responseClock.wake(),
    functionDomains: (...asked) => sharing.functionDomains(...asked),
  })
  const handoffs = new HandoffService({
    ...response,
    functionDomains: (...asked) => sharing.functionDomains(...asked),
    onSent: () => {
      responseClock.wake()
      // One that was accepted makes its chains known to both sides.
      attackChains.wake()
    },
  })
  const shifts = new ShiftService(response)
  const playbooks = new PlaybookService(response, incidents)
  const endpoints = edrDesk()
  const edr = new EdrService({ store, clock, scopeOf, desk: endpoints, model: () => access.policy?.model ?? null })
  const stakes = triageDesk()
  const triaged = {
    ...{ store, clock, scopeOf, desk: stakes },
    accountNames: () => access.accounts.names(),
    featuresOf: (caller: Caller, incidentId: string) => suspicions.featuresOf(caller, incidentId),
    ask: askCell,
  }
  const triage = new TriageService(triaged)
  const escalation = new EscalationService({ ...triaged, triage, incidents, handoffs })
  const indicators = new IndicatorService(response, incidents)
  const attackChains = new Chains({
    store,
    clock,
    rules: () => access.policy,
    onMoved: followChain,
    onChange: () => {
      changes.announce()
      // A tip that was sent is delivered at once.
      responseClock.wake()
    },
  })
  const suspicions = new SuspicionService({
    ...response,
    scenario: (id) => attackChains.scenario(id),
    model: () => access.policy?.model ?? null,
    chainOf: (id) => attackChains.find(id),
    onDisclosed: () => attackChains.wake(),
  })
  const advisories = new AdvisoryIntake({
    store,
    clock,
    jobs,
    spool: new UploadSpool({
      folder: join(folder, 'advisories'),
      called: 'core/advisories',
      room,
      limitBytes: ADVISORY_LIMIT_BYTES,
    }),
    onStored: () => matching.markAll(),
  })
  const vulnerabilities = new VulnerabilitiesService({
    store,
    clock,
    scopeOf,
    onChange: () => changes.announce(),
    accountNames: () => access.accounts.names(),
  })
  const intakes = new Map<Domain, Intake>()
  const heardAt = (domain: Domain) => intakes.get(domain)?.heardAt() ?? null
  const comparisons = blueprintDesk()
  const onBlueprint = () => changes.announce()
  const isAnswering = (domain: Domain) => heardAt(domain) !== null
  const watch = new BlueprintWatch({ store, clock, desk: comparisons, isAnswering, onChange: onBlueprint })
  const blueprint = new BlueprintService({
    store,
    clock,
    scopeOf,
    desk: comparisons,
    watch,
    isAnswering,
    onChange: onBlueprint,
    accountNames: () => access.accounts.names(),
  })
  const traffic = new TrafficService({ store, clock, scopeOf, heardAt })
  const home = new HomeService({
    store,
    clock,
    scopeOf,
    heardAt,
    isAccountSecure: async (caller) => {
      const account = (await access.accounts.list()).find(({ id }) => id === caller.subject)
      return account !== undefined && ((account.hasPassword && account.hasTotp) || account.passkeys > 0)
    },
  })
  const sensors = new SensorsService({
    store,
    clock,
    access,
    codeKey: sealingKey,
    scopeOf,
    isKnownSite: (site) => isKnownSite(store, site),
    heardAt,
  })
  const sources = new SourcesService({
    store,
    clock,
    access,
    scopeOf,
    isKnownSite: (site) => isKnownSite(store, site),
    listeners: options.listeners ?? [],
    askCell: (domain) => links.get(domain)!.ask('/internal/sources'),
  })
  const channels = options.notices ?? []
  const noticed = { store, clock, channels, origin: () => address ?? url.current }
  const notices = new NoticesService(noticed)
  const post = new NoticePost({
    ...noticed,
    silentSources: async () => (await sources.listSilent()).flatMap(silentSource),
  })
  const metrics = new SocMetricsService({
    ...response,
    policy: () => access.policy,
    sources: async (caller, site) => {
      const { items } = await sources.list(caller, { site })
      return items.map(({ id, name, domain, activity }) => ({ id, name, domain, delayMs: delayOf(activity) }))
    },
    coverage: async (domain, sites) => {
      // Without a site the cell would tell of all.
      if (sites !== '*' && sites.length === 0) return null
      const query = new URLSearchParams(sites === '*' ? [] : sites.map((site): [string, string] => ['site', site]))
      const told = await links
        .get(domain)!
        .ask(`/internal/coverage?${query.toString()}`)
        .catch(() => null)
      return RuleCoverage.safeParse(told).data ?? null
    },
    founded: () => access.foundedModel(),
    hunts: async (domain, sites, { from, to }) => {
      if (sites !== '*' && sites.length === 0) return null
      const query = new URLSearchParams({ from: String(from), to: String(to) })
      for (const site of sites === '*' ? [] : sites) query.append('site', site)
      const told = await links
        .get(domain)!
        .ask(`/internal/hunt-yield?${query.toString()}`)
        .catch(() => null)
      return HuntYield.safeParse(told).data ?? null
    },
  })
  const rehearsals = rehearsalDesk()
  const rehearsal = new RehearsalService({
    clock,
    policy: () => access.policy,
    isKnownSite: (site) => isKnownSite(store, site),
    sources: async (caller) => (await sources.list(caller, {})).items,
    sensors: async (caller) => (await sensors.list(caller, { hours: 1 })).items,
    askCell: (domain) => links.get(domain)!.ask('/internal/arriving'),
    desk: rehearsals,
  })
  const visibility = new VisibilityService({
    store,
    clock,
    scopeOf,
    sensors: async (caller, site) => (await sensors.list(caller, { site, hours: 1 })).items,
  })
  const backups = new BackupsService({
    store,
    clock,
    jobs,
    quiet,
    source: { folder, store, configuration: options.backup?.configuration ?? null },
    links: [...links.values()].map(sectionOfCell),
    shelf: options.backup?.shelf ?? join(folder, 'backups'),
    restoreSection: options.backup?.restoreSection ?? null,
    restoreHere: options.backup?.restoreHere ?? null,
  })
  await plant.begin()
  const token = await access.begin()
  const catchUp = async (): Promise<void> => {
    if (access.policy !== null) await toCells('policy', access.policy.version, access.policy)
    const models = await store.transaction(HUB_SERVICE, async (tx) => {
      const found: { site: string; model: ZoneModel }[] = []
      for (const site of await listSiteKeys(tx)) {
        const model = await readZoneModel(tx, site)
        if (model !== null) found.push({ site, model })
      }
      return found
    })
    for (const { site, model } of models) await toCells(`zone-model/${site}`, model.version, model)
    for (const domain of DOMAINS) {
      const { own, set } = await store.transaction(HUB_SERVICE, async (tx) => {
        return { own: await findFolder(tx, domain), set: await findRuleSet(tx, domain, clock()) }
      })
      if (own !== null) await toCell(`rule-folder/${domain}`, own)
      if (set !== null) await toCell(`rules/${domain}`, set)
    }
  }
  await catchUp()

  const keptAnswers = new KeptAnswers((run) => store.transaction(HUB_SERVICE, (tx) => run(tx)), clock)
  await keptAnswers.begin()
  const app = makeApplication({ logLevel, keptAnswers, diskRoom: room })
  await app.register(cookies)
  await app.register(rateLimit, {
    max: limits.requestsPerMinute,
    timeWindow: 60_000,
    errorResponseBuilder: () => new AppError('too-many-requests'),
  })
  recogniseCallers(app, access)
  const linkOf = (given: string): string => `${address ?? url.current}/sign-in#${given}`
  await app.register(
    async (api) => {
      serveAccess(api, access, { linkOf, attemptsPerMinute: limits.attemptsPerMinute })
      serveSensors(api, sensors, { attemptsPerMinute: limits.attemptsPerMinute })
      serveSources(api, sources)
      servePlant(api, plant)
      serveAssets(api, assets)
      serveHubJobs(api, jobs)
      serveZones(api, zones)
      serveSegmentation(api, { segmentation, proposals, enforcement, records, levels })
      serveProcess(api, process)
      serveOperatingModel(api, { model, breakGlass, exceptions: domainExceptions, forgetting, segregation, jointCalls })
      serveRehearsal(api, rehearsal)
      servePaths(api, paths)
      serveVendors(api, vendors)
      serveEdr(api, edr)
      serveDrift(api, drift)
      serveBlueprint(api, blueprint)
      serveViews(api, views)
      serveShadow(api, shadow)
      serveVisibility(api, visibility)
      serveVulnerabilities(api, vulnerabilities, advisories)
      serveIncidents(api, { incidents, handoffs, shifts, playbooks, indicators, suspicions })
      serveMetrics(api, metrics)
      serveNotices(api, notices)
      serveTriage(api, { triage, escalation })
      serveTraffic(api, traffic)
      serveHubRules(api, { folders, exceptions })
      serveHome(api, home)
      serveLive(api, changes)
      serveBackups(api, backups)
      serveAudit(api, {
        clock,
        transaction,
        checkAll: (askedBy) => checkAllChains({ clock, transaction, links, ownKey: auditKey.publicKey }, askedBy),
        accountNames: () => access.accounts.names(),
      })
    },
    { prefix: '/api' },
  )
  const onWrongDoor = async (caller: Caller, asked: { readonly domain: Domain; readonly site: string | null }) => {
    // A token is of one of the two; the other room knows nothing of it.
    if (caller.permissions.has('event:write')) await sources.noteWrongDoor(caller, asked)
    else if (caller.domain !== asked.domain) await sensors.noteWrongDoor(caller, asked.domain)
  }
  for (const link of links.values()) await forwardToCell(app, link, (site) => isKnownSite(store, site), onWrongDoor)
  await servePages(app, options.pages)
  await assets.exchange.imports.sweep()
  await advisories.sweep()
  await app.listen({ host: '127.0.0.1', port: options.port })
  url.current = `http://localhost:${portOf(app)}`
  for (const domain of DOMAINS) {
    intakes.set(
      domain,
      startIntake({
        store,
        clock,
        cell: domain,
        ask: (path) => links.get(domain)!.ask(path),
        appliers: APPLIERS,
        onHeard: () => void catchUp().catch(() => {}),
        onStored: (sites) => {
          conclusions.mark(sites)
          attackChains.wake()
        },
        onWatched: (sites) => void concludeSilence(sites).catch(() => {}),
      }),
    )
  }
  const exchange = (): Promise<void> => quiet.share(() => exchangeRoots(chains))
  await exchange()
  const rootTimer = setInterval(() => void exchange(), ROOTS_EVERY_MS)
  const listeningDomains = DOMAINS.filter((domain) => options.listeners?.some((listener) => listener.domain === domain))
  const lookForStrangers = () => Promise.allSettled(listeningDomains.map((domain) => sources.noteStrangers(domain)))
  const strangerTimer = setInterval(() => void lookForStrangers(), STRANGERS_EVERY_MS)
  await backups.begin()
  jobs.wake()
  responseClock.wake()
  attackChains.wake()
  post.wake()
  // What a kill may have left: facts stored and not concluded.
  conclusions.mark(await store.transaction(HUB_SERVICE, listSiteKeys))
  return {
    url: url.current,
    link: token === null ? null : linkOf(token),
    issueLink: async () => {
      const further = await access.issueFounderLink()
      return further === null ? null : linkOf(further)
    },
    backups,
    stop: async () => {
      clearInterval(rootTimer)
      clearInterval(strangerTimer)
      await Promise.all([backups.stop(), jobs.stop()])
      await exchange()
      await app.close()
      for (const link of links.values()) link.close()
      await Promise.all([...intakes.values()].map((intake) => intake.stop()))
      await conclusions.stop()
      await matching.stop()
      await criticality.stop()
      await watch.stop()
      await attackChains.stop()
      await responseClock.stop()
      await post.stop()
      await Promise.all([
        processes.stop(),
        pathSearch.stop(),
        checks.stop(),
        comparisons.stop(),
        vendorQuestions.stop(),
        segregations.stop(),
        rehearsals.stop(),
        stakes.stop(),
        endpoints.stop(),
        relevances.stop(),
      ])
      await store[Symbol.asyncDispose]()
    },
  }
}

function silentSource({ id, name, domain, site, activity }: SourceView): readonly SilentSource[] {
  return activity === null ? [] : [{ id, name, domain, site, heardAt: activity.heardAt }]
}

function delayOf(activity: SourceActivity | null): SocMetrics['sources'][number]['delayMs'] {
  const delay = activity?.window.delayMs ?? null
  return delay === null ? null : { p50: delay.p50, p95: delay.p95, p99: delay.p99 }
}

/** A cell's end of a backup, reached over its line. */
function sectionOfCell(link: CellLink): SectionLink {
  return {
    section: link.domain,
    seal: (order) => link.stream('/internal/backup', order),
    prove: async (backupId, file) =>
      (await link.work('/internal/backup/proof', { backupId, file })) as Awaited<ReturnType<SectionLink['prove']>>,
    conclude: async (backupId, claims) =>
      (await link.work('/internal/backup/conclusion', { backupId, claims })) as Awaited<
        ReturnType<SectionLink['conclude']>
      >,
    abandon: async (backupId) => void (await link.send('POST', '/internal/backup/abandonment', { backupId })),
  }
}

const applyConversations: FactApplier = async (tx, cell, fact, learnedAt) => {
  const { conversations } = ConversationsFact.parse(fact.body)
  const { site, domains, observedAt } = fact
  await storeConversations(tx, { cell, site, domains, observedAt, learnedAt }, conversations)
}

const APPLIERS: Readonly<Record<string, FactApplier>> = {
  interfaces: async (tx, cell, fact, learnedAt) => {
    await storeInterfaces(tx, cell, fact.site, InterfacesFact.parse(fact.body))
    await storeSightings(tx, cell, fact, learnedAt)
  },
  conversations: applyConversations,
  shadow: (tx, cell, { site, body }, learnedAt) => storeFindings(tx, { cell, site, learnedAt }, ShadowFact.parse(body)),
  coverage: storeCoverage,
  detection: storeHeadline,
  feature: storeFeatures,
}

async function isKnownSite(store: Store<CoreTables>, site: string): Promise<boolean> {
  return (await store.transaction(HUB_SERVICE, listSiteKeys)).includes(site)
}

function portOf(app: FastifyInstance): number {
  const address = app.server.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}

/** The hub's signing key, made at the first start; cells learn its public half from whoever starts them. */
export function newHubKey(): { readonly privatePem: string; readonly publicPem: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return {
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  }
}

export function readHubKey(privatePem: string): KeyObject {
  return createPrivateKey(privatePem)
}
