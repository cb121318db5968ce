// Use cases of the __kebab__ room. One use case is one transaction.
import type { __Pascal__View } from '@penstock/contract/__kebab__'
import { count__Pascal__Items } from '@penstock/model/__kebab__'
import type { SiteKey } from '@penstock/model/kernel'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import type { Scope, Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { problemOf__Pascal__ } from './errors.ts'
import { countDeclaredItems } from './queries.ts'

export interface __Pascal__Options {
  readonly store: Store<CoreTables>
  /** The role, sites and clearance under which a caller reads. */
  readonly scopeOf: (caller: Caller) => Scope
}

export class __Pascal__Service {
  readonly #options: __Pascal__Options

  constructor(options: __Pascal__Options) {
    this.#options = options
  }

  async read(caller: Caller, site: SiteKey): Promise<__Pascal__View> {
    if (!maySeeSite(caller, site)) throw new AppError('not-found')
    const { store, scopeOf } = this.#options
    const counts = await store.transaction(scopeOf(caller), (tx) => countDeclaredItems(tx, site))
    const items = count__Pascal__Items(counts)
    if (!items.ok) throw new AppError(problemOf__Pascal__[items.refusal.code])
    return { site, items: items.value }
  }
}
