// Comparisons of two instants, agreed states, drift and gaps, on both engines.
import { buffer, text } from 'node:stream/consumers'
import type { DiffItem, GapKind } from '@penstock/contract/drift'
import { type EpochMicros, isoOfMicros, micros } from '@penstock/model/kernel'
import { DriftService } from '@penstock/server/drift'
import { HUB_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { ENGINES, type OpenEngine } from '@penstock/testkit/stores'
import { readSheet } from 'read-excel-file/node'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { scopeOf } from './scope.ts'
import { callerOf, DAY, ENGINEER, TimeEstate } from './time-estate.fixture.ts'

describe.each(ENGINES)('drift on $name', (engine) => {
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

  async function estate() {
    const made = new TimeEstate(store, `site-${sites++}`)
    await made.begin()
    const drift = new DriftService({
      store,
      clock: () => made.clock.now(),
      scopeOf,
      onChange: () => {},
      accountNames: async () => new Map([[ENGINEER.subject, 'Ada']]),
    })
    return { made, drift, site: made.site }
  }

  const paged = { limit: 100, clock: 'held' as const }

  function briefly(items: readonly DiffItem[]) {
    return items.map(({ kind, label, change, fields }) => [
      kind,
      label,
      change,
      fields.map(({ field, before, after }) => `${field}: ${before ?? '—'} → ${after ?? '—'}`),
    ])
  }

  test('[A11] two days compare as added, removed and changed, field by field with source and date', async () => {
    const { made, drift, site } = await estate()
    const day = (number: number) => micros(made.clock.now() - (10 - number) * DAY)
    const [first, second] = [day(1), day(2)]
    await made.loads({
      asOf: isoOfMicros(first),
      assets: [
        { device: 1, name: 'Mixer', firmware: '1.0' },
        { device: 2, name: 'Filler' },
      ],
      conduits: [{ id: 'C-1', protocols: ['modbus-tcp'] }],
    })
    made.pass()
    await made.says(3, { name: 'newcomer', vendor: 'Acme' }, second)
    made.pass()
    await made.loads({
      asOf: isoOfMicros(second),
      assets: [{ device: 1, name: 'Mixer', firmware: '2.0' }],
      conduits: [{ id: 'C-1', protocols: ['modbus-tcp', 's7'] }],
      zoneB: 'Renamed',
    })
    made.pass()
    const span = { ...paged, from: day(1), to: day(3) }
    const assets = await drift.diff(ENGINEER, site, 'assets', span)
    expect(briefly(assets.items).map(([, label, change]) => [label, change])).toEqual([
      ['Filler', 'removed'],
      ['Mixer', 'changed'],
      ['newcomer', 'added'],
    ])
    expect([assets.added, assets.removed, assets.changed, assets.total]).toEqual([1, 1, 1, 3])
    const mixer = assets.items.find(({ label }) => label === 'Mixer')
    expect(mixer?.fields).toMatchObject([
      {
        field: 'firmware',
        before: '1.0',
        after: '2.0',
        source: 'test plant',
        heldAt: isoOfMicros(second),
      },
    ])
    const newcomer = assets.items.find(({ label }) => label === 'newcomer')
    expect(newcomer?.fields).toContainEqual(
      expect.objectContaining({ field: 'vendor', before: null, after: 'Acme', heldAt: isoOfMicros(second) }),
    )
    expect(newcomer?.fields.find(({ field }) => field === 'vendor')?.source).toContain('lldp')
    expect(assets.items.find(({ change }) => change === 'removed')?.fields[0]?.heldAt).toBe(isoOfMicros(second))
    const zones = await drift.diff(ENGINEER, site, 'zones', span)
    expect(briefly(zones.items)).toEqual([
      ['conduit', 'C-1', 'changed', ['protocols: modbus-tcp → modbus-tcp, s7']],
      ['zone', 'Renamed', 'changed', ['name: Supervision → Renamed']],
    ])
    // The other way round is refused; the same instant twice has no difference; only one kind of change is asked for.
    await expect(drift.diff(ENGINEER, site, 'assets', { ...paged, from: day(3), to: day(1) })).rejects.toMatchObject({
      code: 'history.backwards',
    })
    expect((await drift.diff(ENGINEER, site, 'assets', { ...paged, from: day(3), to: day(3) })).items).toEqual([])
    const added = await drift.diff(ENGINEER, site, 'assets', { ...span, change: 'added' })
    expect([added.total, added.items.length]).toEqual([1, 1])
    // By name, in any case of letters; by the field in which it differs; and the same as a file.
    const named = await drift.diff(ENGINEER, site, 'assets', { ...span, text: 'MIX' })
    expect([briefly(named.items).map(([, label]) => label), named.total, named.removed]).toEqual([['Mixer'], 1, 0])
    const inVendor = await drift.diff(ENGINEER, site, 'assets', { ...span, field: 'vendor' })
    expect(briefly(inVendor.items).map(([, label]) => label)).toEqual(['newcomer'])
    const file = await drift.export(ENGINEER, site, 'assets', { ...span, text: 'mix', format: 'csv' })
    const [about, head, ...lines] = (await text(file.stream)).trim().split('\r\n')
    expect(about).toContain(`site ${site} | filter text:mix`)
    expect(head).toBe('kind,id,label,change,field,before,after,source,heldAt,learnedAt')
    expect(lines.map((line) => line.split(',').filter((_, at) => at !== 1 && at < 9))).toEqual([
      ['asset', 'Mixer', 'changed', 'firmware', '1.0', '2.0', 'test plant', isoOfMicros(second)],
    ])
    expect(file.name).toMatch(new RegExp(`^changes-assets-${site}-as-of-.*\\.csv$`))
    // On the other clock all of it was learned today.
    const learned = await drift.diff(ENGINEER, site, 'assets', { ...span, clock: 'learned' })
    expect(learned.items).toEqual([])
    await made.stop()
  })

  test('[A11] a registered device that is heard for the first time is confirmed since that day, not since the plant file', async () => {
    const { made, drift, site } = await estate()
    const daysAgo = (days: number) => micros(made.clock.now() - days * DAY)
    const [first, second, heard] = [daysAgo(9), daysAgo(7), daysAgo(2)]
    const assets = [{ device: 1, name: 'Mixer' }]
    await made.loads({ asOf: isoOfMicros(first), assets })
    made.pass()
    await made.loads({ asOf: isoOfMicros(second), assets, zoneB: 'Renamed' })
    made.pass()
    await made.says(1, {}, heard)
    made.pass()
    const statusesOf = async (from: number, to: number) =>
      (await drift.diff(ENGINEER, site, 'assets', { ...paged, from: micros(from), to: micros(to) })).items.flatMap(
        ({ fields }) => fields.filter(({ field }) => field === 'status').map(({ after }) => after),
      )
    expect(await statusesOf(first + 1, second + DAY)).toEqual([])
    expect(await statusesOf(second + DAY, heard + 1)).toEqual(['confirmed'])
    await made.stop()
  })

  test('no name runs in a spreadsheet, whichever file a comparison becomes', async () => {
    const { made, drift, site } = await estate()
    const from = micros(made.clock.now() - DAY)
    made.pass()
    await made.loads({ assets: [{ device: 1, name: '=cmd()' }] })
    made.pass()
    const asked = { ...paged, from }
    const csv = await text((await drift.export(ENGINEER, site, 'assets', { ...asked, format: 'csv' })).stream)
    expect(csv).toContain("'=cmd()")
    expect(csv).not.toMatch(/[,"]=cmd/)
    const { stream, type } = await drift.export(ENGINEER, site, 'assets', { ...asked, format: 'xlsx' })
    expect(type).toContain('spreadsheetml')
    const [head, ...rows] = await readSheet(await buffer(stream))
    expect(head?.slice(0, 4)).toEqual(['kind', 'id', 'label', 'change'])
    expect(new Set(rows.map((row) => `${String(row[2])} ${String(row[3])}`))).toEqual(new Set(['=cmd() added']))
    await made.stop()
  })

  test('a comparison of thirty years is told in pages with exact counts', async () => {
    const { made, drift, site } = await estate()
    for (let device = 1; device <= 5; device++)
      await made.says(device, { name: `device ${device}` }, micros(made.clock.now() - DAY))
    const names: string[] = []
    let cursor: string | undefined
    do {
      const asked = { ...paged, from: micros(made.clock.now() - 30 * 365 * DAY), limit: 2, cursor }
      const page = await drift.diff(ENGINEER, site, 'assets', asked)
      expect(page.total).toBe(5)
      names.push(...page.items.map(({ label }) => label))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(names).toEqual([1, 2, 3, 4, 5].map((device) => `device ${device}`))
    await made.stop()
  })

  test('[E08] in a comparison of conversations each side sees its own, and no site that is not granted', async () => {
    const { made, drift, site } = await estate()
    const start = made.clock.now()
    await made.loads({ conduits: [{ id: 'C-1', protocols: ['modbus-tcp'] }] })
    made.pass()
    await made.talks(1, 9, 'modbus-tcp', made.clock.now(), 'ot')
    await made.talks(2, 9, 's7', made.clock.now(), 'it')
    made.pass()
    const seenBy = async (role: 'it-analyst' | 'ot-analyst' | 'executive') =>
      (await drift.diff(callerOf(role), site, 'conversations', { ...paged, from: start })).items.map(
        ({ label }) => label,
      )
    expect(await seenBy('ot-analyst')).toEqual(['10.0.1.1 → 10.0.2.9 modbus-tcp'])
    expect(await seenBy('it-analyst')).toEqual(['10.0.1.2 → 10.0.2.9 s7'])
    for (const subject of ['assets', 'zones', 'conversations'] as const)
      await expect(
        drift.diff(callerOf('ot-analyst', ['elsewhere'] as never), site, subject, { ...paged, from: start }),
      ).rejects.toMatchObject({ code: 'not-found' })
    await made.stop()
  })

  test('[A11] a conversation that is judged otherwise has changed; one that fell silent is gone', async () => {
    const { made, drift, site } = await estate()
    await made.loads({ asOf: '2026-09-01T00:00:00Z', conduits: [{ id: 'C-1', protocols: ['modbus-tcp'] }] })
    const spoke = made.clock.now()
    await made.talks(1, 9, 's7', spoke)
    const before = made.pass()
    await made.loads({ asOf: '2026-09-01T00:00:00Z', conduits: [{ id: 'C-1', protocols: ['modbus-tcp', 's7'] }] })
    made.pass()
    await made.talks(1, 9, 's7', spoke)
    const after = made.pass()
    const diff = await drift.diff(ENGINEER, site, 'conversations', {
      ...paged,
      clock: 'learned',
      from: before,
      to: after,
    })
    expect(briefly(diff.items)[0]?.slice(0, 3)).toEqual(['conversation', '10.0.1.1 → 10.0.2.9 s7', 'changed'])
    expect(diff.items[0]?.fields.find(({ field }) => field === 'verdict')).toMatchObject({
      before: 'not-allowed',
      after: 'allowed',
    })
    const silent = made.pass(2 * DAY)
    const gone = await drift.diff(ENGINEER, site, 'conversations', { ...paged, from: after, to: silent })
    expect(gone.items.map(({ change }) => change)).toEqual(['removed'])
    await made.stop()
  })

  test('[A11] drift since the agreed state, and each gap with the days on which it opened, widened and closed', async () => {
    const { made, drift, site } = await estate()
    const assets = [{ device: 1, name: 'Mixer', firmware: '1.0' }]
    const allowed = { conduits: [{ id: 'C-1', protocols: ['modbus-tcp'] }] }
    await made.loads({ assets, ...allowed })
    const agreedAt = made.pass(DAY)
    expect(await drift.drift(ENGINEER, site)).toMatchObject({ agreed: null, assets: null })
    const agreed = await drift.agree(ENGINEER, site, { name: 'As handed over', reason: 'site acceptance test' })
    expect(agreed).toMatchObject({
      name: 'As handed over',
      at: isoOfMicros(agreedAt),
      agreedBy: ENGINEER.subject,
      agreedByName: 'Ada',
    })
    const none = await drift.drift(ENGINEER, site)
    expect([none.assets, none.zones, none.conversations]).toEqual(
      Array.from({ length: 3 }, () => ({ added: 0, removed: 0, changed: 0 })),
    )
    const changedAt = made.pass(DAY)
    await made.loads({ assets: [{ device: 1, name: 'Mixer', firmware: '2.0' }], ...allowed })
    const talkedAt = made.pass(DAY)
    await made.talks(1, 9, 's7', talkedAt)
    const now = made.pass(DAY)
    const view = await drift.drift(ENGINEER, site)
    expect(view.assets).toMatchObject({ changed: 1, removed: 0 })
    expect(view.conversations).toMatchObject({ added: 1 })
    const openOf = (kind: GapKind) => view.gaps.find((gap) => gap.kind === kind)
    expect(openOf('version-differs')).toEqual({ kind: 'version-differs', open: 1, openWhenAgreed: 0 })
    expect(openOf('breach')).toEqual({ kind: 'breach', open: 1, openWhenAgreed: 0 })
    expect(openOf('conduit-never-seen')).toEqual({ kind: 'conduit-never-seen', open: 1, openWhenAgreed: 1 })
    const learned = { clock: 'learned' as const, limit: 50 }
    const [version] = (await drift.gaps(ENGINEER, site, { ...learned, kind: 'version-differs' })).items
    expect(version).toMatchObject({ label: 'Mixer', openedAt: isoOfMicros(changedAt), closedAt: null })
    // Back to the agreed version: the gap closes, and says when.
    await made.loads({ assets, ...allowed })
    const [closed] = (await drift.gaps(ENGINEER, site, { ...learned, kind: 'version-differs' })).items
    expect(closed).toMatchObject({ openedAt: isoOfMicros(changedAt), closedAt: isoOfMicros(now) })
    const audited = await store.transaction(HUB_SERVICE, (tx) =>
      tx.selectFrom('audit_entry').selectAll().where('action', '=', 'drift.agree').where('object', '=', site).execute(),
    )
    expect(audited).toMatchObject([{ actor: ENGINEER.subject, details: { reason: 'site acceptance test' } }])
    await made.stop()
  })

  test('[A11] the trend of gaps is what the lists of each day show', async () => {
    const { made, drift, site } = await estate()
    const start = made.clock.now()
    const ends: { readonly at: EpochMicros; readonly unowned: number }[] = []
    for (const [number, steps] of [[1], [2, 3], [], [4]].entries()) {
      for (const device of steps) await made.says(device, { name: `device ${device}` }, made.clock.now())
      if (number === 2) await made.loads({ assets: [{ device: 1, name: 'Mixer' }] })
      made.pass(DAY)
      const at = made.clock.now()
      const list = await made.assets.reads.list(
        ENGINEER,
        { site: site as never, unknown: 'owner' },
        { sort: 'name', limit: 100, exposure: false },
        { asOf: at, clock: 'learned' },
      )
      ends.push({ at, unowned: list.total })
    }
    const { points } = await drift.trend(ENGINEER, site, { from: start, kind: 'owner-unknown', clock: 'learned' })
    for (const { at, unowned } of ends) {
      // The point of the day that ends at or after it; nothing happens between.
      const point = points.find((each) => each.at >= isoOfMicros(micros(at - DAY + 1)) && each.at <= isoOfMicros(at))
      expect(point?.open).toBe(unowned)
    }
    expect(points.at(-1)).toMatchObject({ at: isoOfMicros(made.clock.now()), open: ends.at(-1)?.unowned })
    // Asked again, it is the same.
    expect(
      (await drift.trend(ENGINEER, site, { from: start, kind: 'owner-unknown', clock: 'learned' })).points,
    ).toEqual(points)
    const bar = await drift.timeline(ENGINEER, site, 'learned')
    expect(bar.steps.reduce((sum, { changes }) => sum + changes, 0)).toBeGreaterThan(4)
    expect(bar.steps.length).toBeLessThanOrEqual(120)
    await made.stop()
  })
})
