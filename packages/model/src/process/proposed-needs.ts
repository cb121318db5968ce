// Needs put to the owners of functions: shared services and IT hosts that a function was seen to use or to be used by, directories whose
// accounts it uses, and hosts that information goes through without which it stops. Each is a question until its owner answers it.
import { compareTexts, type EpochMicros } from '@penstock/model/kernel'
import type { PlantFile, RestsOn } from '@penstock/model/plant'
import { declaredNeedsOf } from './declared-needs.ts'
import { hiddenNeeds, joinedSight, type SeenUse, type SharedService, type Sight } from './hidden-needs.ts'
import { answerKey, standingAnswers } from './rests-on.ts'
import { isWithinAYear } from './within-a-year.ts'

export type NeedService = SharedService | 'it-host' | 'information'

/** What a question stands on. */
export type NeedBasis =
  | ({
      readonly kind: 'flow'
      /** Assets of the function. */
      readonly assets: readonly string[]
    } & Sight)
  | { readonly kind: 'account'; readonly accounts: readonly string[]; readonly lastUse: string }
  | { readonly kind: 'information-flow'; readonly flows: readonly string[] }

export interface ProposedNeed {
  readonly function: string
  readonly host: string
  readonly service: NeedService
  /** Functions that carry the host; none where its loss stops nothing in the model. */
  readonly suppliers: readonly string[]
  readonly direction: RestsOn['direction']
  /** As the plant file says it; null where it says nothing. */
  readonly purpose: string | null
  /** Where the plant says how long the function does without. */
  readonly holdUpH: number | null
  /** Who is asked. */
  readonly owner: string | null
  /** The host stands in IT: level 3.5 or above, and inside the organisation. */
  readonly isIt: boolean
  readonly bases: readonly NeedBasis[]
}

export type NeedRecords = Pick<
  PlantFile,
  'functions' | 'assets' | 'zones' | 'flows' | 'accounts' | 'directories' | 'manages' | 'informationFlows' | 'restsOn'
>

/** Roles whose hosts manage others: their flows are paths of management, and nothing that a function runs by. */
export const MANAGING_ROLE = /^(patch|antivirus|edr|backup|scanner|nms|software-distribution|asset-management)$/

/** Assets of the plant that stand in IT. */
export function itHosts({ assets, zones }: Pick<PlantFile, 'assets' | 'zones'>): ReadonlySet<string> {
  const isIt = new Map(zones.map(({ id, purdue }) => [id, isItLevel(purdue ?? null)]))
  return new Set(assets.filter(({ zone }) => isIt.get(zone) === true).map(({ id }) => id))
}

/** `5+` is outside; of a range the lower end counts. */
function isItLevel(purdue: string | null): boolean {
  if (purdue === null || purdue.startsWith('5')) return false
  return Number.parseFloat(purdue) >= 3.5
}

/** The questions that nobody answered, by function in the order of the plant; needs that are declared, by way of others too, ask nothing. */
export function proposedNeeds(
  plant: NeedRecords,
  uses: readonly SeenUse[],
  asOf: EpochMicros,
): readonly ProposedNeed[] {
  const { functions } = plant
  const declared = declaredNeedsOf(functions)
  const { carriers, isDeclared } = declared
  const it = itHosts(plant)
  const answered = new Set(standingAnswers(plant.restsOn).map(answerKey))
  const ownerOf = new Map(functions.map(({ id, owner }) => [id, owner]))
  const found = new Map<string, ProposedNeed>()
  const propose = (
    one: Pick<ProposedNeed, 'function' | 'host' | 'service' | 'direction'> &
      Partial<Pick<ProposedNeed, 'purpose' | 'holdUpH'>>,
    basis: NeedBasis,
  ): void => {
    if (answered.has(answerKey(one)) || isDeclared(one.function, one.host)) return
    const key = answerKey(one)
    const before = found.get(key)
    found.set(key, {
      ...{ function: one.function, host: one.host, service: one.service },
      suppliers: [...(carriers.get(one.host) ?? [])],
      direction: before === undefined || before.direction === one.direction ? one.direction : 'both',
      purpose: before?.purpose ?? one.purpose ?? null,
      holdUpH: before?.holdUpH ?? one.holdUpH ?? null,
      owner: ownerOf.get(one.function) ?? null,
      isIt: it.has(one.host),
      bases: withBasis(before?.bases ?? [], basis),
    })
  }
  const purposeOf = purposesOf(plant)
  const services = hiddenNeeds(plant, uses, declared)
  for (const { clients, function: of, server, service, conversations, firstAt, lastAt } of services)
    propose(
      {
        ...{ function: of, host: server, service, direction: 'function-to-host' },
        purpose: purposeOf(clients, server),
      },
      { kind: 'flow', assets: clients, conversations, firstAt, lastAt },
    )
  // What was asked as a service, answered or not, is not asked as a host again.
  const told = new Set(services.map(({ function: of, server }) => JSON.stringify([of, server])))
  for (const use of itUses(plant, uses, it, purposeOf))
    for (const of of carriers.get(use.asset) ?? [])
      if (!told.has(JSON.stringify([of, use.host])))
        propose(
          { function: of, host: use.host, service: 'it-host', direction: use.direction, purpose: use.purpose },
          { kind: 'flow', assets: [use.asset], ...use.seen },
        )
  for (const { of, host, account, lastUse } of accountUses(plant, carriers, asOf))
    propose(
      { function: of, host, service: 'directory', direction: 'function-to-host', purpose: 'logon' },
      { kind: 'account', accounts: [account], lastUse },
    )
  for (const { id, what, to, via, gating, neededWithinH } of plant.informationFlows)
    for (const host of gating ? via : [])
      if (ownerOf.has(to) && !(carriers.get(host)?.has(to) ?? false))
        propose(
          {
            function: to,
            host,
            service: 'information',
            direction: 'host-to-function',
            purpose: what,
            holdUpH: neededWithinH,
          },
          { kind: 'information-flow', flows: [id] },
        )
  const place = new Map(functions.map(({ id }, at) => [id, at]))
  return [...found.values()].sort((a, b) => place.get(a.function)! - place.get(b.function)!)
}

