// The main job on real input: the demonstration plant is imported, its traffic is read by the real sensor in the real processes, and
// the breaches and unregistered devices that were planted show, and nothing else does.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { loadDemonstration, makeDemonstration } from '@penstock/cli/demo'
import { type Served, type ServeOptions, serve } from '@penstock/cli/serve'
import type { AssetRecord, UnregisteredView } from '@penstock/contract/assets'
import type { BreachView } from '@penstock/contract/zones'
import { provisionPostgres } from '@penstock/store/state'
import { findPostgres, hasClickHouse, startClickHouse, startPostgres } from '@penstock/testkit/services'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { scramblePlant } from './scramble.fixture.ts'

interface Seen {
  readonly breaches: readonly BreachView[]
  readonly talkers: readonly UnregisteredView[]
  readonly records: readonly AssetRecord[]
  readonly get: (path: string) => Promise<unknown>
  /** From the drop of the capture to the first conclusion with all of it. */
  readonly secondsToFindings: number
}

interface PlantText {
  readonly assets: readonly { readonly id: string; readonly ip: string | null }[]
  readonly flows: readonly {
    readonly id: string
    readonly src: string
    readonly dst: string
    readonly baseline: boolean
    readonly srcIp?: string
  }[]
  readonly unregistered: readonly {
    readonly id: string
    readonly mac: string
    readonly ip: string
    readonly zone: string
    readonly expected: { readonly function: string }
  }[]
}

const folder = mkdtempSync(join(tmpdir(), 'penstock-main-job-'))
const plain = JSON.parse(loadWrenfieldWorksText()) as PlantText
const servers: Served[] = []
let seen: Seen

beforeAll(async () => {
  seen = await run('plain', loadWrenfieldWorksText())
}, 300_000)
afterAll(async () => {
  for (const server of servers) await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function run(
  name: string,
  plantText: string,
  engines: Pick<ServeOptions, 'stores' | 'telemetry'> = {},
): Promise<Seen> {
  const pages = join(folder, 'pages')
  mkdirSync(pages, { recursive: true })
  if (!existsSync(join(pages, 'index.html')))
    writeFileSync(join(pages, 'index.html'), '<!doctype html><title>Penstock</title>')
  const data = join(folder, name)
  const server = await serve({ data, port: 0, pages, logLevel: 'silent', ...engines })
  servers.push(server)
  const made = makeDemonstration(join(data, 'demo'), Date.now() - 600_000, plantText)
  const dropped = performance.now()
  await loadDemonstration(server.url, (await server.issueLink()) ?? '', made)
  const link = (await server.issueLink()) ?? ''
  const opened = await fetch(`${server.url}/api/session/link`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: link.slice(link.indexOf('#') + 1) }),
  })
  const cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const get = async (path: string): Promise<unknown> =>
    await (await fetch(server.url + path, { headers: { cookie } })).json()
  await vi.waitFor(
    async () => {
      const { items } = (await get('/api/ot/jobs')) as { items: { state: string }[] }
      expect(items.map(({ state }) => state)).toEqual(['succeeded'])
      const home = (await get('/api/home')) as { openBreaches: { total: number }; unregistered: number }
      expect(home.openBreaches.total).toBeGreaterThan(0)
      expect(home.unregistered).toBeGreaterThan(0)
    },
    { timeout: 60_000, interval: 250 },
  )
  const secondsToFindings = (performance.now() - dropped) / 1000
  await settled(get)
  const breaches = ((await get('/api/breaches')) as { items: BreachView[] }).items
  const talkers = ((await get('/api/unregistered')) as { items: UnregisteredView[] }).items
  const { items } = (await get('/api/assets?limit=500')) as { items: { id: string }[] }
  const records: AssetRecord[] = []
  for (const { id } of items) records.push((await get(`/api/assets/${id}`)) as AssetRecord)
  return { breaches, talkers, records, get, secondsToFindings }
}

