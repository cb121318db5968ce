// Statistics and dead rows of the embedded engine, in which nothing runs an autovacuum: without them its planner guesses, and tables
// that are written to grow for ever. One table after another while nobody uses the one session, each in a bounded time.
import type { Pool, PoolClient } from 'pg'
import { quoted } from './dump.ts'
import type { SchemaName } from './store.ts'

export interface Upkeep {
  /** Waits for what runs; nothing begins afterwards. */
  stop(): Promise<void>
}

/** Between two tables, for those who came meanwhile. */
const BREATH_MS = 200
/** Heap pages of 8 KB of a table whose dead rows are cleared away; a larger one would hold up everybody for seconds. */
const MOST_PAGES = 8192

/** Looks every `everyMs` for a table that has changed much, by the rules of autovacuum. */
export function startUpkeep(pool: Pool, schema: SchemaName, everyMs: number): Upkeep {
  let isStopped = false
  let running: Promise<void> = Promise.resolve()
  let timer = setTimeout(look, everyMs).unref()

  function look(): void {
    running = (isIdle(pool) ? keepOne(pool, schema) : Promise.resolve(false))
      // What fails here fails for those who ask as well, and they are told.
      .catch(() => false)
      .then((isKept) => {
        if (!isStopped) timer = setTimeout(look, isKept ? Math.min(BREATH_MS, everyMs) : everyMs).unref()
      })
  }

  return {
    stop: async () => {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}

function isIdle(pool: Pool): boolean {
  return pool.waitingCount === 0 && pool.idleCount === pool.totalCount
}

async function keepOne(pool: Pool, schema: SchemaName): Promise<boolean> {
  const client = await pool.connect()
  try {
    const found = await findNeedy(client, schema)
    if (found === undefined) return false
    const table = `${schema}.${quoted(found.name)}`
    // Only the owner may; outside a transaction the session is nobody again.
    await client.query('reset role')
    await client.query(found.isDead ? `vacuum ${table}` : `analyze ${table}`)
    return true
  } finally {
    await client.query('set role penstock_nobody').finally(() => client.release())
  }
}

interface Needy {
  readonly name: string
  readonly isDead: boolean
}

/**
 * The table that has changed most since it was looked after. What changed is counted by the engine for as long as it runs; what
 * changed before shows by the size alone.
 */
async function findNeedy(client: PoolClient, schema: SchemaName): Promise<Needy | undefined> {
  const { rows } = await client.query<Needy>(
    `with table_now as materialized (
      select c.relname::text as name, greatest(c.reltuples, 0) as rows, c.relpages as pages_then,
        pg_relation_size(c.oid) / current_setting('block_size')::integer as pages, pg_stat_get_dead_tuples(c.oid) as dead,
        pg_stat_get_ins_since_vacuum(c.oid) as added, pg_stat_get_mod_since_analyze(c.oid) as changed
      from pg_class c where c.relnamespace = $1::regnamespace and c.relkind = 'r'),
    needy as (
      select *, pages <= ${MOST_PAGES} and (dead > 50 + 0.2 * rows or added > 1000 + 0.2 * rows) as "isDead",
        changed > 50 + 0.1 * rows or abs(pages - pages_then) > 8 + 0.2 * pages_then as "isOther"
      from table_now)
    select name, "isDead" from needy where "isDead" or "isOther" order by changed desc limit 1`,
    [schema],
  )
  return rows[0]
}
