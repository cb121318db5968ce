import { type EpochMicros, micros } from '@penstock/model/kernel'
import { appendFacts, type Fact, type FactApplier, listFacts, recordChange, startIntake } from '@penstock/server/facts'
import { CELL_SERVICE, HUB_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables, MonitoringTables } from '@penstock/store/tables'
import { fakeClock } from '@penstock/testkit/clock'
import { ENGINES, type OpenEngine } from '@penstock/testkit/stores'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

const clock = fakeClock()

describe.each(ENGINES)('the intake of facts on $name', (engine) => {
  let core: OpenEngine<'core'>
  let monitoring: OpenEngine<'monitoring'>
  let hub: Store<CoreTables>
  let cell: Store<MonitoringTables>
  let told = 0
  beforeAll(async () => {
    if (engine.missing !== null) return
    core = await engine.open('core')
    monitoring = await engine.open('monitoring')
    hub = core.store
    cell = monitoring.store
  })
  afterAll(async () => {
    await core?.[Symbol.asyncDispose]()
    await monitoring?.[Symbol.asyncDispose]()
  })
  beforeEach(({ skip }) => skip(engine.missing !== null, engine.missing ?? ''))

  /** Facts that the cell has to tell, each once. */
  async function tell(count: number): Promise<void> {
    const facts = Array.from({ length: count }, () => ({
      kind: 'coverage' as const,
      site: 'works',
      domains: ['ot'],
      observedAt: micros(clock.now() + told),
      body: { number: told++ },
    }))
    await cell.transaction(CELL_SERVICE, (tx) => appendFacts(tx, facts))
  }

  /** What the cell answers on its line; waiting is left out, as nothing is added while it is asked. */
  async function answer(path: string): Promise<unknown> {
    const query = new URL(path, 'http://cell').searchParams
    const page = await cell.transaction(CELL_SERVICE, (tx) =>
      listFacts(tx, Number(query.get('after')), Number(query.get('limit'))),
    )
    if (page.facts.length === 0) await new Promise((done) => setTimeout(done, 20))
    return JSON.parse(JSON.stringify(page)) as unknown
  }

  /** Leaves a mark for each fact in the transaction that stores it. */
  const mark: FactApplier = async (tx, _cell, fact) => {
    const { number } = fact.body as { readonly number: number }
    await recordChange(tx, { kind: 'register', site: fact.site, object: String(number) }, clock.now())
  }

  async function stored() {
    return await hub.transaction(HUB_SERVICE, async (tx) => ({
      facts: (await tx.selectFrom('fact').select(['body', 'observed_at', 'recorded_at']).orderBy('seq').execute()).map(
        (row) => ({ ...row, number: (row.body as { readonly number: number }).number }),
      ),
      marks: (await tx.selectFrom('change_event').select('object').orderBy('seq').execute()).map(({ object }) =>
        Number(object),
      ),
      cursor: await tx.selectFrom('fact_cursor').selectAll().where('cell', '=', 'ot').executeTakeFirst(),
    }))
  }

  /** Sites from whose facts something was to be concluded. */
  const concluded = new Set<string>()
  function start(
    apply: FactApplier,
    ask: (path: string) => Promise<unknown> = answer,
    listeners: { readonly onHeard?: () => void; readonly onWatched?: (sites: ReadonlySet<string>) => void } = {},
  ) {
    const { onHeard = () => {}, onWatched = () => {} } = listeners
    return startIntake({
      store: hub,
      clock: (): EpochMicros => clock.now(),
      cell: 'ot',
      ask,
      appliers: { coverage: apply },
      onHeard,
      onStored: (sites) => [...sites].map((site) => concluded.add(site)),
      onWatched,
    })
  }

  const numbers = (): number[] => Array.from({ length: told }, (_, at) => at)

  test('every fact is stored and applied once, in order, over more than a page', async () => {
    await tell(450)
    const sites = new Set<string>()
    const intake = start(mark, answer, { onWatched: (watched) => [...watched].map((site) => sites.add(site)) })
    await expect.poll(async () => (await stored()).facts.length, { timeout: 20_000 }).toBe(told)
    await intake.stop()
    const { facts, marks, cursor } = await stored()
    expect(facts.map(({ number }) => number)).toEqual(numbers())
    expect(marks).toEqual(numbers())
    expect(cursor?.after_seq).toBeGreaterThanOrEqual(told)
    expect(facts[7]).toMatchObject({ observed_at: clock.now() + 7, recorded_at: clock.now() })
    // That a site is watched concludes nothing by itself.
    expect([[...sites], [...concluded]]).toEqual([['works'], []])
  })

  test('what breaks off between the first fact of a page and its commit leaves nothing, and is done once later', async () => {
    await tell(120)
    let breaks = 0
    const breaking: FactApplier = async (tx, from, fact, at) => {
      await mark(tx, from, fact, at)
      const { number } = fact.body as { readonly number: number }
      // Once in the middle of the page, once at its very end.
      if ((breaks === 0 && number === told - 60) || (breaks === 1 && number === told - 1)) {
        breaks++
        throw new Error('the power went')
      }
    }
    const before = await stored()
    const intake = start(breaking)
    await expect.poll(() => breaks, { timeout: 20_000 }).toBe(1)
    expect((await stored()).facts.length).toBe(before.facts.length)
    await expect.poll(async () => (await stored()).facts.length, { timeout: 20_000 }).toBe(told)
    await intake.stop()
    const { facts, marks } = await stored()
    expect(breaks).toBe(2)
    expect(facts.map(({ number }) => number)).toEqual(numbers())
    expect(marks).toEqual(numbers())
  })

  test('an intake that is stopped at any moment goes on where it was', async () => {
    await tell(900)
    for (let starts = 0; starts < 6; starts++) {
      const intake = start(mark)
      await new Promise((done) => setTimeout(done, 15 * starts))
      await intake.stop()
    }
    const intake = start(mark)
    await expect.poll(async () => (await stored()).facts.length, { timeout: 20_000 }).toBe(told)
    await intake.stop()
    expect((await stored()).marks).toEqual(numbers())
  })

  test('a fact that comes again under another number is not applied twice', async () => {
    const first = (await hub.transaction(HUB_SERVICE, (tx) => tx.selectFrom('fact').selectAll().execute()))[0]!
    let sent = false
    const again = async (path: string): Promise<unknown> => {
      if (sent) return await answer(path)
      sent = true
      const after = Number(new URL(path, 'http://cell').searchParams.get('after'))
      const fact: Fact = {
        seq: after + 1,
        id: Buffer.from(first.id).toString('hex'),
        kind: 'coverage',
        site: first.site,
        domains: first.domains,
        marking: 0,
        observedAt: first.observed_at,
        body: first.body,
      }
      return { facts: [fact], holds: {} }
    }
    const before = await stored()
    const intake = start(mark, again)
    await expect.poll(async () => (await stored()).cursor?.after_seq).toBeGreaterThan(before.cursor!.after_seq)
    await intake.stop()
    expect((await stored()).marks).toEqual(before.marks)
  })

  test('a cell that does not answer counts as silent until it does, and is told of as heard again', async () => {
    let isDown = true
    let heard = 0
    const ask = async (path: string): Promise<unknown> => {
      if (isDown) throw new Error('connect ENOENT cell.sock')
      return await answer(path)
    }
    const intake = start(mark, ask, { onHeard: () => heard++ })
    await new Promise((done) => setTimeout(done, 50))
    expect([intake.heardAt(), heard]).toEqual([null, 0])
    isDown = false
    await expect.poll(() => intake.heardAt(), { timeout: 5000 }).toBe(clock.now())
    expect(heard).toBe(1)
    isDown = true
    await expect.poll(() => intake.heardAt(), { timeout: 5000 }).toBeNull()
    isDown = false
    await expect.poll(() => heard, { timeout: 5000 }).toBe(2)
    await intake.stop()
  })

  test('a cell that answers what is no page of facts counts as silent, and nothing of it is stored', async () => {
    const before = await stored()
    const intake = start(mark, async () => ({ facts: [{ seq: 1, id: 'x', kind: 'gossip' }], holds: {} }))
    await new Promise((done) => setTimeout(done, 100))
    expect(intake.heardAt()).toBeNull()
    await intake.stop()
    expect(await stored()).toEqual(before)
  })
})
