// The cell of the same estate: its conversations, a fifth as many operations, captures and jobs, and the lists that people of its domain read.

import { JobsService, serveJobs } from '@penstock/server/jobs'
import { type Captures, Lists, serveObservations } from '@penstock/server/observations'
import { CELL_SERVICE } from '@penstock/server/runtime'
import { type Store, sqlJson } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { sql } from 'kysely'
import { cursorAt, LIST_MS, type Question } from './ask.ts'
import { ago, chance, NOW, PROOF, siteOf, uuidOf } from './fill.ts'

const STEP = 25_000
const JOBS = 20_000
const CAPTURE = uuidOf(sql`1`, 9)

export async function fillCell(store: Store<MonitoringTables>, conversations: number): Promise<void> {
  const n = sql`n`
  if (conversations === 0) return
  await store.transaction(CELL_SERVICE, async (tx) => {
    await sql`
      insert into monitoring.capture (id, site, name, sensor, created_by, created_at)
      select ${uuidOf(n, 9)}, ${siteOf(n)}, 'line ' || n || '.pcap', 'sensor', 'acc_1', ${ago(sql`n / 10.0`)}
      from generate_series(1::bigint, 2000) n`.execute(tx)
    await sql`
      insert into monitoring.job (id, kind, site, subject, state, phase, done, total, unit, created_by, created_at, input, result)
      select ${uuidOf(n, 8)}, 'capture', ${siteOf(n)}, 'line ' || n || '.pcap', 'succeeded', 'succeeded', 900, 900, 'bytes', 'acc_1',
        ${ago(sql`n / 100.0`)}, '{}', null
      from generate_series(1::bigint, ${JOBS}::bigint) n`.execute(tx)
  })
  for (let from = 1; from <= conversations; from += STEP) {
    const to = Math.min(conversations, from + STEP - 1)
    await store.transaction(CELL_SERVICE, async (tx) => {
      await sql`
        insert into monitoring.conversation (id, site, client_mac, client_ip, server_mac, server_ip, protocol, transport, server_port,
          sides_from, is_answered, vlans, packets, bytes, first_at, last_at, functions, proof)
        select ${uuidOf(n, 7)}, ${siteOf(n)}, '00:00:00:00:00:' || lpad(to_hex(n % 250), 2, '0'),
          '10.0.' || floor(20 * power(${chance(n, 1)}, 4)) || '.' || n % 250, '00:00:00:00:01:' || lpad(to_hex(n % 240), 2, '0'),
          '10.1.' || floor(20 * ${chance(n, 2)}) || '.' || n % 240,
          (array['modbus-tcp', 's7comm', 'enip'])[n % 3 + 1], 'tcp', 502, 'content', true, '{}', n % 9000, n % 900000,
          ${ago(sql`90 * ${chance(n, 3)} + 30`)}, ${ago(sql`90 * ${chance(n, 3)}`)},
          ${sqlJson([{ code: '3', name: 'read holding registers', kind: 'read', count: 9 }])}, ${sqlJson(PROOF)}
        from generate_series(${from}::bigint, ${to}::bigint) n`.execute(tx)
      await sql`
        insert into monitoring.operation (id, site, capture_id, at, protocol, kind, code, name, client_ip, server_ip, body, count, proof)
        select ${uuidOf(n, 6)}, ${siteOf(n)}, ${CAPTURE}, ${ago(sql`90 * ${chance(n, 3)}`)}, 's7comm',
          case when n % 5000 = 0 then 'program-download' when n % 50 = 0 then 'mode' else 'write' end, '5', 'write',
          '10.0.' || floor(20 * power(${chance(n, 1)}, 4)) || '.' || n % 250, '10.1.0.' || n % 240, '{}', 1, ${sqlJson(PROOF)}
        from generate_series(${from}::bigint, ${to}::bigint) n where n % 5 = 0`.execute(tx)
    })
  }
}

export async function cellQuestions(store: Store<MonitoringTables>): Promise<readonly Question[]> {
  const late = async (table: 'conversation' | 'operation', column: string, sort: string) =>
    await store.transaction(CELL_SERVICE, (tx) => cursorAt(tx, `monitoring.${table}`, column, sort))
  const lists: Readonly<Record<string, string>> = {
    'cell: conversations': '/conversations?limit=200',
    'cell: conversations, late page': `/conversations?limit=200&cursor=${await late('conversation', 'last_at', '-last_at')}`,
    'cell: conversations of a busy address': '/conversations?limit=200&address=10.0.0.7',
    'cell: conversations of a quiet address': '/conversations?limit=200&address=10.0.19.7',
    'cell: operations': '/operations?limit=200',
    'cell: operations, late page': `/operations?limit=200&cursor=${await late('operation', 'at', '-at')}`,
    'cell: programs loaded': '/operations?limit=200&kind=program-download',
    'cell: operations of an address': '/operations?limit=200&address=10.0.0.5',
    'cell: captures': '/captures',
    'cell: jobs': '/jobs',
  }
  return Object.entries(lists).map(([name, path]) => ({ name, path, limitMs: LIST_MS }))
}

export function serveCell(app: Parameters<typeof serveJobs>[0], store: Store<MonitoringTables>): void {
  const jobs = new JobsService({
    transaction: (run) => store.transaction(CELL_SERVICE, (tx) => run(tx)),
    domain: 'ot',
    clock: () => NOW,
    workers: {},
  })
  // The lists ask neither the captures on disk nor telemetry.
  const lists = new Lists(store, {} as Captures)
  serveObservations(app, { lists, jobs } as never)
  serveJobs(app, jobs)
}
