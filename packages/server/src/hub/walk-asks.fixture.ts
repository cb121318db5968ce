// What the separation walk asks of whom, and what an answer may tell: reckoned by the model, not by the server under test.
import { ROUTES } from '@penstock/contract/catalogue'
import { PROBLEMS } from '@penstock/contract/problems'
import type { Route } from '@penstock/contract/route'
import { micros, type SiteKey } from '@penstock/model/kernel'
import { type CellGrant, cellGrantOf, type PolicyRules, reachOf } from '@penstock/model/operating-model'
import { problemOf } from '@penstock/server/http'
import { canaryBatch, DOMAINS, type Person, SITES } from './estate.fixture.ts'
import { guests, ids } from './walk-estate.fixture.ts'
import { type Mark, marksIn, textOf } from './walk-marks.fixture.ts'

export type Rules = Pick<PolicyRules, 'model' | 'independence'>

export const ABSENT: Readonly<Record<string, string>> = {
  assetId: 'ast_00000000000000000000000000',
  findingId: 'tlk_00000000000000000000000000',
  shadowId: 'shd_00000000000000000000000000',
  matchId: 'vul_00000000000000000000000000',
  incidentId: 'inc_00000000000000000000000000',
  chain: 'XD-01%7C0000000000000000',
  handoffId: 'hnd_00000000000000000000000000',
  huntId: 'hnt_00000000000000000000000000',
  huntRunId: 'hrn_00000000000000000000000000',
  playbookId: 'playbook--00000000-0000-4000-8000-000000000000',
  runId: 'ent_00000000000000000000000000',
  drillId: 'drl_00000000000000000000000000',
  advisoryId: 'MADE-31-001-01',
  conversationId: 'cnv_00000000000000000000000000',
  jobId: 'job_00000000000000000000000000',
  captureId: 'cap_00000000000000000000000000',
  accountId: 'acc_00000000000000000000000000',
  deedId: 'ded_00000000000000000000000000',
  deviationId: 'dev_00000000000000000000000000',
  detectionId: 'det_00000000000000000000000000',
  viewId: 'viw_00000000000000000000000000',
  importId: 'imp_00000000000000000000000000',
  sourceId: 'tok_00000000000000000000000000',
  tokenId: 'tok_00000000000000000000000000',
  sessionId: 'ses_00000000000000000000000000',
  passkeyId: 'psk_00000000000000000000000000',
  site: 'nowhere',
  domain: 'ot',
  frame: '1',
  requestId: 'fey_00000000000000000000000000',
}

/** Rights that show assets by name: the register itself, zones and breaches, the plant, and monitoring. */
const REGISTER: ReadonlySet<string> = new Set([
  'asset:read',
  'zone:read',
  'plant:read',
  'process:read',
  'path:read',
  'monitoring:read',
])

/** What is shared by site under every model, and so walked under one. */
export const SHARED: ReadonlySet<string> = new Set([
  ...['asset:read', 'zone:read', 'plant:read', 'process:read', 'path:read', 'vulnerability:decide'],
  ...['access:manage', 'settings:manage'],
])

export const READS = ROUTES.filter((route) => route.method === 'GET' && route.stream !== 'text/event-stream')
export const STREAMS = ROUTES.filter((route) => route.stream === 'text/event-stream')

/** Both ends of every canary's conversation. */
export const ENDS = DOMAINS.flatMap((domain) => SITES.flatMap((site) => canaryBatch(domain, site).conversations))
  .flatMap(({ client, server }) => [client.ip, server.ip])
  .join(',')

const QUERIES: Readonly<Record<string, string>> = {
  '/sites/{site}/assets/diff': '?from=2020-01-01',
  '/sites/{site}/zones/diff': '?from=2020-01-01',
  '/sites/{site}/conversations/diff': '?from=2020-01-01',
  '/sites/{site}/assets/diff/export': '?from=2020-01-01',
  '/sites/{site}/zones/diff/export': '?from=2020-01-01',
  '/sites/{site}/conversations/diff/export': '?from=2020-01-01',
  '/sites/{site}/gaps/trend': '?from=2020-01-01',
  '/sites/{site}/incidents/shift': '?since=2020-01-01&form=xlsx',
  '/sites/{site}/process/continuity-plan': '?form=xlsx',
  '/metrics/soc/incidents': '?metric=acknowledge&domain=ot',
  '/captures/{captureId}/frames/{frame}': '?offset=40&length=60',
  '/sites/{site}/process/outage': '?out=F-PWR=0..24',
  '/sites/{site}/process/recovery': '?lost=OPS-HV1',
  '/sites/{site}/paths/to': '?goal=SIS-MP1',
  '/sites/{site}/vendors/register': '?vendor=V-BLR',
  '/sites/{site}/vendors/radius': '?vendor=V-BLR',
  '/sites/{site}/blueprint/link': '?from=ENT-ERP1&to=OPS-BAT1&protocol=https',
  '/traffic/graph': '?by=asset&answered=yes',
  '/events/counts': '?from=2026-10-01T00:00:00Z&to=2026-10-02T00:00:00Z',
  '/values': `?address=${ENDS}`,
  '/states': `?address=${ENDS}`,
  '/standings': `?site=alpha&address=${ENDS}`,
  '/baselines': `?site=alpha&address=${ENDS}`,
  '/detection-rules/text': '?rule=x',
  '/detection-rules/folder/{domain}/history': '?path=x.yml',
  '/features': `?ids=${'0'.repeat(64)}`,
  '/baselines/zones': '?site=alpha',
  '/baselines/zones/pairs': '?site=alpha&from=unknown&to=unknown',
}

