// Conversations of two domains and two sites, told at three instants, and what a filter means of them, worked out row by row.
import type { ConversationFilter } from '@penstock/contract/traffic'
import { type Domain, type EpochMicros, micros } from '@penstock/model/kernel'
import { type FunctionKind, FunctionKind as Kinds } from '@penstock/model/observations'
import type { ConversationFact } from '@penstock/server/facts'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { storeConversations } from '@penstock/server/zones'
import { type Store, sqlInstant, sqlJson } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'

export const DAY = 86_400_000_000
const BEGIN = 1_790_000_000_000_000
/** The hub hears of the first half on day 10, of the second on day 20, and of what moved on day 30. */
export const TOLD = [10, 20, 30].map((day) => micros(BEGIN + day * DAY)) as [EpochMicros, EpochMicros, EpochMicros]
export const NOW = micros(BEGIN + 31 * DAY)
export const SITES = ['alpha', 'beta'] as const
export const ZONES = ['Z-1', 'Z-2', 'Z-3'] as const
const ASSETS = Array.from({ length: 6 }, (_, at) => ({
  id: uuid(9000 + at),
  name: `pump_${at}`,
  ip: `10.0.0.${at + 1}`,
}))

export interface Made {
  readonly fact: ConversationFact
  readonly cell: Domain
  readonly site: string
  readonly client: string | null
  readonly server: string | null
  readonly knownAt: EpochMicros
  /** What was known from an instant on, oldest first. */
  readonly known: { readonly from: EpochMicros; readonly fact: ConversationFact }[]
}

export function uuid(n: number): string {
  return `019a0000-0000-7000-8000-${String(n).padStart(12, '0')}`
}

/** The same rows in every run: a little generator of its own, so that a failing filter can be asked again. */
export function makeConversations(count: number): Made[] {
  let state = 12_345
  const pick = <Item>(items: readonly Item[]): Item => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return items[(state >>> 16) % items.length]!
  }
  return Array.from({ length: count }, (_, n) => {
    const [client, server] = [pick([...ASSETS, null]), pick([...ASSETS, null])]
    const knownAt = pick([TOLD[0], TOLD[1]])
    const first = micros(BEGIN + pick([1, 3, 5, 9]) * DAY + n)
    const fact: ConversationFact = {
      id: uuid(n + 1),
      client: { mac: null, ip: client?.ip ?? '192.168.7.1' },
      server: { mac: null, ip: server?.ip ?? '192.168.7.2' },
      protocol: pick(['modbus-tcp', 's7comm', null]),
      portGuess: pick(['http', null]),
      transport: 'tcp',
      serverPort: 502,
      sidesFrom: 'content',
      isAnswered: pick([true, true, false]),
      vlans: [],
      packets: pick([3, 10, 500]),
      bytes: pick([100, 1000, 70_000]),
      functionKinds: kindsOf(pick([[], ['read'], ['read', 'write'], ['program']] as const)),
      firstAt: first,
      lastAt: micros(first + pick([0, 1, 4]) * DAY),
      proof: { captureId: uuid(1), captureName: 'x.pcap', file: 0, frame: 1, offset: 40, length: 60, at: first },
      verdict: verdictOf(
        pick(['allowed', 'not-allowed', 'unknown', null] as const),
        pick([...ZONES, null]),
        pick(ZONES),
      ),
    }
    const moved = pick([true, false, false])
      ? {
          ...fact,
          packets: fact.packets + 7,
          lastAt: micros(BEGIN + 29 * DAY + n),
          isAnswered: true,
          functionKinds: kindsOf(pick([['read'], ['read', 'write', 'control']] as const)),
          verdict: verdictOf(pick(['allowed', 'not-allowed'] as const), pick(ZONES), pick(ZONES)),
        }
      : null
    return {
      fact: moved ?? fact,
      cell: pick(['it', 'ot'] as const),
      site: pick(SITES),
      client: client?.id ?? null,
      server: server?.id ?? null,
      knownAt,
      known: [{ from: knownAt, fact }, ...(moved === null ? [] : [{ from: TOLD[2], fact: moved }])],
    }
  })
}

function kindsOf(kinds: readonly FunctionKind[]): ConversationFact['functionKinds'] {
  return kinds.map((kind, at) => ({ kind, count: at + 2 }))
}

function verdictOf(
  verdict: 'allowed' | 'not-allowed' | 'unknown' | null,
  clientZone: string | null,
  serverZone: string | null,
): ConversationFact['verdict'] {
  if (verdict === null) return null
  return {
    verdict,
    conduit: verdict === 'allowed' ? 'C-1' : null,
    rule: 'zones.conduit',
    basis: 'observed',
    facts: [],
    clientZone,
    serverZone,
    zoneModelVersion: 1,
  }
}

