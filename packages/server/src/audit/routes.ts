// HTTP of the hub's audit chain. Reading it is itself an entry.
import * as contract from '@penstock/contract/audit'
import type { EpochMicros } from '@penstock/model/kernel'
import { isoOfMicros } from '@penstock/model/kernel'
import { AppError, serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import { appendAudit } from './append.ts'
import { hexOf } from './entry-hash.ts'
import { type Testimony, verifyChain } from './evidence.ts'
import { listEntriesBefore } from './queries.ts'
import type { AuditTx } from './tables.ts'

export interface AuditParts {
  readonly clock: () => EpochMicros
  readonly transaction: <T>(run: (tx: AuditTx) => Promise<T>) => Promise<T>
  /** What the cells keep of the hub's chain; a cell that does not answer testifies nothing. */
  readonly testimonies: () => Promise<readonly Testimony[]>
  /** Public key of the hub's own chain. */
  readonly ownKey: string
}

export function serveAudit(app: FastifyInstance, { clock, transaction, testimonies, ownKey }: AuditParts): void {
  serveRoute(app, contract.listAudit, async ({ caller, query }) => {
    const before = query.cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(query.cursor)
    if (!Number.isSafeInteger(before)) throw new AppError('invalid-request')
    return await transaction(async (tx) => {
      const rows = await listEntriesBefore(tx, before, query.limit)
      const [newest] = await listEntriesBefore(tx, Number.MAX_SAFE_INTEGER, 1)
      await appendAudit(tx, {
        actor: caller.subject,
        action: 'audit.read',
        object: 'core',
        details: { before: query.cursor ?? null },
        at: clock(),
      })
      const items = rows.map(({ seq, at, actor, action, object, details, hash }) => ({
        seq,
        at: isoOfMicros(at),
        actor,
        action,
        object,
        details,
        hash: hexOf(hash),
      }))
      const last = rows.at(-1)?.seq ?? 1
      return { items, total: newest?.seq ?? 0, nextCursor: last > 1 ? String(last) : null }
    })
  })
  serveRoute(app, contract.verifyHubAudit, async ({ caller }) => {
    const heard = await testimonies()
    const verdict = await transaction((tx) => verifyChain(tx, { chain: 'core', testimonies: heard, ownKey }))
    const details = { isIntact: verdict.ok, checkedTo: verdict.checkedTo }
    await transaction((tx) =>
      appendAudit(tx, { actor: caller.subject, action: 'audit.verify', object: 'core', details, at: clock() }),
    )
    return {
      isIntact: verdict.ok,
      checkedTo: verdict.checkedTo,
      faults: verdict.faults.map(({ seq, kind, detail }) => ({ seq, kind, detail })),
    }
  })
}