export function addresses(route: Route, params: Readonly<Record<string, string>>): string[] {
  const fill = (given: Readonly<Record<string, string>>) =>
    route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => given[name] ?? ABSENT[name] ?? 'x')
  const query = QUERIES[route.path] ?? ''
  if (route.side === 'cell') return DOMAINS.map((domain) => `/api/${domain}${fill(params)}${query}`)
  const paths = [fill(params), ...furtherOf(route, params).map((one) => fill({ ...params, ...one }))]
  return paths.map((path) => `/api${path}${query}`)
}

/** Of what there is more than one of at alpha, the others. */
function furtherOf({ method, path }: Route, { site }: Readonly<Record<string, string>>): Record<string, string>[] {
  if (method !== 'GET' || site !== 'alpha') return []
  const further = { incidentId: [...ids.cases, ids.chainCase], handoffId: ids.handoffs, playbookId: ids.playbooks }
  return Object.entries(further)
    .filter(([name]) => path.includes(`{${name}}`))
    .flatMap(([name, each]) => each.map((id) => ({ [name]: id })))
}

export function paramsOf(site: string): Record<string, string> {
  return {
    ...ABSENT,
    site,
    assetId: ids.asset.get(site) ?? '',
    findingId: ids.finding.get(site) ?? '',
    shadowId: ids.shadow.get(site) ?? '',
    conversationId: ids.conversation.get(site) ?? '',
    matchId: ids.match.get(site) ?? '',
    incidentId: ids.incident.get(site) ?? '',
    handoffId: ids.handoff.get(site) ?? '',
    detectionId: ids.detection.get(site) ?? '',
    huntId: ids.hunt.get(site) ?? '',
    huntRunId: ids.huntRun.get(site) ?? '',
    captureId: ids.capture.get(site) ?? '',
    jobId: ids.job.get(site) ?? '',
  }
}

/** Answers to the reads of the walk. Many routes name no site, and several tests look at one and the same answer: each is asked once. */
export const readings = new Map<Person, Map<string, Promise<{ readonly status: number; readonly text: string }>>>()

export async function reading(person: Person, address: string) {
  const own = readings.get(person) ?? new Map<string, Promise<{ readonly status: number; readonly text: string }>>()
  readings.set(person, own)
  const asked =
    own.get(address) ??
    person.get(address).then(async (answer) => ({
      status: answer.status,
      text: textOf(Buffer.from(await answer.arrayBuffer())),
    }))
  own.set(address, asked)
  return await asked
}

/** Whether this person may read the mark at this route under these rules, reckoned by the model and not by the server under test. */
function mayRead(person: Person, route: Route, { of, at, kind }: Mark, rules: Rules): boolean {
  if (person.sites !== '*' && !person.sites.includes(at)) return false
  // A view for oneself, one for a role, and the words of a handoff that was sent to the other side.
  if (kind === 'view') return person.name === `${of}-analyst-${at}`
  if (kind === 'duty') return person.roles.includes(`${of}-analyst`) || person.name === `${of}-lead-all`
  if (kind === 'sent' && person.domain !== null && person.permissions.has('incident:read')) return true
  if (person.domain === of && person.permissions.has('monitoring:read')) return true
  if (reachesByModel(person, route, of, rules, at)) return true
  if (kind !== 'chain' || !/^\/(suspicions|incidents)/.test(route.path) || guests.includes(person)) return false
  const isRegulated = rules.independence?.sites.includes(at as SiteKey) === true
  const stages = reachOf({ ...rules, roles: person.roles, isRegulated }).get(`${of}-stages`)
  return stages === 'read' || stages === 'work'
}

