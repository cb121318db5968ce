// The sixteen scenarios through real cells, in every form and under each operating model: all are played side by side in one house a model,
// each by people, hosts and networks of its own. Lines of vendors come by the token of a source, packets by the sensor; neither names a
// scenario or a technique. What each viewer is told is asked for as that viewer. Lines come in any order; packets in that of the capture, which
// the design gives: a sensor takes frames as its tap passes them, and a cell takes a sensor's batches by their number and refuses a gap.
import { loadCrossDomainScenarios, loadEventRules } from '@penstock/catalogs/cross-domain-scenarios@1'
import { loadOtRules } from '@penstock/catalogs/ot-rules@1'
import type { listRules, RuleExceptionView } from '@penstock/contract/detection-rules'
import type { IncidentRow, SuspicionView } from '@penstock/contract/incidents'
import type { Response } from '@penstock/contract/route'
import { neededUpTo, type Scenario } from '@penstock/model/correlation'
import { type Domain, isoOfMicros, micros } from '@penstock/model/kernel'
import type { SocModel } from '@penstock/model/operating-model'
import { CELL_SERVICE, HUB_SERVICE } from '@penstock/server/runtime'
import { fakeClock } from '@penstock/testkit/clock'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { Attack, later } from './attack.fixture.ts'
import { type House, openHouse, type Person } from './house.fixture.ts'
import { FLEET, type PlayStep, playOf, type ScenarioPlay } from './scenario-plays.fixture.ts'
import { socTeam, untilTakenUp } from './team.fixture.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })
const START = micros(1_790_834_400_000_000)
const SCENARIOS = loadCrossDomainScenarios()
/** Between the beginnings of two plays of one form, and of two forms: no fleet of one is a fleet of the other. */
const [APART, FORMS_APART] = [7 * 60, 132 * 60]
const FORMS = ['whole', 'look-alike', 'stage missing', 'shuffled', 'rule off'] as const
type Form = (typeof FORMS)[number]
/** More polls than a range takes to be one, over the seven days in which a baseline is learned, which are over when the plays begin. */
const [POLLS, POLL_EVERY, POLLED_BEFORE] = [14, 10 * 60, 8 * 24 * 60]
const VIEWERS = ['it', 'ot', 'coordinator', 'central'] as const
type Viewer = (typeof VIEWERS)[number]

interface Cast extends ScenarioPlay {
  readonly of: Scenario
  readonly n: number
}

function castOf(form: Form): readonly Cast[] {
  return SCENARIOS.map((of, k) => {
    const place = FORMS.indexOf(form)
    const n = 30 + place * SCENARIOS.length + k
    return { of, n, ...playOf(of.id, n, later(START, place * FORMS_APART + k * APART)) }
  })
}

interface LookalikeCast extends Cast {
  readonly like: Scenario['lookalikes'][number]
}

/** One for each benign look-alike of each scenario: those beyond the first begin after all forms. */
function lookalikeCasts(): readonly LookalikeCast[] {
  const first = castOf('look-alike').map((one) => ({ ...one, like: one.of.lookalikes[0]! }))
  const further = SCENARIOS.flatMap((of) => of.lookalikes.slice(1).map((like) => ({ of, like })))
  return [
    ...first,
    ...further.map(({ of, like }, k) => {
      const n = 30 + FORMS.length * SCENARIOS.length + k
      const { lookalike: _, ...play } = playOf(of.id, n, later(START, FORMS.length * FORMS_APART + k * APART))
      return { of, n, like, ...play }
    }),
  ]
}

/** What it shows, and what there is besides: approved work, or what an operator did. */
function benignOf({ like, steps, explained, lookalike }: LookalikeCast) {
  const isOf = ({ told }: PlayStep) =>
    like.context.includes(told?.format === 'hmi-audit' ? 'operator.action' : 'work-order')
  const shows = ({ stages }: PlayStep) => stages.every((order) => like.stages.includes(order))
  return { context: explained.filter(isOf), steps: lookalike ?? steps.filter(shows) }
}

