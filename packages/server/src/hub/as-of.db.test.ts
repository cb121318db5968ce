// What was known at an instant stays what it was, whatever happens later: facts, verdicts, plant files, merges, edits and undos in
// any order, on both engines.
import type { AssetRow, ExportFormat } from '@penstock/contract/assets'
import { type EpochMicros, isoOfMicros, micros } from '@penstock/model/kernel'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { ENGINES, type OpenEngine } from '@penstock/testkit/stores'
import fc from 'fast-check'
import { readSheet } from 'read-excel-file/node'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DAY, ENGINEER, MINUTE, type PlantText, TimeEstate } from './time-estate.fixture.ts'

type Step =
  | { readonly kind: 'says'; readonly device: number; readonly firmware: string; readonly ageDays: number }
  | { readonly kind: 'talks'; readonly client: number; readonly server: number; readonly protocol: string }
  | { readonly kind: 'loads'; readonly plant: number }
  | { readonly kind: 'merge'; readonly a: number; readonly b: number }
  | { readonly kind: 'edit'; readonly device: number; readonly name: string }
  | { readonly kind: 'undo' }

const device = fc.integer({ min: 1, max: 4 })
const step: fc.Arbitrary<Step> = fc.oneof(
  // Of days before and after each other: the source's clock jumps.
  fc.record({
    kind: fc.constant('says' as const),
    device,
    firmware: fc.constantFrom('1', '2'),
    ageDays: fc.integer({ min: 0, max: 5 }),
  }),
  fc.record({
    kind: fc.constant('talks' as const),
    client: device,
    server: fc.constantFrom(9, 2),
    protocol: fc.constantFrom('modbus-tcp', 's7'),
  }),
  fc.record({ kind: fc.constant('loads' as const), plant: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ kind: fc.constant('merge' as const), a: device, b: device }),
  fc.record({ kind: fc.constant('edit' as const), device, name: fc.constantFrom('north', 'south') }),
  fc.constant({ kind: 'undo' as const }),
)

/** Two open breaches of one severity, of which the one opened first is seen again: the order of the past must stay. */
const SEEN_AGAIN: Step[] = [
  { kind: 'loads', plant: 2 },
  { kind: 'talks', client: 2, server: 9, protocol: 's7' },
  { kind: 'talks', client: 1, server: 9, protocol: 'modbus-tcp' },
  { kind: 'talks', client: 2, server: 9, protocol: 's7' },
  { kind: 'undo' },
]

const PLANTS: readonly PlantText[] = [
  {
    assets: [
      { device: 1, name: 'Mixer' },
      { device: 3, name: 'Filler' },
    ],
    conduits: [{ id: 'C-1', protocols: ['modbus-tcp'] }],
  },
  { assets: [{ device: 1, name: 'Mixer 2' }], conduits: [{ id: 'C-1', protocols: ['modbus-tcp', 's7'] }] },
  { asOf: '2026-09-28T00:00:00Z', assets: [{ device: 3, name: 'Filler' }], zoneB: 'Renamed' },
]

