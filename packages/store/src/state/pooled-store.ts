// The store over a pg pool, the same for both engines: the scope of a transaction is set in one statement, for it alone.
import { AsyncLocalStorage } from 'node:async_hooks'
import { SiteKey } from '@penstock/model/kernel'
import { Kysely, PostgresDialect, sql } from 'kysely'
import type { Pool } from 'pg'
import { committed } from './after-commit.ts'
import { StoreError } from './errors.ts'
import { type Engine, ROLES_OF_SCHEMA, type SchemaName, type Scope, type Store } from './store.ts'

interface Parts {
  readonly engine: Engine
  readonly pool: Pool
  readonly schema: SchemaName
  /** Runs after the pool has ended. */
  readonly close: () => Promise<void>
}

export function storeOnPool<Tables>({ engine, pool, schema, close }: Parts): Store<Tables> {
  const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  const running = new AsyncLocalStorage<{ isOpen: boolean }>()
  return {
    engine,
    transaction: async (scope, run) => {
      if (running.getStore()?.isOpen === true)
        throw new StoreError(
          'store.nested-transaction',
          'a transaction of this store is already open here; pass its handle on instead of opening a second one',
        )
      const scopeSql = sql.raw(scopeStatement(schema, scope))
      const mark = { isOpen: true }
      try {
        let done: object | null = null
        const result = await running.run(mark, () =>
          database.transaction().execute(async (tx) => {
            done = tx
            await scopeSql.execute(tx)
            return await run(tx)
          }),
        )
        mark.isOpen = false
        if (done !== null) committed(done)
        return result
      } finally {
        mark.isOpen = false
      }
    },
    health: async () => {
      const asked = Math.floor(Math.random() * 1_000_000)
      const answer = await inTime(pool.query<{ answer: number }>('select $1::integer as answer', [asked]))
      return answer?.rows.length === 1 && answer.rows[0]?.answer === asked
    },
    [Symbol.asyncDispose]: async () => {
      // A wedged engine never lets go of its session; it is closed all the same.
      await inTime(database.destroy())
      await close()
    },
  }
}

/** Longest time that a healthy engine is waited for. One session serves everybody, so it may be busy for a while. */
const PATIENCE_MS = 3000

/** What the promise gives within that time; undefined when it rejects or takes longer. */
async function inTime<T>(promise: Promise<T>): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => late.resolve(undefined), PATIENCE_MS)
  try {
    return await Promise.race([promise, late.promise])
  } catch {
    return undefined
  } finally {
    clearTimeout(timer)
  }
}

/** `set local` needs no right to call set_config, which is revoked: as a function it would be callable from a SELECT. */
function scopeStatement(schema: SchemaName, { role, sites, clearance }: Scope): string {
  const roles: readonly string[] = ROLES_OF_SCHEMA[schema]
  if (!roles.includes(role)) throw badScope(`${role} is no role of the ${schema} store`)
  if (sites !== '*' && !sites.every((site) => SiteKey.safeParse(site).success))
    throw badScope('not a list of site keys')
  if (!Number.isInteger(clearance) || clearance < 0 || clearance > 3) throw badScope('clearance is 0 to 3')
  const siteText = sites === '*' ? '*' : sites.join(',')
  return [
    `set local role ${role}`,
    `set local search_path = ${schema}`,
    `set local app.sites = '${siteText}'`,
    `set local app.clearance = '${clearance}'`,
  ].join('; ')
}

function badScope(message: string): StoreError {
  return new StoreError('store.bad-scope', message)
}