const ordersIn = (steps: readonly PlayStep[]) =>
  [...new Set(steps.flatMap(({ stages }) => stages))].sort((a, b) => a - b)
const wholeOf = ({ steps }: ScenarioPlay) => ordersIn(steps)
const without = ({ steps }: ScenarioPlay, order: number) => steps.filter(({ stages }) => !stages.includes(order))
/** Steps before the first that feeds this stage or a later one, that stage, and the rest. */
function cutAt(steps: readonly PlayStep[], order: number) {
  const first = steps.findIndex(({ stages }) => stages.some((one) => one >= order))
  const before = steps.slice(0, first)
  const rest = steps.slice(first)
  const at = rest.filter(({ stages }) => stages.includes(order) || stages.length === 0)
  return { before, at, rest: rest.filter((one) => !at.includes(one)) }
}

const LEVELS = ['critical', 'suspicion', 'none']
const SURENESS = ['high', 'medium', 'low']

class Team {
  readonly house: House
  readonly attack: Attack
  readonly people: Readonly<Record<Viewer, Person>>
  readonly #clock: ReturnType<typeof fakeClock>
  readonly #leads: Readonly<Record<Domain, Person>>

  constructor(
    house: House,
    leads: Readonly<Record<Domain, Person>>,
    people: Team['people'],
    clock: ReturnType<typeof fakeClock>,
  ) {
    this.house = house
    this.attack = new Attack(house, leads)
    this.#leads = leads
    this.people = people
    this.#clock = clock
  }

  async play(steps: readonly PlayStep[], batch = ''): Promise<void> {
    // What is told last is listed first.
    this.#clock.advance(60_000_000)
    await this.attack.feed(
      steps.flatMap(({ told }) => told ?? []),
      steps.flatMap(({ heard }) => heard ?? []),
      batch,
    )
    await untilTakenUp(this.house)
  }

  /** The chain of each play's own scenario that is made of what was played, by the play's number. */
  async chainsOf(cast: readonly Cast[]): Promise<ReadonlyMap<number, { readonly id: string; readonly level: string }>> {
    const chains = await this.house.core.transaction(HUB_SERVICE, (tx) =>
      tx.selectFrom('correlation_chain').select(['id', 'scenario', 'level', 'made_of']).execute(),
    )
    const named = new Map<string, string>()
    for (const domain of ['it', 'ot'] as const) {
      const rows = await this.house
        .storeOf(domain)
        .transaction(CELL_SERVICE, (tx) =>
          tx.selectFrom('feature_told').select(['id', 'body']).where('body', 'is not', null).execute(),
        )
      for (const { id, body } of rows) named.set(id, JSON.stringify((body as { entities: unknown }).entities))
    }
    const found = new Map<number, { readonly id: string; readonly level: string }>()
    for (const { of, n } of cast) {
      const isOwn = new RegExp(`[-.]${n}(?![0-9])`)
      const own = chains.filter(
        ({ scenario, made_of }) => scenario === of.id && made_of.some((id) => isOwn.test(named.get(id) ?? '')),
      )
      const standing = own.filter(({ level }) => level !== 'none')
      expect([of.id, standing.length <= 1]).toEqual([of.id, true])
      const one = standing[0] ?? own[0]
      if (one !== undefined) found.set(n, one)
    }
    return found
  }

  async suspicions(viewer: Viewer): Promise<ReadonlyMap<string, SuspicionView>> {
    const answer = await this.people[viewer].get('/api/suspicions')
    expect(answer.status, answer.text).toBe(200)
    const { items } = answer.body as { items: SuspicionView[] }
    // The gravest first, and of those the surest.
    const places = items.map(({ level, confidence }) => 3 * LEVELS.indexOf(level) + SURENESS.indexOf(confidence))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    return new Map(items.map((one) => [one.id, one]))
  }