/** Waits until two looks at the breaches and talkers, half a second apart, are the same. */
async function settled(get: (path: string) => Promise<unknown>): Promise<void> {
  const look = async (): Promise<string> =>
    JSON.stringify([
      await get('/api/breaches'),
      ((await get('/api/unregistered')) as { items: unknown[] }).items.length,
    ])
  await vi.waitFor(
    async () => {
      const before = await look()
      await new Promise((done) => setTimeout(done, 500))
      expect(await look()).toBe(before)
    },
    { timeout: 30_000 },
  )
}

const unregisteredIps = new Set(plain.unregistered.map(({ ip }) => ip))

/** Breaches between registered ends as `source→destination`, so that they can be held against the plant's flows. */
function endsOf({ breaches, talkers }: Seen): string[] {
  const strangers = new Set<string | null>(talkers.map(({ assetId }) => assetId))
  return breaches
    .filter(({ clientAsset }) => !strangers.has(clientAsset))
    .map(
      (breach) =>
        `${breach.clientZone === 'Z-EXT' ? 'external' : breach.clientLabel}→${breach.serverZone === 'Z-EXT' ? 'external' : breach.serverLabel}`,
    )
    .sort((a, b) => (a < b ? -1 : 1))
}

test('the planted breaches are found, and no conversation of the baseline is called one', () => {
  const planted = plain.flows
    .filter(({ baseline }) => !baseline)
    .map(({ src, dst }) => `${src === 'EXT-INET' ? 'external' : src}→${dst === 'EXT-INET' ? 'external' : dst}`)
    .sort((a, b) => (a < b ? -1 : 1))
  expect(planted).toHaveLength(5)
  expect(endsOf(seen)).toEqual(planted)
})

test('[A02] each planted device that nobody registered is raised with place, peers, role and likely function', () => {
  const found = seen.talkers.map((talker) => ({
    address: talker.addresses.find((address) => unregisteredIps.has(address)) ?? talker.addresses[0],
    zone: talker.zone,
    likelyFunction: talker.likelyFunction,
    hasPeers: talker.peers.length > 0,
    hasRoles: talker.protocolRoles.length > 0,
  }))
  const expected = plain.unregistered.map(({ ip, zone, expected }) => ({
    address: ip,
    zone,
    likelyFunction: expected.function,
    hasPeers: true,
    hasRoles: true,
  }))
  const byAddress = (a: { address?: string | undefined }, b: { address?: string | undefined }) =>
    (a.address ?? '') < (b.address ?? '') ? -1 : 1
  expect(found.sort(byAddress)).toEqual(expected.sort(byAddress))
  expect(seen.secondsToFindings).toBeLessThan(60)
})

test('every breach opens on the packet that proves it', async () => {
  for (const { proof, domain, clientAsset, clientLabel } of seen.breaches) {
    expect(proof, clientLabel).not.toBeNull()
    const { captureId, frame, offset, length } = proof!
    const path = `/api/${domain}/captures/${captureId}/frames/${frame}?offset=${offset}&length=${length}`
    const { hex } = (await seen.get(path)) as { hex: string }
    expect(hex.length).toBe(length * 2)
    const ips = addressesOf(hex)
    const known = seen.records.find(({ id }) => id === clientAsset)?.ips ?? [clientLabel]
    expect(
      known.filter((ip) => ips.includes(ip)),
      `${clientLabel} in frame ${frame}: ${ips.join(', ')}`,
    ).not.toEqual([])
  }
})

/** Source and destination of an 802.1Q-tagged or plain IPv4 frame. */
function addressesOf(hex: string): string[] {
  const bytes = Buffer.from(hex, 'hex')
  const ip = bytes.readUInt16BE(12) === 0x8100 ? 18 : 14
  return [12, 16].map((at) => [...bytes.subarray(ip + at, ip + at + 4)].join('.'))
}

