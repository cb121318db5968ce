// Which row an asset is, through merges and moved anchors. Rows are made from what one conclusion would have stored.
import { type Asset, type Ledger, mergeAssets, resolveAssets, splitAsset, undoDecision } from '@penstock/model/assets'
import { micros, SiteKey } from '@penstock/model/kernel'
import type { Binding } from '@penstock/model/observations'
import { uuidOfContent } from '@penstock/server/runtime'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AssetBody } from './asset-body.ts'
import { followAssets, keptAlone } from './follow-assets.ts'
import type { AssetTableRow } from './queries.ts'

const SITE = SiteKey.parse('north')
const MAC = '00:1b:1b:00:00:01'

function resolved(
  bindings: readonly (readonly [string, string])[],
  talks: readonly string[] = [],
  decisions: Ledger = [],
): Asset[] {
  const proof = { file: 0, frame: 1, at: micros(1), offset: 0, length: 60 }
  const span = { firstAt: micros(1), lastAt: micros(2), packets: 1, proof }
  const rows = bindings.map(
    ([mac, ip]): Binding => ({ ...span, mac, ip, vlan: null, ground: 'arp-own', protocol: 'arp' }),
  )
  // Seen behind a router: an address without a MAC.
  const conversations = talks.map((ip) => ({
    ...span,
    client: { mac: null, ip },
    server: { mac: null, ip: '192.0.2.1' },
    protocol: null,
    portGuess: null,
    transport: 'tcp' as const,
    serverPort: 80,
    sidesFrom: 'port' as const,
    isAnswered: false,
    vlans: [],
    bytes: 1,
    functions: [],
  }))
  const sources = [{ id: 'capture', segment: null, bindings: rows, claims: [], conversations }]
  return [...resolveAssets({ site: SITE, sources, declared: [], decisions }).assets]
}

function rowOf(asset: Asset, id: string, mergedInto: string | null = null): AssetTableRow {
  const row = {
    id,
    merged_into: mergedInto,
    first_at: asset.firstAt,
    learned_at: micros(5),
    body: { asset, decisions: [] },
  }
  return row as unknown as AssetTableRow
}

/** Where nobody merged or split anything. */
function follow(assets: readonly Asset[], rows: readonly AssetTableRow[]): ReadonlyMap<string, string> {
  return followAssets(SITE, assets, assets, rows).idOf
}

function only(assets: readonly Asset[], anchor: string): Asset {
  return assets.find(({ anchors }) => anchors.includes(anchor))!
}

test('an address that gets its MAC stays the same asset', () => {
  const before = only(resolved([], ['10.0.0.1']), 'ip:10.0.0.1')
  const after = only(resolved([[MAC, '10.0.0.1']]), `mac:${MAC}`)
  expect(after.key).not.toBe(before.key)
  expect(follow([after], [rowOf(before, 'row-1')])).toEqual(new Map([[after.key, 'row-1']]))
})

test('[A01] an asset that comes apart again is the one that it was, also under another key', () => {
  const [kept] = resolved([['00:1b:1b:00:00:02', '10.0.0.2']]) as [Asset]
  const gone = only(resolved([], ['10.0.0.1']), 'ip:10.0.0.1')
  const rows = [
    rowOf({ ...kept, anchors: [...kept.anchors, ...gone.anchors] }, 'row-kept'),
    rowOf(gone, 'row-gone', 'row-kept'),
  ]
  const same = follow([kept, gone], rows)
  expect([same.get(kept.key), same.get(gone.key)]).toEqual(['row-kept', 'row-gone'])
  // While it was merged, its address got its MAC.
  const moved = only(resolved([[MAC, '10.0.0.1']]), `mac:${MAC}`)
  const told = follow([kept, moved], rows)
  expect([told.get(kept.key), told.get(moved.key)]).toEqual(['row-kept', 'row-gone'])
})

test('a new asset never takes the id of another that began on its key', () => {
  const first = only(resolved([], ['10.0.0.1']), 'ip:10.0.0.1')
  const id = uuidOfContent(['asset', SITE, first.key])
  const moved = only(resolved([[MAC, '10.0.0.9']]), `mac:${MAC}`)
  // The row began as the address, is a MAC today, and the address is used by a device that nobody knows.
  const told = follow([moved, first], [rowOf(moved, id)])
  expect(told.get(moved.key)).toBe(id)
  expect(told.get(first.key)).not.toBe(id)
  expect(new Set(told.values()).size).toBe(2)
})

