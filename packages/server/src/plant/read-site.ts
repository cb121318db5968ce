// Reads of one site under the label of the person who asks.
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import type { AskedPlantOptions } from './asked.ts'
import { findSite, type Tx } from './queries.ts'

/** Throws `not-found` where there is no such site, and where the caller may not see it. */
export async function readSite<T>(
  { store, scopeOf }: Pick<AskedPlantOptions, 'store' | 'scopeOf'>,
  caller: Caller,
  site: string,
  read: (tx: Tx) => Promise<T>,
): Promise<T> {
  if (!maySeeSite(caller, site)) throw new AppError('not-found')
  return await store.transaction(scopeOf(caller), async (tx) => {
    if ((await findSite(tx, site)) === undefined) throw new AppError('not-found')
    return await read(tx)
  })
}