test('[A03] what, where and who is answered for every asset, with source and date, and unknown is counted', async () => {
  const counts = (await seen.get('/api/assets/answers')) as Record<
    'what' | 'where' | 'who',
    { known: number; unknown: number }
  > & { total: number }
  expect(seen.records).toHaveLength(counts.total)
  expect(counts.total).toBeGreaterThanOrEqual(plain.assets.length)
  for (const question of ['what', 'where', 'who'] as const) {
    for (const record of seen.records) {
      expect(record[question].source, `${record.reference} ${question}`).not.toBe('')
      if (record[question].value !== null) expect(record[question].at, `${record.reference} ${question}`).not.toBeNull()
    }
    expect(counts[question].known + counts[question].unknown).toBe(counts.total)
  }
  const unknownOwners = seen.records.filter(({ owner }) => owner === null).length
  expect(counts.who.unknown).toBe(unknownOwners)
})

test('[A01] every declared asset is one row, every address on one asset, and observed ones are confirmed by what they said', () => {
  const declared = seen.records.filter(({ declaredId }) => declaredId !== null)
  expect(new Set(declared.map(({ declaredId }) => declaredId)).size).toBe(plain.assets.length)
  expect(declared).toHaveLength(plain.assets.length)
  for (const kind of ['macs', 'ips'] as const) {
    const all = seen.records.flatMap((record) => record[kind].map((address) => [address, record.reference] as const))
    const twice = all.filter(([address, reference]) => all.some(([other, at]) => other === address && at !== reference))
    expect(twice, kind).toEqual([])
  }
  // Whoever answered with an identity of its own keeps who said it: protocol, capture, frame.
  const identified = declared.filter((record) =>
    record.fields.some((field) => field.sources.some((source) => source.basis === 'observed' && source.frame !== null)),
  )
  expect(identified.length).toBeGreaterThan(20)
})

test('on PostgreSQL and ClickHouse, with a database for each store and each telemetry, the findings are the same', async ({
  skip,
}) => {
  skip(findPostgres() === null, 'postgresql is not installed')
  skip(!hasClickHouse(), 'clickhouse-server is not installed')
  await using server = await startPostgres()
  const stores = { core: '', it: '', ot: '' }
  for (const part of ['core', 'it', 'ot'] as const) {
    const name = `penstock_${part}`
    const schema = part === 'core' ? 'core' : 'monitoring'
    await provisionPostgres({ adminUrl: server.url('postgres', 'postgres'), schema, database: name, login: name })
    stores[part] = server.url(name, name)
  }
  await using columns = await startClickHouse()
  const telemetry = { it: await columns.database('penstock_it'), ot: await columns.database('penstock_ot') }
  const other = await run('servers', loadWrenfieldWorksText(), { stores, telemetry })
  expect(told(other.breaches, same)).toEqual(told(seen.breaches, same))
  expect(toldTalkers(other.talkers, same)).toEqual(toldTalkers(seen.talkers, same))
  expect(other.records.length).toBe(seen.records.length)
  await servers.pop()?.stop()
}, 300_000)

test('with ids, names and notes of the plant scrambled, every finding stays the same', async () => {
  const { text, original } = scramblePlant(loadWrenfieldWorksText())
  const other = await run('scrambled', text)
  const back = (label: string | null): string | null => (label === null ? null : (original.get(label) ?? label))
  expect(told(other.breaches, back)).toEqual(told(seen.breaches, same))
  expect(toldTalkers(other.talkers, back)).toEqual(toldTalkers(seen.talkers, same))
}, 300_000)

type Rename = (label: string | null) => string | null
const same: Rename = (label) => label

/** Breaches as text without ids and instants, in one order. */
function told(breaches: readonly BreachView[], rename: Rename): string[] {
  const lines = breaches.map((breach) => {
    const places = [breach.clientLabel, breach.serverLabel, breach.clientZone, breach.serverZone, breach.conduit]
    return [...places.map(rename), breach.protocol, breach.rule, breach.severity, breach.basis].join(' ')
  })
  return lines.sort((a, b) => (a < b ? -1 : 1))
}

function toldTalkers(talkers: readonly UnregisteredView[], rename: Rename): string[] {
  const lines = talkers.map((one) => [one.addresses.join(' '), rename(one.zone), one.likelyFunction].join(' | '))
  return lines.sort((a, b) => (a < b ? -1 : 1))
}