describe.each(ENGINES)('the past on $name', (engine) => {
  let open: OpenEngine<'core'>
  let store: Store<CoreTables>
  let sites = 0
  beforeAll(async () => {
    if (engine.missing !== null) return
    open = await engine.open('core')
    store = open.store
  })
  afterAll(() => open?.[Symbol.asyncDispose]())
  beforeEach(({ skip }) => skip(engine.missing !== null, engine.missing ?? ''))

  async function estate(): Promise<TimeEstate> {
    const made = new TimeEstate(store, `site-${sites++}`)
    await made.begin()
    return made
  }

  /** Everything that the pages show of an instant. */
  async function shownAt(made: TimeEstate, at: EpochMicros, clock: 'held' | 'learned' = 'learned') {
    const asked = { asOf: at, clock }
    const filter = { site: made.site as never }
    const list = await made.assets.reads.list(ENGINEER, filter, { sort: 'name', limit: 100, exposure: false }, asked)
    return {
      assets: list.items,
      total: list.total,
      map: await made.zones.map(ENGINEER, made.site, asked),
      breaches: (await made.zones.breaches(ENGINEER, { ...filter, state: 'open' }, asked)).map(
        ({ id, rule, conduit, severity }) => ({ id, rule, conduit, severity }),
      ),
      talkers: (await made.assets.findings.list(ENGINEER, made.site, 'open', asked)).map(({ id }) => id).sort(),
    }
  }

  async function play(made: TimeEstate, given: Step, decisions: string[]): Promise<void> {
    switch (given.kind) {
      case 'says': {
        const at = micros(made.clock.now() - given.ageDays * DAY)
        return await made.says(given.device, { name: `device ${given.device}`, firmware: given.firmware }, at)
      }
      case 'talks':
        return given.client === given.server
          ? undefined
          : await made.talks(given.client, given.server, given.protocol, made.clock.now())
      case 'loads':
        return await made.loads(PLANTS[given.plant]!)
      case 'merge':
        if (given.a === given.b) return
        decisions.push(await made.decides({ kind: 'merge', anchors: [made.anchorOf(given.a), made.anchorOf(given.b)] }))
        return
      case 'edit':
        decisions.push(
          await made.decides({
            kind: 'edit-field',
            anchor: made.anchorOf(given.device),
            field: 'name',
            value: given.name,
          }),
        )
        return
      case 'undo': {
        const decisionId = decisions.pop()
        if (decisionId !== undefined) await made.decides({ kind: 'undo', decisionId })
      }
    }
  }

  test('[A11] what was known at an instant is told the same for ever', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
        const made = await estate()
        const decisions: string[] = []
        const seen: { readonly at: EpochMicros; readonly shown: unknown }[] = []
        for (const each of steps) {
          made.pass()
          await play(made, each, decisions)
          const at = made.pass()
          seen.push({ at, shown: await shownAt(made, at) })
        }
        for (const { at, shown } of seen) expect(await shownAt(made, at)).toEqual(shown)
        // What was shown last is what the plain list shows, but for what is not kept.
        const now = await made.assets.reads.list(
          ENGINEER,
          { site: made.site as never },
          { sort: 'name', limit: 100, exposure: false },
          { clock: 'held' },
        )
        const { assets } = (seen.at(-1) as { shown: { assets: AssetRow[] } }).shown
        expect(assets).toEqual(now.items.map((row) => ({ ...row, lastAt: null, speaks: [] })))
        await made.stop()
      }),
      { numRuns: 8, examples: [[SEEN_AGAIN]] },
    )
  }, 240_000)

  test('[A11] the two clocks answer two questions: what was so, and what we knew', async () => {
    const made = await estate()
    const start = made.clock.now()
    // Read today: a capture of four days ago shows firmware 1, one of two days ago firmware 2.
    await made.says(1, { name: 'Mixer', firmware: '1' }, micros(start - 4 * DAY))
    made.pass()
    await made.says(1, { firmware: '2' }, micros(start - 2 * DAY))
    const now = made.pass()
    const firmware = async (at: EpochMicros, clock: 'held' | 'learned') => {
      const { assets } = await shownAt(made, at, clock)
      const [row] = assets
      if (row === undefined) return null
      const record = await made.assets.reads.record(ENGINEER, row.id, { asOf: at, clock })
      return record.fields.find(({ field }) => field === 'firmware')?.value ?? null
    }
    const daysAgo = (days: number) => micros(start - days * DAY)
    expect(await firmware(daysAgo(5), 'held')).toBeNull()
    expect(await firmware(daysAgo(3), 'held')).toBe('1')
    expect(await firmware(daysAgo(1), 'held')).toBe('2')
    expect(await firmware(daysAgo(1), 'learned')).toBeNull()
    expect(await firmware(micros(start + MINUTE / 2), 'learned')).toBe('1')
    expect(await firmware(now, 'learned')).toBe('2')
    await made.stop()
  })

  test('[A04] an export of a moment is the view of that moment, in every format, and says so in the file and in its name', async () => {
    const made = await estate()
    const assets = [
      { device: 1, name: 'Mixer' },
      { device: 2, name: 'Filler' },
    ]
    await made.loads({ asOf: '2026-09-20T00:00:00Z', assets })
    made.pass()
    await made.loads({ asOf: '2026-09-25T00:00:00Z', assets: [{ device: 1, name: 'Mixer 2' }] })
    const exported = async (
      format: ExportFormat,
      asOf: EpochMicros | undefined,
      clock: 'held' | 'learned' = 'held',
    ) => {
      const query = { site: made.site as never, format, sort: 'name', columns: 'name,macs,ips,breaches', asOf, clock }
      const { stream, fileName } = await made.assets.exchange.export(ENGINEER, query)
      return { text: Buffer.concat(await stream.toArray()), fileName }
    }
    const asOf = micros(Date.parse('2026-09-24T12:00:00Z') * 1000)
    const { items } = await made.assets.reads.list(
      ENGINEER,
      { site: made.site as never },
      { sort: 'name', limit: 10 },
      { asOf, clock: 'held' },
    )
    expect(items.map(({ name }) => name)).toEqual(['Filler', 'Mixer'])
    const csv = await exported('csv', asOf)
    const [about, , ...lines] = csv.text.toString().trim().split('\r\n')
    expect(about).toContain('| as of 2026-09-24T12:00:00.000000Z, as known today | assets: 2')
    expect(lines).toEqual(
      items.map(({ declaredId, name, macs, ips, breaches }) =>
        [declaredId, name, macs.join(' '), ips.join(' '), breaches].join(','),
      ),
    )
    expect(csv.fileName).toBe(`assets-${made.site}-as-of-20260924T120000Z.csv`)
    expect((await exported('csv', made.clock.now(), 'learned')).fileName).toContain('-as-known-')
    for (const format of ['cyclonedx', 'netbox-devices'] as const) {
      const { text, fileName } = await exported(format, asOf)
      expect(text.toString()).toMatch(/Filler[\s\S]*Mixer/)
      expect(text.toString()).not.toContain('Mixer 2')
      expect(fileName).toContain('-as-of-20260924T120000Z.')
    }
    expect((await exported('cyclonedx', asOf)).text.toString()).toContain('as of 2026-09-24T12:00:00.000000Z')
    const workbook = (await exported('xlsx', asOf)).text
    expect((await readSheet(workbook, 1)).map(([, name]) => name)).toEqual(['name', 'Filler', 'Mixer'])
    expect(await readSheet(workbook, 'About')).toContainEqual(['As of', '2026-09-24T12:00:00.000000Z, as known today'])
    const now = await exported('csv', undefined)
    expect(now.text.toString()).toContain('Mixer 2')
    expect(now.fileName).toMatch(new RegExp(`^assets-${made.site}-\\d{8}T\\d{6}Z\\.csv$`))
    await expect(exported('csv', micros(made.clock.now() + 1))).rejects.toMatchObject({ code: 'history.in-future' })
    await made.stop()
  })

  test('an asset of another moment tells whom it talked to, judged as it was judged then', async () => {
    const made = await estate()
    await made.loads({ conduits: [{ id: 'C-1', protocols: ['modbus-tcp'] }] })
    made.pass()
    await made.says(1, { name: 'Mixer' }, made.clock.now())
    const before = made.clock.now()
    made.pass()
    await made.talks(1, 9, 's7', made.clock.now())
    const talked = made.clock.now()
    made.pass()
    await made.loads({ conduits: [{ id: 'C-1', protocols: ['modbus-tcp', 's7'] }] })
    await made.talks(1, 9, 's7', made.clock.now())
    const allowed = made.clock.now()
    const { assets } = await shownAt(made, before, 'learned')
    const peersAt = async (at: EpochMicros) => {
      const record = await made.assets.reads.record(ENGINEER, assets[0]!.id, { asOf: at, clock: 'learned' })
      return record.peers.map(({ protocol, verdict, conversationId }) => [
        protocol,
        verdict,
        conversationId.slice(0, 4),
      ])
    }
    expect(await peersAt(before)).toEqual([])
    expect(await peersAt(talked)).toEqual([['s7', 'not-allowed', 'cnv_']])
    expect(await peersAt(allowed)).toEqual([['s7', 'allowed', 'cnv_']])
    await made.stop()
  })

  test('a plant file that leaves an asset out takes it from the list, from the day that the file says', async () => {
    const made = await estate()
    const assets = [
      { device: 1, name: 'Mixer' },
      { device: 2, name: 'Filler' },
    ]
    await made.loads({ asOf: '2026-09-20T00:00:00Z', assets })
    made.pass()
    await made.loads({ asOf: '2026-09-25T00:00:00Z', assets: assets.slice(0, 1) })
    const names = async (asOf: string | null) =>
      (
        await made.assets.reads.list(
          ENGINEER,
          { site: made.site as never },
          { sort: 'name', limit: 10, exposure: false },
          { clock: 'held', ...(asOf === null ? {} : { asOf: micros(Date.parse(asOf) * 1000) }) },
        )
      ).items.map(({ name }) => name)
    expect(await names(null)).toEqual(['Mixer'])
    expect(await names('2026-09-24T23:59:59Z')).toEqual(['Filler', 'Mixer'])
    expect(await names('2026-09-25T00:00:00Z')).toEqual(['Mixer'])
    expect(await names('2026-09-19T00:00:00Z')).toEqual([])
    // Back again: it is the same asset.
    made.pass()
    await made.loads({ assets })
    expect(await names(null)).toEqual(['Filler', 'Mixer'])
    await made.stop()
  })

  test('a machine whose clock is set back still learns in order', async () => {
    const made = await estate()
    await made.says(1, { name: 'Mixer', firmware: '1' }, micros(made.clock.now() - DAY))
    const before = await shownAt(made, made.clock.now())
    made.pass(-5 * MINUTE)
    await made.says(1, { firmware: '2' }, made.clock.now())
    await made.says(2, { name: 'Filler' }, made.clock.now())
    made.pass(10 * MINUTE)
    expect(await shownAt(made, micros(made.clock.now() - 5 * MINUTE))).toMatchObject({ assets: before.assets })
    expect((await shownAt(made, made.clock.now())).total).toBe(2)
    await made.stop()
  })

  test('an instant before the first record has nothing, and one to come is refused', async () => {
    const made = await estate()
    await made.loads(PLANTS[0]!)
    const nothing = await shownAt(made, micros(-1_000_000_000_000_000))
    expect([nothing.total, nothing.map.zones, nothing.breaches]).toEqual([0, [], []])
    expect(nothing.map.asOf).toBe(isoOfMicros(micros(-1_000_000_000_000_000)))
    await expect(shownAt(made, micros(made.clock.now() + 1))).rejects.toMatchObject({ code: 'history.in-future' })
    await made.stop()
  })
})
