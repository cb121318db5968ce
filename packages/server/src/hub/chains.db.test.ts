// Chains over both domains, live: vendors' lines and packets into the cells, pseudonyms up, the correlator in the hub, cases and tips by the
// operating model in force, and what each viewer is told. Three scenarios with their cases, each under another model; all sixteen in every
// form: scenarios.db.test.ts.
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import type { FeatureView } from '@penstock/contract/correlation'
import type {
  HandoffRecord,
  HandoffRow,
  IncidentRecord,
  IncidentRow,
  SuspicionView,
} from '@penstock/contract/incidents'
import type { CaseStake } from '@penstock/contract/triage'
import { micros } from '@penstock/model/kernel'
import type { SocModel } from '@penstock/model/operating-model'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { fakeClock } from '@penstock/testkit/clock'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { Attack, later } from './attack.fixture.ts'
import { evilController, type Play, phishedEngineer, ransomware, type Step } from './attacks.fixture.ts'
import { type House, openHouse, type Person } from './house.fixture.ts'
import { socTeam, untilTakenUp } from './team.fixture.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 240_000 })
const START = micros(1_790_834_400_000_000)
const SOON = { timeout: 30_000, interval: 100 }

interface Team {
  readonly house: House
  readonly attack: Attack
  readonly it: Person
  readonly ot: Person
  readonly coordinator: Person
  readonly central: Person
}

async function openTeam(model: SocModel): Promise<Team> {
  const clock = fakeClock(later(START, 3 * 1440))
  const house = await openHouse({ clock: () => clock.now() })
  const { leads, ...people } = await socTeam(house, model)
  return { ...people, house, attack: new Attack(house, leads) }
}

async function get<T>(person: Person, path: string): Promise<T> {
  const answer = await person.get(path)
  expect(answer.status, answer.text).toBe(200)
  return answer.body as T
}

const suspicions = async (person: Person) => (await get<{ items: SuspicionView[] }>(person, '/api/suspicions')).items
const incidents = async (person: Person) =>
  (await get<{ items: IncidentRow[] }>(person, '/api/incidents?state=all&limit=500')).items
const tips = async (person: Person) => (await get<{ items: HandoffRow[] }>(person, '/api/handoffs')).items

const orders = (view: SuspicionView | undefined, ...states: string[]) =>
  (view?.stages ?? []).filter(({ state }) => states.includes(state)).map(({ order }) => order)

async function play(team: Team, steps: readonly Step[]): Promise<void> {
  for (const step of steps) await step.send(team.attack)
  await untilTakenUp(team.house)
}

/** What is new since, of one scenario; whoever sees most of it. */
async function found(
  team: Team,
  viewer: Person,
  scenario: string,
  before: ReadonlySet<string>,
): Promise<SuspicionView[]> {
  await untilTakenUp(team.house)
  return (await suspicions(viewer)).filter((one) => one.scenario === scenario && !before.has(one.id))
}

async function idsOf(viewer: Person): Promise<ReadonlySet<string>> {
  return new Set((await suspicions(viewer)).map(({ id }) => id))
}

const before = ({ steps }: Play, stage: number) =>
  steps.slice(
    0,
    steps.findIndex(({ stages }) => stages.includes(stage)),
  )
const benign = ({ steps, neverApproved }: Play) =>
  steps.filter(({ stages }) => !stages.some((stage) => neverApproved.includes(stage)))
const from = ({ steps }: Play, stage: number) => steps.slice(steps.findIndex(({ stages }) => stages.includes(stage)))

const FORMS: readonly {
  readonly model: SocModel
  readonly of: (n: number, at: typeof START) => Play
  readonly suspicionAt: number
  readonly whole: readonly number[]
  readonly watcher: 'it' | 'central'
}[] = [
  {
    model: 'integrated',
    of: phishedEngineer,
    suspicionAt: 6,
    whole: [2, 3, 4, 5, 6, 7, 9, 10],
    watcher: 'it',
  },
  { model: 'federated', of: ransomware, suspicionAt: 4, whole: [1, 2, 3, 4, 5, 6, 7, 8], watcher: 'it' },
  { model: 'hybrid', of: evilController, suspicionAt: 5, whole: [1, 2, 3, 4, 5, 6, 7], watcher: 'central' },
]

