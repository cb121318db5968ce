import type { ConversationFilter, ConversationSort, ConversationView } from '@penstock/contract/traffic'
import { type Domain, idOfUuid, isoOfMicros, micros } from '@penstock/model/kernel'
import { permissionsOfRoles, type SiteScope } from '@penstock/model/operating-model'
import type { Caller } from '@penstock/server/http'
import { TrafficService } from '@penstock/server/traffic'
import { ENGINES, type OpenEngine } from '@penstock/testkit/stores'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  DAY,
  KINDS,
  makeConversations,
  meant,
  NOW,
  SITES,
  TOLD,
  tellAll,
  uuid,
  ZONES,
} from './conversations.fixture.ts'

const MADE = makeConversations(160)
const HASTY = 5

function caller(domain: Domain, sites: SiteScope): Caller {
  const roles = [domain === 'it' ? 'it-analyst' : 'ot-analyst'] as const
  return {
    kind: 'person',
    subject: 'acc_00000000000000000000000001',
    name: 'analyst',
    roles,
    permissions: permissionsOfRoles(roles),
    domain,
    sites,
    policyVersion: 1,
  }
}

/** Filters of every key, each given or not, with values that fit some rows, and instants between the tellings. */
const filters = fc.record(
  {
    site: fc.constantFrom(...SITES),
    domain: fc.constantFrom('it' as const, 'ot' as const),
    zone: fc.constantFrom(...ZONES),
    with: fc.constantFrom(...ZONES),
    from: fc.constantFrom(...ZONES),
    to: fc.constantFrom(...ZONES),
    protocol: fc.constantFrom('modbus', 'S7', 'http', 'm_dbus'),
    kind: fc.constantFrom(...KINDS),
    verdict: fc.constantFrom('allowed' as const, 'not-allowed' as const, 'unknown' as const, 'unjudged' as const),
    conduit: fc.constantFrom('C-1', 'C-2'),
    crosses: fc.boolean(),
    answered: fc.boolean(),
    seen: fc.constantFrom('<10d', '>10d', '<26d'),
    began: fc.constantFrom('<26d', '>26d'),
    asset: fc.constantFrom('pump_1', 'P-2', '10.0.0.3', 'pump_'),
    client: fc.constantFrom('pump_4', '192.168.7.1'),
    text: fc.constantFrom('pump_', 'PUMP_2', 'p-3', '192.168', '10.0.0.1', '%', '_ump'),
    asOf: fc.constantFrom(
      micros(TOLD[0] - 1),
      TOLD[0],
      micros(TOLD[1] - 1),
      TOLD[1],
      micros(TOLD[2] - 1),
      TOLD[2],
      NOW,
    ),
  },
  { requiredKeys: [] },
)
/** At most four at once: with all of them nothing is ever left. */
const questions: fc.Arbitrary<ConversationFilter> = fc
  .tuple(
    filters,
    fc.shuffledSubarray(
      [
        'site',
        'domain',
        'zone',
        'with',
        'from',
        'to',
        'protocol',
        'kind',
        'verdict',
        'conduit',
        'crosses',
        'answered',
        'seen',
        'began',
        'asset',
        'client',
        'text',
        'asOf',
      ] as const,
      { maxLength: 4 },
    ),
  )
  .map(
    ([filter, keys]) => Object.fromEntries(keys.flatMap((key) => (key in filter ? [[key, filter[key]]] : []))) as never,
  )
const callers = fc.tuple(
  fc.constantFrom('it' as const, 'ot' as const),
  fc.constantFrom<SiteScope>('*', ['alpha'] as never),
)

