// Which row an asset is, through merges and moved anchors. Rows are made from what one conclusion would have stored.
import { type Asset, resolveAssets } from '@penstock/model/assets'
import { micros, SiteKey } from '@penstock/model/kernel'
import type { Binding } from '@penstock/model/observations'
import { uuidOfContent } from '@penstock/server/runtime'
import { expect, test } from 'vitest'
import { followAssets } from './follow-assets.ts'
import type { AssetTableRow } from './queries.ts'

const SITE = SiteKey.parse('north')
const MAC = '00:1b:1b:00:00:01'

function resolved(bindings: readonly (readonly [string, string])[], talks: readonly string[] = []): Asset[] {
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
  return [...resolveAssets({ site: SITE, sources, declared: [], decisions: [] }).assets]
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

function only(assets: readonly Asset[], anchor: string): Asset {
  return assets.find(({ anchors }) => anchors.includes(anchor))!
}

test('an address that gets its MAC stays the same asset', () => {
  const before = only(resolved([], ['10.0.0.1']), 'ip:10.0.0.1')
  const after = only(resolved([[MAC, '10.0.0.1']]), `mac:${MAC}`)
  expect(after.key).not.toBe(before.key)
  expect(followAssets(SITE, [after], [rowOf(before, 'row-1')])).toEqual(new Map([[after.key, 'row-1']]))
})

test('[A01] an asset that comes apart again is the one that it was, also under another key', () => {
  const [kept] = resolved([['00:1b:1b:00:00:02', '10.0.0.2']]) as [Asset]
  const gone = only(resolved([], ['10.0.0.1']), 'ip:10.0.0.1')
  const rows = [
    rowOf({ ...kept, anchors: [...kept.anchors, ...gone.anchors] }, 'row-kept'),
    rowOf(gone, 'row-gone', 'row-kept'),
  ]
  const same = followAssets(SITE, [kept, gone], rows)
  expect([same.get(kept.key), same.get(gone.key)]).toEqual(['row-kept', 'row-gone'])
  // While it was merged, its address got its MAC.
  const moved = only(resolved([[MAC, '10.0.0.1']]), `mac:${MAC}`)
  const told = followAssets(SITE, [kept, moved], rows)
  expect([told.get(kept.key), told.get(moved.key)]).toEqual(['row-kept', 'row-gone'])
})

test('a new asset never takes the id of another that began on its key', () => {
  const first = only(resolved([], ['10.0.0.1']), 'ip:10.0.0.1')
  const id = uuidOfContent(['asset', SITE, first.key])
  const moved = only(resolved([[MAC, '10.0.0.9']]), `mac:${MAC}`)
  // The row began as the address, is a MAC today, and the address is used by a device that nobody knows.
  const told = followAssets(SITE, [moved, first], [rowOf(moved, id)])
  expect(told.get(moved.key)).toBe(id)
  expect(told.get(first.key)).not.toBe(id)
  expect(new Set(told.values()).size).toBe(2)
})
