// The declared plant that a question is about, as it is known now or was at an instant, and how its lists are loaded.
import { type EpochMicros, isoOfMicros, type SiteKey } from '@penstock/model/kernel'
import { PLANT_SCHEMA } from '@penstock/model/plant'
import { type Moment, momentOf } from '@penstock/server/history'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import type { Clock } from '@penstock/server/runtime'
import type { Scope, Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { findPlantImport, readPlantLists } from './service.ts'

export interface AskedPlantOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly scopeOf: (caller: Caller) => Scope
}

export interface LoadablePlant {
  /** Names the plant: what is loaded under it is always the same. */
  readonly key: string
  /** Its lists by name, all when none are named; those of an empty plant where there was none. */
  readonly load: (lists?: readonly string[]) => Promise<Readonly<Record<string, unknown>>>
}

export interface AskedPlant extends LoadablePlant {
  readonly site: SiteKey
  /** The instant at which it is looked at. */
  readonly at: EpochMicros
  /** Null: as it is known now. */
  readonly moment: Moment | null
  readonly scope: Scope
  /** What each answer says of what it stands on. */
  readonly about: {
    readonly site: SiteKey
    readonly asOf: string
    readonly source: string | null
    readonly importedAt: string | null
  }
}

const EMPTY_PLANT = { about: { name: 'none', schema: PLANT_SCHEMA } }

/** An import is whole, so the plant at an instant is what the last one before it made of it. Throws `not-found`, `history.in-future`. */
export async function askedPlant(
  { store, clock, scopeOf }: AskedPlantOptions,
  caller: Caller,
  site: SiteKey,
  asOf: EpochMicros | undefined,
): Promise<AskedPlant> {
  if (!maySeeSite(caller, site)) throw new AppError('not-found')
  const now = clock()
  const moment = momentOf({ asOf, clock: 'learned' }, now)
  const scope = scopeOf(caller)
  const { isSite, last } = await store.transaction(scope, (tx) => findPlantImport(tx, site, moment?.at))
  if (!isSite) throw new AppError('not-found')
  const at = moment?.at ?? now
  return {
    site,
    at,
    moment,
    scope,
    about: {
      site,
      asOf: isoOfMicros(at),
      source: last?.source ?? null,
      importedAt: last === null ? null : isoOfMicros(last.learned_at),
    },
    ...loadablePlant(store, scope, site, last),
  }
}

/** The plant as the import made it that `findPlantImport` gave; an empty one where there was none. */
export function loadablePlant(
  store: Store<CoreTables>,
  scope: Scope,
  site: string,
  last: Awaited<ReturnType<typeof findPlantImport>>['last'],
): LoadablePlant {
  return {
    key: last?.id ?? 'none',
    load: async (lists) =>
      last === null
        ? EMPTY_PLANT
        : await store.transaction(scope, (tx) => readPlantLists(tx, site, lists, last.learned_at)),
  }
}