interface ItUse {
  readonly asset: string
  readonly host: string
  readonly direction: RestsOn['direction']
  readonly purpose: string | null
  readonly seen: Sight
}

/** Conversations between an IT host and an asset outside IT, those of management left out. */
function itUses(
  plant: NeedRecords,
  uses: readonly SeenUse[],
  it: ReadonlySet<string>,
  purposeOf: PurposeOf,
): readonly ItUse[] {
  const managed = new Set(plant.manages.flatMap(({ by, what }) => what.map((asset) => JSON.stringify([by, asset]))))
  const roleOf = new Map(plant.assets.map(({ id, role }) => [id, role ?? '']))
  return uses.flatMap(({ client, server, conversations, firstAt, lastAt }) => {
    if (it.has(client) === it.has(server)) return []
    const [host, asset] = it.has(client) ? [client, server] : [server, client]
    if (MANAGING_ROLE.test(roleOf.get(host) ?? '') || managed.has(JSON.stringify([host, asset]))) return []
    const direction = host === client ? 'host-to-function' : 'function-to-host'
    const seen = { conversations, firstAt, lastAt }
    return [{ asset, host, direction, purpose: purposeOf([client], server), seen } as const]
  })
}

type PurposeOf = (clients: readonly string[], server: string) => string | null

/** Tells what the plant says that clients use a server for. */
function purposesOf({ flows }: NeedRecords): PurposeOf {
  const told = Map.groupBy(
    flows.filter(({ purpose }) => purpose !== undefined),
    ({ dst }) => dst,
  )
  return (clients, server) => told.get(server)?.find(({ src }) => clients.includes(src))?.purpose ?? null
}

/** Accounts of a directory in use (within a year) on the assets of a function, or that it runs by: it rests on its servers. */
function accountUses(
  { accounts, directories, functions }: NeedRecords,
  carriers: ReadonlyMap<string, ReadonlySet<string>>,
  asOf: EpochMicros,
) {
  const known = new Set(functions.map(({ id }) => id))
  const serversOf = new Map(directories.map(({ id, servers }) => [id, servers]))
  return accounts.flatMap(({ id: account, domain, systems, runs, enabled, lastUse }) => {
    if (!enabled || lastUse === null || !isWithinAYear(lastUse, asOf)) return []
    const users = new Set([...systems.flatMap((asset) => [...(carriers.get(asset) ?? [])]), ...(runs ?? [])])
    // One server stands for the directory: what carries it counts, and with it the others.
    const [host] = serversOf.get(domain) ?? []
    if (host === undefined) return []
    return [...users].filter((of) => known.has(of)).map((of) => ({ of, host, account, lastUse }))
  })
}

/** Bases of one kind are one. */
function withBasis(bases: readonly NeedBasis[], basis: NeedBasis): readonly NeedBasis[] {
  if (!bases.some(({ kind }) => kind === basis.kind)) return [...bases, basis]
  return bases.map((before) => (before.kind === basis.kind ? joinedBases(before, basis) : before))
}

function joinedBases(a: NeedBasis, b: NeedBasis): NeedBasis {
  if (a.kind === 'flow' && b.kind === 'flow')
    return { kind: 'flow', assets: [...new Set([...a.assets, ...b.assets])], ...joinedSight(a, b) }
  if (a.kind === 'account' && b.kind === 'account')
    return {
      kind: 'account',
      accounts: [...new Set([...a.accounts, ...b.accounts])],
      lastUse: compareTexts(a.lastUse, b.lastUse) > 0 ? a.lastUse : b.lastUse,
    }
  if (a.kind === 'information-flow' && b.kind === 'information-flow')
    return { kind: 'information-flow', flows: [...new Set([...a.flows, ...b.flows])] }
  return a
}
