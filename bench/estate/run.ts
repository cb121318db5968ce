// A register of 100,000 assets and 1,000,000 conversations: p95 of every list and of the zone map, as ratios to the same question on
// an empty estate. Exit 1 when a list takes 200 ms or a picture takes a second.
//   node bench/estate/run.ts [assets] [conversations] [rounds] [pglite|postgresql]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { permissionsOfRoles } from '@penstock/model/operating-model'
import { AssetsService, serveAssets } from '@penstock/server/assets'
import { serveAudit } from '@penstock/server/audit'
import { type Caller, makeApplication } from '@penstock/server/http'
import { CELL_SERVICE, HUB_SERVICE } from '@penstock/server/runtime'
import { serveTraffic, TrafficService } from '@penstock/server/traffic'
import { serveZones, ZonesService } from '@penstock/server/zones'
import { openEmbeddedStore, type SchemaName, type Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { startPostgres } from '@penstock/testkit/services'
import { provisionedStore, type TablesOfSchema } from '@penstock/testkit/stores'
import { sql } from 'kysely'
import { type Question, questions } from './ask.ts'
import { cellQuestions, fillCell, serveCell } from './cell.ts'
import { onProcessorMs } from './engine-time.ts'
import { fill, NOW, type Size } from './fill.ts'

const [assets = '100000', conversations = '1000000', rounds = '20', engine = 'pglite'] = process.argv.slice(2)
const SIZE: Size = { assets: Number(assets), conversations: Number(conversations) }
const ROUNDS = Number(rounds)
const WARMING = 3

const CALLER: Caller = {
  kind: 'person',
  subject: 'acc_00000000000000000000000001',
  name: 'bench',
  roles: ['ot-lead', 'administrator'],
  permissions: permissionsOfRoles(['ot-lead', 'administrator']),
  domain: 'ot',
  sites: '*',
  policyVersion: 1,
}

const SERVICE_OF = { core: HUB_SERVICE, monitoring: CELL_SERVICE } as const

interface Times {
  readonly p50: number
  readonly p95: number
}

const began = performance.now()
const say = (text: string) => console.error(`${Math.round((performance.now() - began) / 1000)} s: ${text}`)
const lines: string[] = []
let slow = 0
{
  await using empty = await openStore('core')
  await fill(empty.store, { assets: 0, conversations: 0 }, () => {})
  await using full = await openStore('core')
  await fill(full.store, SIZE, say)
  await compare(empty, full, await questions(full.store), serveHub)
}
{
  await using empty = await openStore('monitoring')
  await using full = await openStore('monitoring')
  await fillCell(full.store, SIZE.conversations)
  say('the cell')
  await compare(empty, full, await cellQuestions(full.store), serveCell)
}
console.log(
  `${engine}, ${SIZE.assets} assets, ${SIZE.conversations} conversations, ${ROUNDS} rounds, milliseconds of processor time\n`,
)
console.log(`| Question | empty p95 | p50 | p95 | ratio |\n|---|---|---|---|---|\n${lines.join('\n')}`)
console.log(slow === 0 ? '\nevery question is within its limit' : `\n${slow} questions are over their limit`)
process.exitCode = slow === 0 ? 0 : 1

type Application = ReturnType<typeof makeApplication>
type Serve<Schema extends SchemaName> = (app: Application, store: Store<TablesOfSchema[Schema]>) => void

async function compare<Schema extends SchemaName>(
  empty: Opened<Schema>,
  full: Opened<Schema>,
  asked: readonly Question[],
  serve: Serve<Schema>,
): Promise<void> {
  await full.settle()
  await empty.settle()
  const before = await measureAll(empty, asked, serve)
  const after = await measureAll(full, asked, serve)
  for (const { name, limitMs } of asked) {
    const [none, many] = [before.get(name)!, after.get(name)!]
    const isSlow = many.p95 >= limitMs
    if (isSlow) slow++
    const cells = [name, none.p95, many.p50, isSlow ? `**${many.p95.toFixed(1)}**` : many.p95, many.p95 / none.p95]
    lines.push(`| ${cells.map((cell) => (typeof cell === 'number' ? cell.toFixed(1) : cell)).join(' | ')} |`)
  }
}

interface Opened<Schema extends SchemaName> extends AsyncDisposable {
  readonly store: Store<TablesOfSchema[Schema]>
  readonly settle: () => Promise<void>
  /** Processor time that the engine has taken outside this process. */
  readonly engineMs: () => number
}

async function openStore<Schema extends SchemaName>(schema: Schema): Promise<Opened<Schema>> {
  if (engine === 'postgresql') {
    const server = await startPostgres()
    const database = `penstock_${schema}`
    const store = await provisionedStore(server, schema, database)
    // Workers of one query would be processes of their own, whose time is not read.
    server.psql('postgres', `alter database ${database} set max_parallel_workers_per_gather = 0`)
    let backends: readonly string[] | null = null
    return {
      store,
      // As autovacuum does by itself, only now.
      settle: async () => {
        server.psql('postgres', 'vacuum analyze', database)
      },
      engineMs: () => {
        backends ??= server
          .psql('postgres', `select pid from pg_stat_activity where datname = '${database}'`)
          .split('\n')
        return backends.reduce((sum, pid) => sum + onProcessorMs(pid), 0)
      },
      [Symbol.asyncDispose]: async () => {
        await store[Symbol.asyncDispose]()
        await server[Symbol.asyncDispose]()
      },
    }
  }
  const folder = mkdtempSync(join(tmpdir(), 'penstock-estate-'))
  let store = await openEmbeddedStore<TablesOfSchema[Schema]>({ folder, schema })
  return {
    get store() {
      return store
    },
    engineMs: () => 0,
    // As upkeep does by itself, only now; and what the product does at its start.
    settle: async () => {
      await store.transaction(SERVICE_OF[schema], async (tx) => {
        await sql`set local role postgres`.execute(tx)
        await sql`analyze`.execute(tx)
      })
      await store[Symbol.asyncDispose]()
      store = await openEmbeddedStore<TablesOfSchema[Schema]>({ folder, schema })
    },
    [Symbol.asyncDispose]: async () => {
      await store[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function serveHub(app: Application, store: Store<CoreTables>): void {
  const options = {
    store,
    clock: () => NOW,
    scopeOf: () => ({ role: 'core_ot', sites: '*', clearance: 0 }) as const,
    conversations: async () => [],
    conclude: async () => true,
    heardAt: () => NOW,
  }
  serveAssets(app, new AssetsService({ ...options, intake: null }))
  serveZones(app, new ZonesService(options))
  serveTraffic(app, new TrafficService(options))
  serveAudit(app, {
    clock: () => NOW,
    transaction: (run) => store.transaction(HUB_SERVICE, (tx) => run(tx)),
    checkAll: async () => [],
    accountNames: async () => new Map(),
  })
}

/** Every question over the routes themselves: parsed, asked, checked against the contract and written as JSON. */
async function measureAll<Schema extends SchemaName>(
  { store, engineMs }: Opened<Schema>,
  given: readonly Question[],
  serve: Serve<Schema>,
): Promise<Map<string, Times>> {
  const app = makeApplication({ logLevel: 'warn' })
  app.addHook('onRequest', async (request) => {
    request.caller = CALLER
  })
  serve(app, store)
  const times = new Map(given.map(({ name }) => [name, [] as number[]]))
  // The first rounds warm caches and compile code, as a hub that runs has long done, and are not counted.
  for (let round = 1 - WARMING; round <= ROUNDS; round++)
    for (const { name, path } of given) {
      const [cpu, engineBefore] = [process.cpuUsage(), round > 0 ? engineMs() : 0]
      const answer = await app.inject({ method: 'GET', url: path })
      if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode} ${answer.body.slice(0, 300)}`)
      const spent = process.cpuUsage(cpu)
      // Processor time is what a machine of one's own would take; the waits of a shared one are not the product's.
      const ms = (spent.user + spent.system) / 1000
      if (round > 0) times.get(name)?.push(ms + engineMs() - engineBefore)
    }
  await app.close()
  return new Map([...times].map(([name, list]) => [name, { p50: quantile(list, 0.5), p95: quantile(list, 0.95) }]))
}

function quantile(list: readonly number[], part: number): number {
  const sorted = list.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? 0
}