  async cases(): Promise<number> {
    let count = 0
    for (const viewer of ['it', 'ot'] as const) {
      const answer = await this.people[viewer].get('/api/incidents?state=all&limit=500')
      count += (answer.body as { items: IncidentRow[] }).items.length
    }
    return count
  }

  /** In both domains, for an hour: a lead of IT by itself, in OT by four eyes. */
  async switchOff(rules: readonly string[]): Promise<void> {
    const path = '/api/detection-rules/exceptions'
    const until = isoOfMicros(later(this.#clock.now(), 60))
    for (const rule of rules) {
      const body = { kind: 'off', rule, title: rule, reason: 'too loud', until }
      const it = await this.#leads.it.send('POST', `${path}/it`, body)
      expect(it.status, it.text).toBe(200)
      const asked = await this.people.ot.send('POST', `${path}/ot`, body)
      expect(asked.status, asked.text).toBe(200)
      const { id, request } = asked.body as RuleExceptionView
      const { payloadSha256 } = request!
      const ot = await this.#leads.ot.send('POST', `${path}/ot/${id}/approval`, { payloadSha256 })
      expect(ot.status, ot.text).toBe(200)
    }
  }

  /** Once the OT cell runs its rules without this one. */
  async isOff(rule: string): Promise<void> {
    await vi.waitFor(
      async () => {
        const { body } = await this.people.ot.get(`/api/ot/detection-rules?text=${rule}`)
        expect((body as Response<typeof listRules>).items).toMatchObject([{ standing: 'disabled' }])
      },
      { timeout: 60_000, interval: 100 },
    )
  }
}

async function openTeam(model: SocModel): Promise<Team> {
  const clock = fakeClock(later(START, (FORMS.length + 1) * FORMS_APART))
  const house = await openHouse({ clock: () => clock.now() })
  await house.addSites(...FLEET)
  const { leads, ...people } = await socTeam(house, model)
  const team = new Team(house, leads, people, clock)
  await everyday(team)
  return team
}

/** What a sensor heard for days before: who reads whom, which firmware devices have, and between which values they are set. */
async function everyday(team: Team): Promise<void> {
  const casts = [...FORMS.filter((form) => form !== 'look-alike').flatMap(castOf), ...lookalikeCasts()]
  const plants = casts.flatMap((one) => one.everyday ?? [])
  for (let poll = 0; poll < POLLS; poll += 1)
    await team.attack.packets(
      plants.flatMap((heard) => heard(poll)),
      later(START, poll * POLL_EVERY - POLLED_BEFORE),
    )
}

const shown = (view: SuspicionView | undefined, ...states: string[]) =>
  (view?.stages ?? []).filter(({ state }) => states.includes(state)).map(({ order }) => order)

/** Orders that only cells of this domain told of. */
function ownOf(steps: readonly PlayStep[], domain: Domain): readonly number[] {
  const others = ordersIn(steps.filter(({ told }) => (told?.domain ?? 'ot') !== domain))
  return ordersIn(steps).filter((order) => !others.includes(order))
}

/** What each viewer sees of a chain of these steps: the form, the stages that are told whole, and those that are told of. */
function expectedOf(model: SocModel, steps: readonly PlayStep[]) {
  const all = ordersIn(steps)
  const none = { form: undefined, whole: [] as readonly number[], redacted: [] as readonly number[] }
  const side = (domain: Domain) => {
    const own = ownOf(steps, domain)
    if (model === 'hybrid') return own.length === 0 ? none : { form: 'own', whole: own, redacted: [] }
    const form = model === 'integrated' ? 'joint' : 'tip'
    return { form, whole: own, redacted: all.filter((order) => !own.includes(order)) }
  }
  const reader = { form: 'all', whole: all, redacted: [] }
  return {
    ...{ it: side('it'), ot: side('ot') },
    coordinator: model === 'federated' ? none : reader,
    central: model === 'hybrid' ? reader : none,
  }
}

async function whoSees(
  team: Team,
  model: SocModel,
  cast: readonly Cast[],
  level: string,
  stepsOf: (one: Cast) => readonly PlayStep[],
) {
  const chains = await team.chainsOf(cast)
  const views = Object.fromEntries(
    await Promise.all(VIEWERS.map(async (viewer) => [viewer, await team.suspicions(viewer)] as const)),
  ) as Record<Viewer, ReadonlyMap<string, SuspicionView>>
  const [found, wanted] = [{} as Record<string, unknown>, {} as Record<string, unknown>]
  for (const one of cast) {
    const chain = chains.get(one.n)
    const seen = (viewer: Viewer) => {
      const view = views[viewer].get(chain?.id ?? '')
      return { form: view?.form, whole: shown(view, 'there'), redacted: shown(view, 'redacted') }
    }
    const of = (viewer: Viewer) => views[viewer].get(chain?.id ?? '')?.incident ?? null
    const isOneCase = of('it') !== null && of('it')?.reference === of('ot')?.reference
    found[one.of.id] = {
      level: chain?.level,
      ...Object.fromEntries(VIEWERS.map((viewer) => [viewer, seen(viewer)])),
      cases: {
        integrated: isOneCase,
        federated: (of('it') === null) !== (of('ot') === null),
        hybrid: of('it') ?? of('ot'),
      }[model],
    }
    wanted[one.of.id] = { level, ...expectedOf(model, stepsOf(one)), cases: model === 'hybrid' ? null : true }
  }
  expect(found).toEqual(wanted)
}

/** What the hub says of the chain of each play: its level, and the stages that are there. */
async function standing(team: Team, cast: readonly Cast[]) {
  const chains = await team.chainsOf(cast)
  const [it, ot] = [await team.suspicions('it'), await team.suspicions('ot')]
  return new Map(
    cast.map(({ of, n }) => {
      const chain = chains.get(n)
      const orders = [it, ot].flatMap((views) => shown(views.get(chain?.id ?? ''), 'there', 'redacted'))
      return [
        of.id,
        {
          id: chain?.id,
          level: chain?.level ?? 'none',
          orders: [...new Set(orders)].sort((a, b) => a - b),
          confidence: (it.get(chain?.id ?? '') ?? ot.get(chain?.id ?? ''))?.confidence,
        },
      ]
    }),
  )
}

const reachOf = (orders: readonly number[]) =>
  orders.reduce((reached, order, place) => (place + 1 >= neededUpTo(order) ? order : reached), 0)

function levelOf({ suspicionAt, criticalAt }: Scenario, orders: readonly number[]): string {
  const reached = reachOf(orders)
  return reached >= criticalAt ? 'critical' : reached >= suspicionAt ? 'suspicion' : 'none'
}

/** Scenarios whose parts are tied by the very stage at which there is a suspicion: without it the part that reaches furthest is told alone. */
const TIED_BY_IT: Readonly<Record<string, Left>> = {
  'XD-03': { level: 'critical', orders: [4, 5, 6, 7, 8, 9, 10], confidence: 'medium' },
  // What was wiped in the offices is known by the binary that came to the plant.
  'XD-04': { level: 'critical', orders: [1, 2, 3, 5, 6, 7, 8, 10], confidence: 'high' },
  'XD-12': { level: 'critical', orders: [3, 4, 5, 6, 7], confidence: 'medium' },
  'XD-13': { level: 'critical', orders: [3, 4, 5, 6, 7, 8], confidence: 'medium' },
}
/** Who signed in is known to be who went from share to share by the shares that were opened. */
const TIED_BY_SHARES: Readonly<Record<string, Left>> = {
  'XD-08': { level: 'critical', orders: [3, 4, 6, 7, 8], confidence: 'medium' },
}

/** Rules that are switched off: by title, by the kind of what packets show, and one of the pack with the kind of its findings. */
const OFF = {
  titles: [
    ...['Logon from far in the plant', 'Network finding: exploit against a server', 'Administrative share opened'],
    ...['Alarm: value beyond its limits', 'Firewall configured', 'Files with a ransom note or a new ending'],
  ],
  kinds: ['ot.scan'],
  pack: 'ethernet-ip/address-changed.yml',
  packKind: 'ot.settings-locked',
}

describe.each(['integrated', 'federated', 'hybrid'] as const)('%s', (model) => {
  let team: Team
  beforeAll(async () => {
    team = await openTeam(model)
  })
  afterAll(async () => await team?.house[Symbol.asyncDispose]())

  test('[E04] each scenario is a suspicion at its stage and not before, critical at its stage and not before, and each viewer sees its part', async () => {
    const cast = castOf('whole')
    const cuts = new Map(cast.map((one) => [one, cutAt(one.steps, one.of.suspicionAt)]))
    const then = new Map(cast.map((one) => [one, cutAt(cuts.get(one)!.rest, one.of.criticalAt)]))
    expect(cast.map(wholeOf)).toEqual(SCENARIOS.map(({ stages }) => stages.map(({ order }) => order)))
    const levels = async () => [...(await team.chainsOf(cast)).values()].map(({ level }) => level)
    await team.play(cast.flatMap((one) => cuts.get(one)!.before))
    expect([...(await team.chainsOf(cast)).values()].filter(({ level }) => level !== 'none')).toEqual([])
    await team.play(cast.flatMap((one) => cuts.get(one)!.at))
    await whoSees(team, model, cast, 'suspicion', (one) => [...cuts.get(one)!.before, ...cuts.get(one)!.at])
    await team.play(cast.flatMap((one) => then.get(one)!.before))
    expect(await levels()).toEqual(cast.map(() => 'suspicion'))
    await team.play(cast.flatMap((one) => then.get(one)!.at))
    expect(await levels()).toEqual(cast.map(() => 'critical'))
    await team.play(cast.flatMap((one) => then.get(one)!.rest))
    await whoSees(team, model, cast, 'critical', ({ steps }) => steps)
  })

  test('what looks like it and is none is no chain, and what explains it afterwards takes back what was raised', async () => {
    const cast = lookalikeCasts()
    expect(cast.length).toBe(SCENARIOS.flatMap(({ lookalikes }) => lookalikes).length)
    await team.play(cast.flatMap((one) => benignOf(one).context))
    await team.play(cast.flatMap((one) => benignOf(one).steps))
    const chains = await team.chainsOf(cast)
    const raised = cast.filter(({ n }) => (chains.get(n)?.level ?? 'none') !== 'none')
    expect(raised.map(({ of, like }) => `${of.id}: ${like.of}`)).toEqual([])
    const whole = castOf('whole')
    const before = await standing(team, whole)
    await team.play(whole.flatMap(({ explained }) => explained))
    const after = await standing(team, whole)
    for (const { of } of whole) {
      const [was, is] = [before.get(of.id)!, after.get(of.id)!]
      expect([of.id, is.id, is.level === 'none' || is.orders.length < was.orders.length]).toEqual([of.id, was.id, true])
    }
  })

  test('with one stage missing there is less of it', async () => {
    const cast = castOf('stage missing')
    await team.play(cast.flatMap((one) => without(one, one.of.suspicionAt)))
    await thereIsLess(team, cast, (one) => ordersIn(without(one, one.of.suspicionAt)), TIED_BY_IT)
  })

  test('shuffled, with a restart of hub and cells in the middle, and delivered again: the same chains, once', async () => {
    const cast = castOf('shuffled')
    const steps = cast.flatMap((one) => one.steps)
    const [first, second] = shuffled(steps)
    await team.play(first, 'first')
    await team.house.stopHub()
    for (const domain of ['it', 'ot'] as const) await team.house.stopCell(domain)
    for (const domain of ['it', 'ot'] as const) await team.house.startCell(domain)
    await team.house.startHub()
    await team.play(second, 'second')
    const once = await standing(team, cast)
    const wanted = cast.map((one) => [one.of.id, { level: 'critical', orders: wholeOf(one) }])
    expect(cast.map(({ of }) => [of.id, once.get(of.id)])).toMatchObject(wanted)
    const cases = await team.cases()
    await team.play(first, 'first')
    // The same lines in another batch are other events of the same deed.
    await team.play(steps)
    expect(await standing(team, cast)).toEqual(once)
    expect(await team.cases()).toBe(cases)
  })

  // What a cell tells does not depend on the model.
  if (model !== 'hybrid') return
  test('one rule off lowers what is found: over lines, over packets, and of the pack', async () => {
    const { rules, saidBy } = loadEventRules()
    const off = rules.filter(({ title }) => OFF.titles.includes(title)).map(({ id }) => id)
    expect(off).toHaveLength(OFF.titles.length)
    const pack = loadOtRules().find(({ name }) => name.endsWith(OFF.pack))!.text
    const kinds = new Set([...OFF.kinds, OFF.packKind, ...off.flatMap((id) => saidBy.get(id)!.kinds)])
    const packed = /^id: (\S+)$/m.exec(pack)![1]!
    await team.switchOff([packed, ...off, ...OFF.kinds])
    await team.isOff(packed)
    const cast = castOf('rule off')
    await team.play(cast.flatMap(({ steps }) => steps))
    const isFed = ({ of }: Cast, order: number) => of.stages[order - 1]!.kinds.some((kind) => !kinds.has(kind))
    await thereIsLess(team, cast, (one) => wholeOf(one).filter((order) => isFed(one, order)), TIED_BY_SHARES)
  })
})

/** Lines in no order; what a sensor hears in its own, as a cell takes nothing else: the cut goes through both. */
function shuffled(steps: readonly PlayStep[]): readonly [readonly PlayStep[], readonly PlayStep[]] {
  const lines = steps.filter(({ told }) => told !== undefined).toReversed()
  const heard = steps.flatMap((step) => (step.heard === undefined ? [] : [{ step, at: step.heard.at }]))
  const inTime = heard.sort((a, b) => a.at - b.at).map(({ step }) => step)
  const half = Math.floor(inTime.length / 2)
  return [
    [...lines.filter((_, place) => place % 2 === 1), ...inTime.slice(0, half)],
    [...lines.filter((_, place) => place % 2 === 0), ...inTime.slice(half)],
  ]
}

interface Left {
  readonly level: string
  readonly orders: readonly number[]
  readonly confidence?: string | undefined
}

/** What these stages bear out while they hang together. */
function borneOut(of: Scenario, orders: readonly number[]): Left {
  const level = levelOf(of, orders)
  if (level === 'none') return { level, orders: [], confidence: undefined }
  const reached = reachOf(orders)
  const share = orders.filter((order) => order <= reached).length / reached
  return { level, orders, confidence: share >= 0.8 ? 'high' : share >= 0.5 ? 'medium' : 'low' }
}

/** Of each chain the stages that are left, the level that they bear out and at which confidence; of those that fall apart, what is told. */
async function thereIsLess(
  team: Team,
  cast: readonly Cast[],
  leftOf: (one: Cast) => readonly number[],
  apart: Readonly<Record<string, Left>>,
): Promise<void> {
  const found = await standing(team, cast)
  for (const one of cast) expect([one.of.id, leftOf(one).length < wholeOf(one).length]).toEqual([one.of.id, true])
  const wanted = cast.map((one) => [one.of.id, apart[one.of.id] ?? borneOut(one.of, leftOf(one))])
  const told = cast.map(({ of: { id } }) => {
    const { level, orders, confidence } = found.get(id)!
    return [id, { level, orders, confidence }]
  })
  expect(told).toEqual(wanted)
}
