// Answers to writes that carried an Idempotency-Key. The key is claimed before the write begins and holds its answer for a day.
import { createHash } from 'node:crypto'
import type { EpochMicros } from '@penstock/model/kernel'
import { micros } from '@penstock/model/kernel'
import { sqlInstant } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { sql, type Transaction } from 'kysely'

/** The table is the same in every store. */
export type KeptAnswerTx = Transaction<Pick<CoreTables, 'kept_answer'>>

export interface Claim {
  readonly subject: string
  readonly key: string
  /** SHA-256 of method, address and body. */
  readonly requestHash: Uint8Array
}

export type Claimed =
  | { readonly kind: 'new' | 'begun' | 'broken' | 'other-request' }
  | { readonly kind: 'done'; readonly status: number; readonly body: string | null }

const KEPT_MICROS = 86_400_000_000

export class KeptAnswers {
  readonly #transaction: <T>(run: (tx: KeptAnswerTx) => Promise<T>) => Promise<T>
  readonly #clock: () => EpochMicros

  constructor(transaction: <T>(run: (tx: KeptAnswerTx) => Promise<T>) => Promise<T>, clock: () => EpochMicros) {
    this.#transaction = transaction
    this.#clock = clock
  }

  /** What the last process began and did not end is broken. Call once, before the first request. */
  async begin(): Promise<void> {
    await this.#transaction((tx) =>
      tx.updateTable('kept_answer').set({ state: 'broken' }).where('state', '=', 'begun').execute(),
    )
  }

  /** `new` gives the key to the caller, who must `end`, `drop` or `break` it; anything else says what became of the first. */
  async claim(claim: Claim): Promise<Claimed> {
    const { subject, key, requestHash } = claim
    const at = this.#clock()
    return await this.#transaction(async (tx) => {
      await tx
        .deleteFrom('kept_answer')
        .where('begun_at', '<', sqlInstant(micros(at - KEPT_MICROS)))
        .execute()
      const inserted = await tx
        .insertInto('kept_answer')
        .values({ subject, key, request_hash: requestHash, state: 'begun', begun_at: sqlInstant(at) })
        .onConflict((conflict) => conflict.doNothing())
        .returning('key')
        .executeTakeFirst()
      if (inserted !== undefined) return { kind: 'new' }
      const kept = await tx
        .selectFrom('kept_answer')
        .select(['state', 'status', 'body', sql<boolean>`request_hash = ${requestHash}`.as('isSame')])
        .where((where) => where.and(keyOf(claim)))
        .executeTakeFirstOrThrow()
      if (!kept.isSame) return { kind: 'other-request' }
      if (kept.state === 'done' && kept.status !== null) return { kind: 'done', status: kept.status, body: kept.body }
      return { kind: kept.state === 'broken' ? 'broken' : 'begun' }
    })
  }

  async end(claim: Claim, status: number, body: string | null): Promise<void> {
    await this.#become(claim, { state: 'done', status, body })
  }

  /** The write was refused and nothing was done: the key is free again. */
  async drop(claim: Claim): Promise<void> {
    await this.#transaction((tx) =>
      tx
        .deleteFrom('kept_answer')
        .where((where) => where.and(keyOf(claim)))
        .execute(),
    )
  }

  /** The write failed in a way that nobody foresaw: it may have been done in part. */
  async break(claim: Claim): Promise<void> {
    await this.#become(claim, { state: 'broken' })
  }

  async #become(claim: Claim, change: { state: 'done'; status: number; body: string | null } | { state: 'broken' }) {
    await this.#transaction((tx) =>
      tx
        .updateTable('kept_answer')
        .set(change)
        .where((where) => where.and(keyOf(claim)))
        .execute(),
    )
  }
}

/** The columns that name one kept answer. */
function keyOf({ subject, key }: Claim): Pick<Claim, 'subject' | 'key'> {
  return { subject, key }
}

export function hashOfRequest(method: string, address: string, body: unknown): Uint8Array {
  return createHash('sha256')
    .update(`${method} ${address}\n${JSON.stringify(body ?? null)}`)
    .digest()
}
