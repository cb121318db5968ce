// HTTP of the audit chains at the hub. Reading and checking them are entries themselves.
import * as contract from '@penstock/contract/audit'
import { type EpochMicros, isoOfMicros, isoOrNull } from '@penstock/model/kernel'
import { AppError, serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import { appendAudit } from './append.ts'
import { hexOf } from './entry-hash.ts'
import { countEntries, listEntriesBefore } from './queries.ts'
import type { AuditTx } from './tables.ts'
import type { WireCheck } from './wire.ts'

export interface CheckedChain {
  readonly chain: 'core' | 'it' | 'ot'
  /** Null when its cell did not answer. */
  readonly check: WireCheck | null
}

export interface AuditParts {
  readonly clock: () => EpochMicros
  readonly transaction: <T>(run: (tx: AuditTx) => Promise<T>) => Promise<T>
  /** Checks every chain for a person. */
  readonly checkAll: (askedBy: string) => Promise<readonly CheckedChain[]>
  /** Ids and names of accounts. */
  readonly accountNames: () => Promise<ReadonlyMap<string, string>>
}

/** How many faults of a chain are told; the count is of all. */
const TOLD_FAULTS = 20

export function serveAudit(app: FastifyInstance, { clock, transaction, checkAll, accountNames }: AuditParts): void {
  serveRoute(app, contract.listAudit, async ({ caller, query }) => {
    const { cursor, limit, ...asked } = query
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor)
    if (!Number.isSafeInteger(before)) throw new AppError('invalid-request')
    const names = await accountNames()
    const filter = { ...asked, actor: asked.actor === undefined ? undefined : idOf(asked.actor, names) }
    return await transaction(async (tx) => {
      const rows = await listEntriesBefore(tx, before, limit + 1, filter)
      const total = await countEntries(tx, filter)
      const { actor = null, action = null, from, to } = filter
      const span = {
        from: from === undefined ? null : isoOfMicros(from),
        to: to === undefined ? null : isoOfMicros(to),
      }
      await appendAudit(tx, {
        actor: caller.subject,
        action: 'audit.read',
        object: 'core',
        details: { before: cursor ?? null, actor, action, ...span },
        at: clock(),
      })
      const page = rows.slice(0, limit)
      const items = page.map(({ at, hash, prev_hash: _before, ...entry }) => ({
        ...entry,
        at: isoOfMicros(at),
        actorName: names.get(entry.actor) ?? null,
        hash: hexOf(hash),
      }))
      return { items, total, nextCursor: rows.length > limit ? String(page.at(-1)?.seq) : null }
    })
  })
  serveRoute(app, contract.verifyChains, async ({ caller }) => {
    const chains = await checkAll(caller.subject)
    return { at: isoOfMicros(clock()), chains: chains.map(viewOf) }
  })
}

/** The id that a name stands for; whatever is no name stays as it is. */
function idOf(given: string, names: ReadonlyMap<string, string>): string {
  for (const [id, name] of names) if (name === given) return id
  return given
}

function viewOf({ chain, check }: CheckedChain): contract.ChainCheckView {
  if (check === null) {
    const nothing = { checkedTo: 0, checkedUntil: null, signedTo: 0, anchoredTo: 0, faultCount: 0, faults: [] }
    return { chain, state: 'silent', ...nothing }
  }
  const { ok, checkedTo, checkedUntil, signedTo, anchoredTo, faults } = check
  return {
    chain,
    state: ok ? 'intact' : 'broken',
    checkedTo,
    checkedUntil: isoOrNull(checkedUntil),
    signedTo,
    anchoredTo,
    faultCount: faults.length,
    faults: faults.slice(0, TOLD_FAULTS).map(({ seq, kind, detail }) => ({ seq, kind, detail })),
  }
}