/** Tells the hub everything, as the cells do. */
export async function tellAll(store: Store<CoreTables>, made: readonly Made[]): Promise<void> {
  await store.transaction(HUB_SERVICE, async (tx) => {
    await tx
      .insertInto('asset')
      .values(
        ASSETS.map(({ id, name, ip }, at) => ({
          id,
          site: 'alpha',
          reference: `AST-${at}`,
          anchor: ip,
          declared_id: `P-${at}`,
          status: 'declared',
          name,
          macs: [],
          ips: [ip],
          unknowns: 0,
          conflicts: 0,
          body: sqlJson({}),
          learned_at: sqlInstant(TOLD[0]),
        })),
      )
      .execute()
    for (const learnedAt of TOLD)
      for (const cell of ['it', 'ot'] as const)
        for (const site of SITES) {
          const facts = made
            .filter((one) => one.cell === cell && one.site === site)
            .flatMap(({ known }) => known.filter(({ from }) => from === learnedAt).map(({ fact }) => fact))
          if (facts.length === 0) continue
          await storeConversations(tx, { cell, site, domains: [cell], observedAt: learnedAt, learnedAt }, facts)
        }
    for (const one of made)
      await tx
        .updateTable('conversation')
        .set({ client_asset: one.client, server_asset: one.server })
        .where('id', '=', one.fact.id)
        .execute()
  })
}

/** The conversations that a filter means, and what was known of each: written as a person would read the filter aloud. */
export function meant(made: readonly Made[], filter: ConversationFilter): { one: Made; fact: ConversationFact }[] {
  const now = filter.asOf ?? NOW
  return made.flatMap((one) => {
    const fact = filter.asOf === undefined ? one.fact : one.known.findLast(({ from }) => from <= now)?.fact
    if (fact === undefined) return []
    const { clientZone = null, serverZone = null } = fact.verdict ?? {}
    const zones = [clientZone, serverZone]
    const name = (fact.protocol ?? fact.portGuess ?? '').toLowerCase()
    const kinds = fact.functionKinds.map(({ kind }) => kind)
    const namesEnd = (text: string, id: string | null, ip: string | null, begins: boolean): boolean => {
      const asset = ASSETS.find((each) => each.id === id)
      const texts = asset === undefined ? [] : [asset.name, `p-${ASSETS.indexOf(asset)}`]
      const fits = (given: string) => (begins ? given.startsWith(text) : given === text)
      return texts.some(fits) || asset?.ip === text || (ip !== null && (begins ? ip.startsWith(text) : false))
    }
    const lower = (text: string) => text.toLowerCase()
    const isMeant = [
      filter.site === undefined || one.site === filter.site,
      filter.domain === undefined || one.cell === filter.domain,
      filter.zone === undefined || zones.includes(filter.zone),
      filter.with === undefined || zones.includes(filter.with),
      // Two zones are the two ends, so the same one twice is both.
      filter.zone === undefined || filter.zone !== filter.with || clientZone === serverZone,
      filter.from === undefined || clientZone === filter.from,
      filter.to === undefined || serverZone === filter.to,
      filter.protocol === undefined || name.startsWith(lower(filter.protocol)),
      filter.kind === undefined || kinds.includes(filter.kind),
      filter.verdict === undefined || (fact.verdict?.verdict ?? 'unjudged') === filter.verdict,
      filter.conduit === undefined || fact.verdict?.conduit === filter.conduit,
      filter.crosses === undefined ||
        (clientZone !== null && serverZone !== null && clientZone !== serverZone) === filter.crosses,
      filter.answered === undefined || fact.isAnswered === filter.answered,
      filter.seen === undefined || isWithin(one.fact.lastAt, filter.seen, now),
      filter.began === undefined || isWithin(one.fact.firstAt, filter.began, now),
      filter.asset === undefined ||
        namesEnd(lower(filter.asset), one.client, null, false) ||
        namesEnd(lower(filter.asset), one.server, null, false),
      filter.client === undefined ||
        namesEnd(lower(filter.client), one.client, null, false) ||
        fact.client.ip === filter.client,
      filter.text === undefined ||
        namesEnd(lower(filter.text), one.client, fact.client.ip, true) ||
        namesEnd(lower(filter.text), one.server, fact.server.ip, true),
    ]
    return isMeant.every(Boolean) ? [{ one, fact }] : []
  })
}

function isWithin(at: EpochMicros, within: string, from: EpochMicros): boolean {
  const edge = from - Number(within.slice(1, -1)) * DAY
  return within.startsWith('<') ? at >= edge : at < edge
}

export const KINDS = Kinds.options
