// What the use cases of this room stand on, and whose domain a caller works for.
import type { Domain } from '@penstock/model/kernel'
import { AppError, type Caller } from '@penstock/server/http'
import type { Clock } from '@penstock/server/runtime'
import type { Scope, Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'

export interface IncidentOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly scopeOf: (caller: Caller) => Scope
  readonly onChange: () => void
  /** Names of people, by account. */
  readonly accountNames: () => Promise<ReadonlyMap<string, string>>
}

/** Cases are of a domain: whoever reads none answers as if there were none. */
export function domainOf(caller: Caller): Domain {
  if (caller.domain === null) throw new AppError('not-found')
  return caller.domain
}