type Packets = readonly (readonly [string, string])[]

/** The register's rows as conclusions leave them behind, one after the other. */
class Rows {
  #rows: readonly AssetTableRow[] = []
  #at = 10

  /** The id of each asset by its key. */
  conclude(
    bindings: Packets,
    ledger: Ledger,
  ): { readonly assets: Asset[]; readonly idOf: ReadonlyMap<string, string> } {
    const assets = resolved(bindings, TALKS, ledger)
    const { idOf, aloneOf } = followAssets(SITE, assets, resolved(bindings, TALKS), this.#rows)
    expect(new Set(idOf.values()).size).toBe(assets.length)
    const living = assets.map((asset) => {
      const id = idOf.get(asset.key)!
      const body: AssetBody = { asset, decisions: [], ...keptAlone(asset, aloneOf.get(id)) }
      return { ...rowOf(asset, id), body }
    })
    const ids = new Set(idOf.values())
    const gone = this.#rows.filter((row) => !ids.has(row.id))
    const learnedAt = micros(this.#at++)
    this.#rows = [
      ...living,
      ...gone.map((row) => (row.merged_into === null ? { ...row, merged_into: 'heir', learned_at: learnedAt } : row)),
    ]
    return { assets, idOf }
  }
}

/** Two addresses behind a router, and devices with one or two addresses. */
const TALKS = ['10.0.1.1', '10.0.1.2']
const HEARD: Packets = [1, 2, 3].flatMap((at) => [
  [`00:1b:1b:00:00:0${at}`, `10.0.0.${at}`],
  [`00:1b:1b:00:00:0${at}`, `10.0.0.1${at}`],
])

const Deed = fc.record({ kind: fc.constantFrom('merge', 'split', 'undo', 'packets'), a: fc.nat(99), b: fc.nat(99) })

/** Three devices become one, a part of it leaves, and the merges are taken back before the split. */
const PARTED_WHILE_ONE = [
  { kind: 'merge', a: 0, b: 1 },
  { kind: 'merge', a: 1, b: 0 },
  { kind: 'merge', a: 0, b: 1 },
  { kind: 'split', a: 0, b: 4 },
]

test('[A01] no order of merges, splits and undos hands an id from one device to another', () => {
  fc.assert(
    fc.property(fc.array(Deed, { maxLength: 10 }), fc.array(fc.nat(99), { maxLength: 10 }), (deeds, order) => {
      const rows = new Rows()
      let heard = HEARD
      let ledger: Ledger = []
      let { assets, idOf } = rows.conclude(heard, ledger)
      const before = new Map(idOf)
      const open: string[] = []
      const add = (edited: ReturnType<typeof undoDecision>, id: string) => {
        if (!edited.ok) return
        ledger = edited.value
        open.push(id)
      }
      const headOf = (id: string) => ({ id, by: 'anna', at: micros(1000 + ledger.length), reason: 'seen' })
      const takeBack = (which: number) => {
        const [id] = open.splice(which % Math.max(1, open.length), 1)
        if (id === undefined) return
        const undone = undoDecision(ledger, { head: headOf(`undo of ${id}`), decisionId: id })
        if (undone.ok) ledger = undone.value
      }
      for (const [step, { kind, a, b }] of deeds.entries()) {
        const [one, other] = [assets[a % assets.length]!, assets[b % assets.length]!]
        const head = headOf(`deed ${step}`)
        const parts = [one, other].map(({ key, version }) => ({ key, seenVersion: version }))
        if (kind === 'merge') add(mergeAssets(ledger, assets, { head, parts, isOverruled: true }), head.id)
        else if (kind === 'split') {
          const apart = one.anchors.filter((_anchor, at) => ((b >> at) & 1) === 1)
          add(splitAsset(ledger, assets, { head, key: one.key, seenVersion: one.version, apart }), head.id)
        } else if (kind === 'undo') takeBack(a)
        else heard = [...heard, [HEARD[a % HEARD.length]![0], `10.0.2.${step}`]]
        ;({ assets, idOf } = rows.conclude(heard, ledger))
      }
      for (let turn = 0; open.length > 0; turn++) {
        takeBack(order[turn] ?? 0)
        ;({ assets, idOf } = rows.conclude(heard, ledger))
      }
      expect(new Map(idOf)).toEqual(before)
    }),
    { numRuns: 300, examples: [[[...PARTED_WHILE_ONE], [1, 1]]] },
  )
})
