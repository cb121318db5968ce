// Segregation as the organisation's own duty: persons with live accounts in both domains, and OT monitoring tools whose manager, store or
// updater is shared with IT or reached from it. Stands on the declared plant; what is not declared is not found, and the counts say of how many.
import type { PlantFile } from '@penstock/model/plant'
import { itHosts, managementPaths, managersOf } from '@penstock/model/process'
import { samePersons } from './one-person.ts'

export type SegregationRecords = Pick<
  PlantFile,
  'assets' | 'zones' | 'flows' | 'accounts' | 'directories' | 'people' | 'manages' | 'backups'
>

/** One person who can sign in on both sides. */
export interface TwoDomainPerson {
  readonly person: string
  readonly name: string | null
  readonly it: readonly string[]
  readonly ot: readonly string[]
  /** Has left, and still has live accounts. */
  readonly hasLeft: boolean
}

/** Why a tool is not apart: it is managed from IT, its manager serves IT too, an IT account manages it, or an IT host talks to it. */
export type SharedBy = 'managed-from-it' | 'manager-serves-it' | 'it-account' | 'reached-from-it'

export interface SharedTool {
  /** The OT monitoring tool. */
  readonly tool: string
  readonly by: SharedBy
  /** The manager, account or host in IT. */
  readonly through: string
  /** Records of the plant file that say so. */
  readonly records: readonly string[]
}

export interface Segregation {
  readonly persons: readonly TwoDomainPerson[]
  readonly tools: readonly SharedTool[]
  /** What was looked at. */
  readonly of: { readonly persons: number; readonly liveAccounts: number; readonly tools: number }
  /** Live accounts whose person or domain the plant file does not say. */
  readonly unknownAccounts: readonly string[]
  /** Live accounts of people, one of each domain, that are called alike and of which nobody has said that they are two people's. */
  readonly questions: readonly { readonly it: string; readonly ot: string }[]
}

/** Roles of tools that watch: sensors, collectors of logs, network and power monitoring. */
const WATCHING = /^(siem|nms|ids|sensor|network-sensor|log-collector|ups-management|soe-recorder|historian)$/

export function judgeSegregation(plant: SegregationRecords): Segregation {
  const it = itHosts(plant)
  const live = plant.accounts.filter(({ enabled }) => enabled !== false)
  const domainOf = accountDomains(plant, it)
  const paths = managementPaths(plant, [])
  const sameAs = samePersonOf(plant.people)
  const persons = Map.groupBy(
    live.filter(({ person, id }) => person !== null && domainOf.get(id) !== null),
    ({ person }) => sameAs.get(person as string) ?? (person as string),
  )
  const tools = plant.assets.filter(({ id, role }) => WATCHING.test(role ?? '') && !it.has(id))
  return {
    persons: [...persons].flatMap(([person, accounts]) => {
      const of = (domain: 'it' | 'ot') => accounts.filter(({ id }) => domainOf.get(id) === domain).map(({ id }) => id)
      const [inIt, inOt] = [of('it'), of('ot')]
      if (inIt.length === 0 || inOt.length === 0) return []
      const known = plant.people.find(({ id }) => id === person)
      const hasLeft = known?.leftOn !== undefined && known.leftOn !== null
      return [{ person, name: known?.displayName ?? null, it: inIt, ot: inOt, hasLeft }]
    }),
    tools: tools.flatMap(({ id }) => sharedBy(plant, id, { it, domainOf, paths })),
    of: { persons: persons.size, liveAccounts: live.length, tools: tools.length },
    questions: questionsOf(live, domainOf),
    unknownAccounts: live.filter(({ id, person }) => person === null || domainOf.get(id) === null).map(({ id }) => id),
  }
}

/** Records of one person: those that share an address that is theirs alone, by the first of them. */
function samePersonOf(people: SegregationRecords['people']): ReadonlyMap<string, string> {
  const accounts = people.map(({ id, displayName, contacts }) => ({
    ...{ id, name: displayName },
    identities: contacts.flatMap(({ channel, address }) =>
      /mail/i.test(channel) ? [{ kind: 'mail' as const, value: address }] : [],
    ),
  }))
  return new Map(samePersons(accounts).persons.flatMap((ids) => ids.map((id) => [id, ids.toSorted()[0]!] as const)))
}

function questionsOf(
  live: SegregationRecords['accounts'],
  domainOf: ReadonlyMap<string, AccountDomain>,
): Segregation['questions'] {
  const named = live
    .filter(({ kind, shared }) => !shared && (kind === 'user' || kind === 'admin'))
    .map(({ id, name, person }) => ({
      ...{ id, name },
      identities: person === null ? [] : [{ kind: 'person' as const, value: person }],
    }))
  return samePersons(named).questions.flatMap(({ accounts }) => {
    const [it, ot] = (['it', 'ot'] as const).map((domain) => accounts.find((id) => domainOf.get(id) === domain))
    return it === undefined || ot === undefined ? [] : [{ it, ot }]
  })
}

export type AccountDomain = 'it' | 'ot' | null

/** By the servers of its directory; an account of a machine by the machines that it opens. Of both sides: of OT, as it opens it. */
export function accountDomains(
  { accounts, directories }: Pick<PlantFile, 'accounts' | 'directories'>,
  it: ReadonlySet<string>,
): ReadonlyMap<string, AccountDomain> {
  const sideOf = (hosts: readonly string[]): AccountDomain =>
    hosts.length === 0 ? null : hosts.every((host) => it.has(host)) ? 'it' : 'ot'
  const ofDirectory = new Map(directories.map(({ id, servers }) => [id, sideOf(servers)]))
  return new Map(
    accounts.map(({ id, domain, systems }) => [id, ofDirectory.get(domain ?? '') ?? sideOf(systems)] as const),
  )
}

interface Ground {
  readonly it: ReadonlySet<string>
  readonly domainOf: ReadonlyMap<string, AccountDomain>
  readonly paths: ReturnType<typeof managementPaths>
}

function sharedBy({ flows }: SegregationRecords, tool: string, { it, domainOf, paths }: Ground): readonly SharedTool[] {
  const managers = managersOf(paths, [tool])
  const found = managers.flatMap(({ host, way, isFromIt }): readonly SharedTool[] => {
    const records = [...new Set(way.flatMap(({ declaredBy }) => declaredBy ?? []))]
    if (isFromIt) return [{ tool, by: 'managed-from-it', through: host, records }]
    const serves = paths.filter(({ by, target }) => by === host && it.has(target))
    const shared: SharedTool[] = serves.slice(0, 1).map(({ declaredBy }) => ({
      tool,
      by: 'manager-serves-it',
      through: host,
      records: [...new Set([...records, ...(declaredBy === null ? [] : [declaredBy])])],
    }))
    const account = way[0]?.account ?? null
    if (account !== null && domainOf.get(account) === 'it')
      shared.push({ tool, by: 'it-account', through: account, records })
    return shared
  })
  const watched = new Set([tool, ...managers.map(({ host }) => host)])
  const reached = flows
    .filter(({ src, dst }) => it.has(src) && watched.has(dst))
    .map(({ id, src }): SharedTool => ({ tool, by: 'reached-from-it', through: src, records: [id] }))
  return [...found, ...reached]
}