describe.each(FORMS)('[E04:2] $model', ({ model, of, suspicionAt, whole, watcher }) => {
  let team: Team
  let n = 20
  beforeAll(async () => {
    team = await openTeam(model)
  })
  afterAll(async () => await team?.house[Symbol.asyncDispose]())
  const next = (): Play => of(n++, START)
  const SEEN = ['there', 'redacted'] as const

  test('one chain: a suspicion at its stage and not before, critical with what follows; one case a side, evidence in order', async () => {
    const staged = next()
    const viewer = team[watcher]
    const known = await idsOf(viewer)
    await play(team, before(staged, suspicionAt))
    expect(await found(team, viewer, staged.scenario, known)).toEqual([])
    await play(team, from(staged, suspicionAt).slice(0, 1))
    const [first] = await found(team, viewer, staged.scenario, known)
    expect(first).toMatchObject({ level: 'suspicion', criticalAt: null })
    await whoSees(team, model, staged.scenario, 'suspicion')
    await play(team, from(staged, suspicionAt).slice(1))
    const [last, ...more] = await found(team, viewer, staged.scenario, known)
    expect(more).toEqual([])
    expect(last).toMatchObject({ id: first!.id, level: 'critical' })
    expect(orders(last, ...SEEN)).toEqual(whole)
    await whoSees(team, model, staged.scenario, 'critical')
    await inOrder(team, staged.scenario)
  })

  test('[E12:3] the tie-break moves the queue: OT leads once its function is affected, and it is told with reason', async () => {
    for (const domain of ['it', 'ot'] as const) {
      const cases = (await incidents(team[domain])).filter(({ title }) => title.startsWith('XD-'))
      for (const { id } of cases) {
        const record = await get<IncidentRecord>(team[domain], `/api/incidents/${id}`)
        expect(record.leader).toBe('ot')
        const told = record.entries.filter(({ kind }) => kind === 'led').map(({ text }) => text)
        expect(told.at(-1)).toBe('OT leads: the function that is affected is of OT')
      }
    }
    const { sides, moves } = await team.house.core.transaction(HUB_SERVICE, async (tx) => ({
      sides: await tx.selectFrom('incident_side').select(['domain', 'rank', 'severity']).execute(),
      moves: await tx.selectFrom('audit_entry').select('details').where('action', '=', 'incident.lead').execute(),
    }))
    // What nobody has said the consequence of stands in the middle; what the other side leads behind that.
    for (const { domain, rank, severity } of sides) expect(rank).toBe(20 + (domain === 'it' ? 5 : 0) + severity)
    if (model !== 'federated') return
    // Opened while IT alone was affected: the lead moved, and with it the place in the queue.
    expect(moves.map(({ details }) => details)).toContainEqual(
      expect.objectContaining({ domain: 'it', leader: 'ot', from: 21, to: 26 }),
    )
  })

  test('a scenario that some of the same events fit is told beside it, in the same case', async () => {
    const all = await suspicions(team[watcher])
    const references = new Set(all.map(({ incident }) => incident?.reference ?? null))
    expect(references.size).toBe(1)
    for (const { scenario, stages } of all) {
      const shown = stages.filter(({ state }) => state === 'there' || state === 'redacted')
      expect([scenario, shown.length >= 2]).toEqual([scenario, true])
    }
  })

  test('approved work explains it: told before there is no chain, told afterwards it is taken back in words', async () => {
    const viewer = team[watcher]
    const known = await idsOf(viewer)
    const early = next()
    await play(team, [early.approved, ...benign(early)])
    const spared = await found(team, viewer, early.scenario, known)
    expect(spared.filter(({ level }) => level === 'critical')).toEqual([])
    const late = next()
    await play(team, benign(late))
    const [raised] = (await found(team, viewer, late.scenario, known)).filter(
      ({ id }) => !spared.some((one) => one.id === id),
    )
    expect(raised).toMatchObject({ level: 'critical', explainedAt: null })
    await play(team, [late.approved])
    const [explained] = (await found(team, viewer, late.scenario, known)).filter(({ id }) => id === raised!.id)
    expect(GRAVENESS.indexOf(explained!.level)).toBeLessThan(GRAVENESS.indexOf('critical'))
    if (raised!.incident === null) return
    const { entries } = await get<IncidentRecord>(viewer, `/api/incidents/${raised!.incident.id}`)
    expect(entries.some(({ text }) => text.startsWith('Taken back: '))).toBe(true)
  })

  test('[E12:2] it becomes joint as the model says: by the central team, or by an accepted handoff, under one number', async () => {
    const viewer = team[watcher]
    // Told from its end, a chain may have its case at the other side, which had most stages when it was opened.
    const isOwn = ({ incident }: SuspicionView) => model !== 'federated' || incident !== null
    const open = (await suspicions(viewer)).find((one) => one.level === 'critical' && !one.isJoint && isOwn(one))
    if (model === 'integrated') return expect(open).toBeUndefined()
    const path = `/api/suspicions/${encodeURIComponent(open!.id)}/incident`
    for (const person of [team.it, team.ot, team.coordinator])
      expect((await person.send('POST', path)).status).toBeGreaterThanOrEqual(403)
    if (model === 'hybrid') {
      expect((await team.central.send('POST', path)).status).toBe(200)
      expect((await team.central.send('POST', path)).status).toBe(409)
    } else {
      const { id } = open!.incident!
      const { version } = await get<IncidentRecord>(team.it, `/api/incidents/${id}`)
      const draft = await team.it.send('POST', `/api/incidents/${id}/handoffs`, { version, ...HANDED, expiresAt: null })
      expect(draft.status, draft.text).toBe(200)
      const record = draft.body as HandoffRecord
      let { version: at } = record
      for (const [person, deed] of [
        [team.it, 'send'],
        [team.ot, 'acknowledge'],
        [team.ot, 'accept'],
      ] as const) {
        await vi.waitFor(async () => {
          const now = await get<HandoffRecord>(person, `/api/handoffs/${record.id}`)
          expect(now.deeds).toContain(deed)
          at = now.version
        }, SOON)
        const moved = await person.send('POST', `/api/handoffs/${record.id}/deeds`, { version: at, deed, reason: '' })
        expect(moved.status, moved.text).toBe(200)
      }
    }
    await vi.waitFor(async () => {
      const [it, ot] = await Promise.all(
        [team.it, team.ot].map(async (one) => (await suspicions(one)).find(({ id }) => id === open!.id)),
      )
      expect([it?.form, ot?.form]).toEqual(['joint', 'joint'])
      expect(ot?.incident?.reference).toBe(it!.incident!.reference)
    }, SOON)
  })

  test('[E03:3] the plant says what is at stake to who works on the case; what was said stays while the chain moves', async () => {
    if (model !== 'integrated') return
    const net = n
    const staged = next()
    const known = await idsOf(team.ot)
    await play(team, [...before(staged, suspicionAt), ...from(staged, suspicionAt).slice(0, 1)])
    const [raised] = await found(team, team.ot, staged.scenario, known)
    expect(raised?.level).toBe('suspicion')
    const path = `/api/incidents/${raised!.incident!.id}`
    const founder = await team.house.founder()
    const text = loadWrenfieldWorksText()
      .replaceAll('"10.20.5.10"', `"10.${net}.2.10"`)
      .replaceAll('"10.20.5.2"', `"10.${net}.2.20"`)
    const plant = ['/api/sites/default/plant?source=plant.json', text, 'application/octet-stream'] as const
    expect((await founder.send('POST', ...plant)).status).toBe(200)
    const stakeFor = async (person: Person) => await get<CaseStake>(person, `${path}/stake`)
    // So far every stage is one of IT: the cell of OT has seen no device of it.
    expect(await stakeFor(team.ot)).toEqual({ devices: 0, glance: null })
    const { version, severity } = await get<IncidentRecord>(team.ot, path)
    const said = {
      kind: 'reassessed',
      severity,
      consequence: 4,
      function: 'F-SIS',
      reason: 'it may go on to the safety system',
    }
    expect((await team.ot.send('POST', `${path}/entries`, { version, entry: said })).status).toBe(200)
    await play(team, from(staged, suspicionAt).slice(1))
    expect(await get<IncidentRecord>(team.ot, path)).toMatchObject({ severity: 1, consequence: 4, function: 'F-SIS' })
    const [first] = await incidents(team.ot)
    expect(first).toMatchObject({ id: raised!.incident!.id, consequence: 4 })
    const { devices, glance } = await stakeFor(team.ot)
    expect(devices).toBeGreaterThan(1)
    expect(glance).toMatchObject({ safety: 'safety-system', stake: { consequence: { kind: 'level', level: 5 } } })
    // The other side's cell knows nothing of those devices.
    expect((await stakeFor(team.it)).glance?.stake.consequence.kind).not.toBe('level')
    expect((await team.coordinator.get(`${path}/stake`)).status).toBe(404)
  })

  test('no name leaves a cell, and people of the domain see what stands behind a pseudonym', async () => {
    const rows = await team.house.core.transaction(HUB_SERVICE, async (tx) => [
      ...(await tx.selectFrom('correlation_feature').select('body').execute()),
      ...(await tx.selectFrom('correlation_tie').select('body').execute()),
      ...(await tx.selectFrom('fact').select('body').where('kind', '=', 'feature').execute()),
    ])
    expect(rows.length).toBeGreaterThan(20)
    expect(JSON.stringify(rows)).not.toMatch(/eng2|svc2|LT-2|EWS-2|FS-2|LIC-2|LINE-2|10\.4\.|10\.5\.|93\.184/i)
    for (const domain of ['it', 'ot'] as const) {
      const [stage] = (await suspicions(team[domain])).flatMap(({ stages }) =>
        stages.filter(({ state }) => state === 'there'),
      )
      if (stage?.state !== 'there') continue
      const path = `/api/${domain}/features?ids=${stage.features.join(',')}`
      const { items } = await get<{ items: FeatureView[] }>(team[domain], path)
      expect(items.map(({ id }) => id).toSorted()).toEqual(stage.features.toSorted())
      expect(JSON.stringify(items)).toMatch(/eng2|svc2|EWS-2|FS-2|PC-2|LT-2|LIC-2|LINE-2|10\.2/i)
      const other = team[domain === 'it' ? 'ot' : 'it']
      expect((await other.get(path)).status).toBe(404)
    }
  })
})