describe.each(ENGINES)('$name', (engine) => {
  let open: OpenEngine<'core'>
  let traffic: TrafficService
  /** Counts no further than a few rows, as an estate of millions would be counted. */
  let hasty: TrafficService
  let countingTo: (countedTo: number) => TrafficService
  beforeAll(async () => {
    if (engine.missing !== null) return
    open = await engine.open('core')
    await tellAll(open.store, MADE)
    const options = {
      store: open.store,
      clock: () => NOW,
      scopeOf: ({ domain, sites }) => ({ role: domain === 'it' ? 'core_it' : 'core_ot', sites, clearance: 0 }),
      heardAt: (domain) => (domain === 'ot' ? NOW : null),
    } satisfies ConstructorParameters<typeof TrafficService>[0]
    traffic = new TrafficService(options)
    countingTo = (countedTo) => new TrafficService({ ...options, countedTo })
    hasty = countingTo(HASTY)
  }, 120_000)
  afterAll(() => open?.[Symbol.asyncDispose]())
  beforeEach(({ skip }) => skip(engine.missing !== null, engine.missing ?? ''))

  async function listAll(who: Caller, filter: ConversationFilter, sort: ConversationSort, limit: number) {
    const items: ConversationView[] = []
    let cursor: string | undefined
    let total = 0
    do {
      const page = await traffic.list(who, filter, { sort, limit, cursor })
      items.push(...page.items)
      total = page.total
      expect(page.totalIs).toBe('exact')
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    return { items, total }
  }
  const mine = (who: Caller) =>
    MADE.filter((one) => one.cell === who.domain && (who.sites === '*' || who.sites.includes(one.site as never)))

  test('any filter lists exactly what it means of the rows of the own label, in order, whatever the page', async () => {
    let found = 0
    await fc.assert(
      fc.asyncProperty(
        questions,
        callers,
        fc.constantFrom<ConversationSort>('lastAt', '-lastAt', 'firstAt', '-firstAt', 'bytes', '-bytes'),
        fc.constantFrom(3, 50, 500),
        async (filter, [domain, sites], sort, limit) => {
          const who = caller(domain, sites)
          const expected = meant(mine(who), filter)
          const { items, total } = await listAll(who, filter, sort, limit)
          expect(items.map(({ id }) => id).sort()).toEqual(expected.map(({ fact }) => idOfUuid('cnv', fact.id)).sort())
          expect(total).toBe(expected.length)
          found += items.length
          const column = { lastAt: 'lastAt', firstAt: 'firstAt', bytes: 'bytes' } as const
          const key = column[sort.replace('-', '') as keyof typeof column]
          const byId = new Map(MADE.map(({ fact }) => [idOfUuid('cnv', fact.id), fact]))
          const values = items.map(({ id }) => byId.get(id as never)![key] as number)
          expect(values).toEqual(values.toSorted((a, b) => (sort.startsWith('-') ? b - a : a - b)))
        },
      ),
      { numRuns: 150 },
    )
    expect(found).toBeGreaterThan(500)
  })

  test('where counting stops early the rows are the same, and the total says so', async () => {
    let stopped = 0
    await fc.assert(
      fc.asyncProperty(
        questions,
        callers,
        fc.constantFrom('-lastAt', 'bytes'),
        async (filter, [domain, sites], sort) => {
          const who = caller(domain, sites)
          const expected = meant(mine(who), filter)
          const ids: string[] = []
          let cursor: string | undefined
          do {
            const page = await hasty.list(who, filter, { sort: sort as ConversationSort, limit: 7, cursor })
            ids.push(...page.items.map(({ id }) => id))
            expect(page.total).toBe(page.totalIs === 'exact' ? expected.length : HASTY)
            if (page.totalIs !== 'exact') expect(expected.length).toBeGreaterThan(HASTY)
            stopped += Number(page.totalIs !== 'exact')
            cursor = page.nextCursor ?? undefined
          } while (cursor !== undefined)
          expect(ids.sort()).toEqual(expected.map(({ fact }) => idOfUuid('cnv', fact.id)).sort())
        },
      ),
      { numRuns: 120 },
    )
    expect(stopped).toBeGreaterThan(10)
  })

  test('a zone as of an instant is whole and in order however many of its rows stand elsewhere now', async () => {
    const pages = { found: 0, elsewhere: 0 }
    const filters: ConversationFilter[] = [
      ...ZONES.flatMap((zone) => [{ zone }, { from: zone }, { to: zone }, { zone, verdict: 'allowed' as const }]),
      ...[
        { zone: 'Z-1', with: 'Z-2' },
        { zone: 'Z-3', with: 'Z-3' },
        { from: 'Z-2', to: 'Z-1' },
      ],
    ]
    for (const asOf of [micros(TOLD[1] - 1), micros(TOLD[2] - 1), NOW])
      for (const zones of filters) {
        const filter = { ...zones, asOf }
        const who = caller('ot', '*')
        const now = new Set(meant(mine(who), { ...zones, asOf: NOW }).map(({ fact }) => fact.id))
        const expected = meant(mine(who), filter)
        // From nearly all rows looked up to nearly all read in the order of time.
        for (const countedTo of [1, HASTY, 20]) {
          const items: ConversationView[] = []
          let cursor: string | undefined
          do {
            const page = await countingTo(countedTo).list(who, filter, { sort: '-lastAt', limit: 7, cursor })
            items.push(...page.items)
            cursor = page.nextCursor ?? undefined
          } while (cursor !== undefined)
          const latest = expected.toSorted(
            ({ one: a }, { one: b }) => b.fact.lastAt - a.fact.lastAt || (a.fact.id < b.fact.id ? -1 : 1),
          )
          const called = `${JSON.stringify(filter)} counted to ${countedTo}`
          expect(
            items.map(({ id }) => id),
            called,
          ).toEqual(latest.map(({ fact }) => idOfUuid('cnv', fact.id)))
          pages.found += items.length
          pages.elsewhere += expected.filter(({ fact }) => !now.has(fact.id)).length
        }
      }
    expect(pages.found).toBeGreaterThan(500)
    expect(pages.elsewhere).toBeGreaterThan(50)
  })

  test('what was known at an instant is shown: verdict, kinds and answer then, and no counter that grew since', async () => {
    const who = caller('ot', '*')
    const moved = mine(who).find(({ known }) => known.length === 2)!
    const before = moved.known[0]!.fact
    for (const [asOf, fact] of [
      [micros(TOLD[2] - 1), before],
      [NOW, moved.fact],
    ] as const) {
      const { items } = await listAll(who, { asOf }, '-lastAt', 500)
      const shown = items.find(({ id }) => id === idOfUuid('cnv', moved.fact.id))
      const isCurrent = fact === moved.fact
      expect(shown).toMatchObject({
        verdict: fact.verdict?.verdict ?? null,
        isAnswered: fact.isAnswered,
        packets: isCurrent ? fact.packets : null,
        lastAt: isCurrent ? isoOfMicros(fact.lastAt) : null,
        functionKinds: [...fact.functionKinds]
          .sort((a, b) => (a.kind < b.kind ? -1 : 1))
          .map(({ kind, count }) => ({ kind, count: isCurrent ? count : null })),
      })
    }
    const earlier = await traffic.record(who, idOfUuid('cnv', moved.fact.id), micros(TOLD[2] - 1))
    expect(earlier).toMatchObject({
      verdict: before.verdict?.verdict ?? null,
      conduit: before.verdict?.conduit ?? null,
      isAnswered: before.isAnswered,
      packets: null,
      lastAt: null,
    })
    expect(earlier.functionKinds.map(({ kind }) => kind)).toEqual(before.functionKinds.map(({ kind }) => kind).sort())
    expect(earlier.states).toMatchObject([{ learnedTo: null, heldTo: null }])
    await expect(traffic.record(who, idOfUuid('cnv', moved.fact.id), micros(moved.knownAt - 1))).rejects.toMatchObject({
      code: 'not-found',
    })
    const { verdicts, states } = await traffic.record(who, idOfUuid('cnv', moved.fact.id))
    expect(states).toHaveLength(2)
    expect(states[0]).toMatchObject({ learnedTo: null, kinds: moved.fact.functionKinds.map(({ kind }) => kind).sort() })
    expect(verdicts.length).toBeGreaterThanOrEqual(before.verdict === null ? 1 : 2 - Number(isSame(before, moved.fact)))
  })

  test('for any filter the graph adds up to the list: conversations, packets, bytes, protocols, functions and verdicts', async () => {
    let edges = 0
    await fc.assert(
      fc.asyncProperty(questions, callers, fc.constantFrom('asset', 'zone'), async (filter, [domain, sites], by) => {
        const who = caller(domain, sites)
        const asked = by === 'asset' && Object.keys(filter).length === 0 ? { answered: true } : filter
        const { items } = await listAll(who, asked, '-lastAt', 500)
        const isNarrow = Object.keys(asked).every((key) => ['site', 'domain', 'asOf'].includes(key))
        if (by === 'asset' && isNarrow) {
          await expect(traffic.graph(who, asked, by, 500)).rejects.toMatchObject({ code: 'traffic.question-needed' })
          return
        }
        const graph = await traffic.graph(who, asked, by as 'asset', 500)
        edges += graph.edges.length
        const sum = (pick: (edge: (typeof graph.edges)[number]) => number | null) =>
          graph.edges.reduce<number | null>(
            (all, edge) => (all === null || pick(edge) === null ? null : all + pick(edge)!),
            0,
          )
        const listed = (pick: (row: ConversationView) => number | null) =>
          items.reduce<number | null>((all, row) => (all === null || pick(row) === null ? null : all + pick(row)!), 0)
        expect(graph.total).toEqual({ conversations: items.length, is: 'exact' })
        expect([graph.gathered, graph.drawn, graph.left.nodes]).toEqual([items.length, items.length, 0])
        expect(sum((edge) => edge.conversations)).toBe(items.length)
        expect(sum((edge) => edge.packets)).toBe(listed((row) => row.packets))
        expect(sum((edge) => edge.bytes)).toBe(listed((row) => row.bytes))
        expect(sum((edge) => edge.verdicts.notAllowed)).toBe(listed((row) => Number(row.verdict === 'not-allowed')))
        expect(sum((edge) => edge.verdicts.unjudged)).toBe(listed((row) => Number(row.verdict === null)))
        for (const kind of KINDS)
          expect(sum((edge) => edge.kinds.find((one) => one.kind === kind)?.conversations ?? 0)).toBe(
            listed((row) => Number(row.functionKinds.some((one) => one.kind === kind))),
          )
        const protocols = (name: string | null) =>
          sum((edge) => edge.protocols.find(({ protocol }) => protocol === name)?.conversations ?? 0)
        for (const name of ['modbus-tcp', 's7comm', 'http', null])
          expect(protocols(name)).toBe(listed((row) => Number((row.protocol ?? row.portGuess) === name)))
        const drawn = new Set(graph.nodes.map(({ id }) => id))
        expect(graph.edges.every(({ client, server }) => drawn.has(client) && drawn.has(server))).toBe(true)
      }),
      { numRuns: 120 },
    )
    expect(edges).toBeGreaterThan(500)
  })

  test('nodes that are not drawn are counted by zone, and nothing is lost', async () => {
    const who = caller('ot', '*')
    const whole = await traffic.graph(who, { answered: true }, 'asset', 500)
    const small = await traffic.graph(who, { answered: true }, 'asset', 3)
    expect(small.nodes).toHaveLength(3)
    expect(small.left.nodes).toBe(whole.nodes.length - 3)
    expect(small.drawn + small.left.conversations).toBe(whole.gathered)
    expect(small.left.groups.reduce((all, group) => all + group.nodes, 0)).toBeGreaterThanOrEqual(small.left.nodes)
  })

  test('the export is the view: same rows, order and columns, and no cell that runs', async () => {
    const who = caller('ot', '*')
    const filter = { protocol: 'modbus' } as const
    let text = ''
    for await (const part of traffic.export(who, filter, 'bytes', ['server', 'bytes', 'verdict'])) text += part
    const [about, ...lines] = text.replace('\ufeff', '').trimEnd().split('\r\n')
    expect(about).toMatch(
      /^# Penstock conversations \| site all granted \| filter protocol:modbus \| sort bytes \| as of \d/,
    )
    const { items } = await listAll(who, filter, 'bytes', 500)
    expect(lines).toEqual([
      'server,bytes,verdict',
      ...items.map((row) => [row.serverLabel, row.bytes, row.verdict ?? ''].join(',')),
    ])
    expect(items.length).toBeGreaterThan(5)
  })

  test('of a moment the export is the view of that moment, and says so in the file and in its name', async () => {
    const who = caller('ot', '*')
    const filter = { asOf: micros(TOLD[1] - 1) } as const
    const { asOf } = filter
    const { items } = await listAll(who, filter, '-lastAt', 500)
    expect(items.length).toBeGreaterThan(0)
    expect(items).not.toEqual((await listAll(who, {}, '-lastAt', 500)).items)
    let text = ''
    for await (const part of traffic.export(who, filter, '-lastAt', ['clientAddress', 'verdict', 'packets']))
      text += part
    const [about, , ...lines] = text.replace('\ufeff', '').trimEnd().split('\r\n')
    expect(about).toContain(`as of ${isoOfMicros(asOf)}, as known then`)
    expect(lines).toEqual(items.map((row) => [row.clientAddress ?? '', row.verdict ?? '', row.packets ?? ''].join(',')))
    expect(traffic.exportName({ site: 'alpha' as never, asOf })).toMatch(
      /^conversations-alpha-as-known-\d{8}T\d{6}Z\.csv$/,
    )
  })

  test('of another domain or site a conversation is absent by its id too, and a cursor that no list gave is refused', async () => {
    const foreign = MADE.find(({ cell }) => cell === 'it')!
    const other = MADE.find(({ cell, site }) => cell === 'ot' && site === 'beta')!
    const own = MADE.find(({ cell, site }) => cell === 'ot' && site === 'alpha')!
    const who = caller('ot', ['alpha'] as never)
    const idOf = (one: typeof own) => idOfUuid('cnv', one.fact.id)
    expect(await traffic.record(who, idOf(own))).toMatchObject({ id: idOf(own), site: 'alpha', domain: 'ot' })
    for (const id of [idOf(foreign), idOf(other), idOfUuid('cnv', uuid(999_999)), 'cnv_x', "' or 1=1"])
      await expect(traffic.record(who, id)).rejects.toMatchObject({ code: 'not-found' })
    const wire = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    for (const cursor of [
      '12',
      'e30',
      wire(['-lastAt', 1.5, uuid(1)]),
      wire(['-lastAt', 1, 'x']),
      wire(['bytes', 1, uuid(1)]),
    ])
      await expect(traffic.list(who, {}, { sort: '-lastAt', limit: 5, cursor })).rejects.toMatchObject({
        code: 'invalid-request',
      })
  })

  test('the answer says which cell is silent, of the own domain only', async () => {
    const page = { sort: '-lastAt' as const, limit: 1 }
    expect((await traffic.list(caller('it', '*'), {}, page)).cells).toEqual([
      { domain: 'it', isAnswering: false, heardAt: null },
    ])
    expect((await traffic.list(caller('ot', '*'), {}, page)).cells).toEqual([
      { domain: 'ot', isAnswering: true, heardAt: isoOfMicros(NOW) },
    ])
    expect(NOW - TOLD[0]).toBe(21 * DAY)
  })
})

function isSame(a: (typeof MADE)[number]['fact'], b: (typeof MADE)[number]['fact']): boolean {
  return a.verdict?.verdict === b.verdict?.verdict && a.verdict?.conduit === b.verdict?.conduit
}