/** What each route was seen to tell of monitoring, by whoever sees it. */
export const shown = new Map<Route, Set<string>>()

export function leaksIn(
  { person, route, address }: Pick<Ask, 'person' | 'route' | 'address'>,
  text: string,
  rules: Rules,
): string[] {
  const marks = marksIn(text)
  const kinds = shown.get(route) ?? new Set()
  shown.set(route, kinds)
  for (const { kind } of marks) kinds.add(kind)
  const leaks = marks
    .filter((mark) => !mayRead(person, route, mark, rules))
    .map(({ of, at, kind }) => `${rules.model}: ${person.name} ${address}: ${kind} of ${of} ${at}`)
  const maySeeAssets = [...person.permissions].some((one) => REGISTER.has(one))
  for (const at of SITES) {
    if (!text.includes(`device-of-${at}`)) continue
    kinds.add('device')
    const isSiteGranted = person.sites === '*' || person.sites.includes(at)
    if (!(isSiteGranted && maySeeAssets)) leaks.push(`${rules.model}: ${person.name} ${address}: register of ${at}`)
  }
  return leaks
}

/** Detections of a domain that the model opens to a coordinator, reckoned by the model and not by the server under test. */
export function reachesByModel(person: Person, route: Route, of: 'it' | 'ot', rules: Rules, at: string): boolean {
  if (!asksForDetections(route)) return false
  const grant = cellGrant(person, of, rules)
  return grant?.permissions.has('detection:read') === true && (grant.sites === '*' || grant.sites.includes(at))
}

export function cellGrant({ roles, sites }: Person, of: 'it' | 'ot', rules: Rules): CellGrant | null {
  const person = { subject: 'x', roles: [...roles], sites: sites === '*' ? sites : [...sites] }
  return cellGrantOf({ ...rules, knownSites: [...SITES] }, person, of, micros(1))
}

/** Triage asks the cells in the person's name: the right is theirs to give. */
function asksForDetections({ permission, path }: Route): boolean {
  return permission === 'detection:read' || path.startsWith('/triage')
}

/** The answer without what differs in every one: its own id and the address asked. */
export function shapeOf(status: number, text: string): string {
  return `${status} ${text.replaceAll(/req_[0-9a-f-]+/g, 'req')}`
}

export const NOT_FOUND = shapeOf(PROBLEMS['not-found'].status, JSON.stringify(problemOf('not-found', 'req_0')))

/** How many requests are on their way at once: some wait for another thread. */
const IN_FLIGHT = 4

export async function eachInFlight<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values()
  const workers = Array.from({ length: IN_FLIGHT }, async () => {
    for (const item of waiting) await work(item)
  })
  await Promise.all(workers)
}

/** Whether a right of this person opens the route at all, wherever it is asked. */
export function hasRight(person: Person, route: Route, side: 'it' | 'ot' | null, rules: Rules): boolean {
  if (route.permission === 'public' || route.permission === 'session') return true
  if (side === null) return person.permissions.has(route.permission)
  if (guests.includes(person)) return person.domain === side && person.permissions.has(route.permission)
  return cellGrant(person, side, rules)?.permissions.has(route.permission) === true
}

export interface Ask {
  readonly person: Person
  readonly site: string
  readonly route: Route
  readonly address: string
  readonly hasRight: boolean
}

/**
 * What is asked of a route. A right is looked at before the site is, so whom it is missing asks once, and of two people of a role one; who
 * has it for one site asks for both, and who has it for all for one, since the sites are alike. Of what there are several, it asks for one.
 */
export function asksOf(person: Person, route: Route, rules: Rules): Ask[] {
  const sites = person.sites === '*' ? (['alpha'] as const) : SITES
  const hasTwinForAll = person.sites !== '*' && !guests.includes(person)
  const found = sites.flatMap((site) =>
    addresses(route, paramsOf(site)).map((address, at) => {
      const side = route.side === 'hub' ? null : DOMAINS[at]!
      return { person, site, route, address, hasRight: hasRight(person, route, side, rules) }
    }),
  )
  const sides = route.side === 'hub' ? 1 : DOMAINS.length
  const kept = found.filter((ask, at) => ask.hasRight || (at < sides && !hasTwinForAll))
  return [...new Map(kept.toReversed().map((ask) => [ask.address, ask])).values()]
}

/** Paths that name a site or one thing of it. */
export const NAMES_ONE =
  /\{(site|assetId|findingId|shadowId|conversationId|matchId|incidentId|handoffId|detectionId|huntId|huntRunId)\}/