const HANDED = {
  ...{
    what: 'Ransomware in the offices',
    soWhat: 'The licence server is gone',
    done: 'Shares closed',
    asked: 'Look at the line',
  },
  ...{ byWhen: '2026-12-01T00:00:00Z', toTeam: 'OT SOC', parts: [], scenario: 'XD-08', containment: 'none' },
  ...{ safetyConstraints: [], openQuestions: [] },
}

const GRAVENESS: readonly SuspicionView['level'][] = ['none', 'suspicion', 'critical']

/** Who is told what, in which form, and which cases stand open. */
async function whoSees(team: Team, model: SocModel, scenario: string, level: 'suspicion' | 'critical'): Promise<void> {
  const view = async (person: Person) => (await suspicions(person)).find((one) => one.scenario === scenario)
  const [it, ot] = [await view(team.it), await view(team.ot)]
  const [central, coordinator] = [await view(team.central), await view(team.coordinator)]
  const forms = { it: it?.form, ot: ot?.form, central: central?.form, coordinator: coordinator?.form }
  const cases = { it: it?.incident != null, ot: ot?.incident != null }
  if (model === 'integrated') {
    expect(forms).toEqual({ it: 'joint', ot: 'joint', central: undefined, coordinator: 'all' })
    expect(cases).toEqual({ it: true, ot: true })
    expect(it!.incident!.reference).toBe(ot!.incident!.reference)
  }
  if (model === 'federated') {
    expect(forms).toEqual({ it: 'tip', ot: 'tip', central: undefined, coordinator: undefined })
    expect(cases).toEqual({ it: true, ot: false })
    // Sent by rule as soon as there was a suspicion, and again once it was critical; no word of IT is in it.
    await vi.waitFor(async () => {
      const sent = (await tips(team.ot)).filter(({ kind, side }) => kind === 'tip' && side === 'to')
      expect(sent.length).toBe(level === 'suspicion' ? 1 : 2)
      expect(JSON.stringify(sent)).not.toMatch(/svc2|FS-2|PC-2/i)
    }, SOON)
  }
  if (model === 'hybrid') {
    expect(forms).toEqual({
      ...{ it: level === 'suspicion' ? undefined : 'own', ot: 'own', central: 'all', coordinator: 'all' },
    })
    expect(cases).toEqual({ it: false, ot: false })
    expect([central!.mayOpen, coordinator!.mayOpen]).toEqual([true, false])
  }
  for (const [own, shown] of [
    ['it', it],
    ['ot', ot],
  ] as const)
    for (const stage of shown?.stages ?? []) if (stage.state === 'there') expect([own, 'dmz']).toContain(stage.domain)
}

/** The case of each side tells the stages in the order in which they happened. */
async function inOrder(team: Team, scenario: string): Promise<void> {
  for (const person of [team.it, team.ot]) {
    const incident = (await suspicions(person)).find((one) => one.scenario === scenario)?.incident
    if (incident == null) continue
    const { timeline, evidence } = await get<IncidentRecord>(person, `/api/incidents/${incident.id}`)
    const instants = timeline.map(({ happenedAt }) => happenedAt)
    expect(instants.length).toBeGreaterThanOrEqual(4)
    expect(instants).toEqual(instants.toSorted())
    expect(evidence.length).toBeGreaterThan(0)
  }
}
