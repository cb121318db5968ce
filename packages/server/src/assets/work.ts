// What the use cases of the register share: store, clock, whose rows are read, and how an asset is found.
import { idOfUuid, uuidOfId } from '@penstock/model/kernel'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import type { JobsService } from '@penstock/server/jobs'
import type { Clock } from '@penstock/server/runtime'
import type { Scope, Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { SourcedConversation } from './conclude.ts'
import type { UploadSpool } from './exchange/upload-spool.ts'
import type { AssetTableRow, Tx } from './queries.ts'
import * as queries from './queries.ts'

export interface AssetsOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  /** Where files come in; null where none do. */
  readonly intake: { readonly spool: UploadSpool; readonly jobs: JobsService } | null
  readonly scopeOf: (caller: Caller) => Scope
  /** The conversations of a site as its register is concluded from them. */
  readonly conversations: (tx: Tx, site: string) => Promise<SourcedConversation[]>
  /** Concludes the site, so that the answer shows what the decision led to; false when that takes longer, or has to be tried again. */
  readonly conclude: (site: string) => Promise<boolean>
}

/** Reads under the person's own SQL role and sites. */
export async function readAs<T>(options: AssetsOptions, caller: Caller, run: (tx: Tx) => Promise<T>): Promise<T> {
  return await options.store.transaction(options.scopeOf(caller), run)
}

/** The asset of an id, or what it became by merging; refuses one that is not there. */
export async function getRow(tx: Tx, assetId: string): Promise<AssetTableRow> {
  const id = uuidOfId(assetId)
  const row = id === null ? undefined : await queries.findAssetRow(tx, id)
  if (row === undefined) throw new AppError('not-found')
  if (row.merged_into === null) return row
  return await getRow(tx, idOfUuid('ast', row.merged_into))
}

/** The same, kept from everybody else's decisions to the end of the transaction. */
export async function lockRow(tx: Tx, assetId: string): Promise<AssetTableRow> {
  const { id } = await getRow(tx, assetId)
  const row = await queries.lockAssetRow(tx, id)
  if (row === undefined) throw new AppError('not-found')
  return row
}

/** The asset at the version that the person saw; it stays so until the decision is stored. */
export async function seenRow(tx: Tx, caller: Caller, assetId: string, version: number): Promise<AssetTableRow> {
  const row = await lockRow(tx, assetId)
  if (!maySeeSite(caller, row.site)) throw new AppError('not-found')
  if (row.version !== version) throw new AppError('version-moved', { assetId, version: row.version })
  return row
}
