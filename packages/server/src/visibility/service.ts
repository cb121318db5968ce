// Use cases of the visibility room: which assets nobody looks at, as things stand now.

import type { Response } from '@penstock/contract/route'
import type { SensorView } from '@penstock/contract/sensors'
import type { GapKind, GapRow, listGaps } from '@penstock/contract/visibility'
import { isoOfMicros, micros, microsOfIso, uuidOfId } from '@penstock/model/kernel'
import { COVERED_DAYS, isWatching } from '@penstock/model/visibility'
import { listAssetRowsOf } from '@penstock/server/assets'
import { AppError, type Caller, keysetOf, maySeeSite, pagedBy } from '@penstock/server/http'
import type { Clock } from '@penstock/server/runtime'
import type { Scope, Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import * as queries from './queries.ts'

export interface VisibilityOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  /** The role, sites and clearance under which a caller reads. */
  readonly scopeOf: (caller: Caller) => Scope
  /** The sensors that a caller may see, each with the one word for its state. */
  readonly sensors: (caller: Caller, site: string | undefined) => Promise<readonly SensorView[]>
}

interface Asked {
  readonly site?: string | undefined
  readonly zone?: string | undefined
  readonly missing?: GapKind | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

const DAY_MICROS = 86_400_000_000

export class VisibilityService {
  readonly #options: VisibilityOptions

  constructor(options: VisibilityOptions) {
    this.#options = options
  }

  async gaps(caller: Caller, asked: Asked): Promise<Response<typeof listGaps>> {
    const { store, clock, scopeOf, sensors } = this.#options
    const { site, zone, missing } = asked
    if (site !== undefined && !maySeeSite(caller, site)) throw new AppError('not-found')
    const now = clock()
    const known = caller.permissions.has('sensor:read') ? await sensors(caller, site) : null
    const watching = known?.filter((sensor) => isWatching(watchOf(sensor), now)) ?? null
    const since = micros(now - COVERED_DAYS * DAY_MICROS)
    const question = {
      ...{ site, zone, missing, since, domain: caller.domain },
      watching: watching?.flatMap(({ id }) => uuidOfId(id) ?? []) ?? null,
    }
    const keyset = keysetOf(asked, { sort: '-place', column: 'place', kind: 'number' })
    return await store.transaction(scopeOf(caller), async (tx) => {
      const { page, counts } = await queries.listGaps(tx, question, keyset)
      const total = missing === undefined ? counts.any : counts[missing]
      const { items, nextCursor } = pagedBy(keyset, page, total)
      const ids = items.map(({ id }) => id)
      const rows = await listAssetRowsOf(tx, ids)
      const heardBy = known === null ? [] : await queries.listHeardBy(tx, ids, since)
      const sensorOf = new Map((known ?? []).map((sensor) => [uuidOfId(sensor.id), sensor]))
      return {
        ...{ asOf: isoOfMicros(now), total, nextCursor, assets: counts.assets, any: counts.any, domain: caller.domain },
        missing: { sensor: counts.sensor, study: counts.study, owner: counts.owner },
        watching: known === null ? null : { sensors: watching?.length ?? 0, of: known.length },
        items: items.flatMap((gap): GapRow[] => {
          const row = rows.get(gap.id)
          if (row === undefined) return []
          const { id, reference, declaredId, name, role, owner, team, ips, macs, lastAt, criticality } = row
          return [
            {
              ...{ id, reference, site: row.site, declaredId, name, role, zone: row.zone, owner, team, ips, macs },
              ...{ lastAt, criticality, isCoverageTold: gap.told },
              gaps: KINDS.filter((kind) => gap[kind]),
              heardBy: heardBy.flatMap(({ asset_id, sensor_id, last_at }) => {
                const sensor = sensorOf.get(sensor_id)
                if (asset_id !== gap.id || sensor === undefined) return []
                return [
                  {
                    id: sensor.id,
                    name: sensor.name,
                    state: sensor.state,
                    lastAt: isoOfMicros(last_at),
                  },
                ]
              }),
            },
          ]
        }),
      }
    })
  }
}

const KINDS: readonly GapKind[] = ['sensor', 'study', 'owner']

function watchOf({ state, heardAt, everyMs }: SensorView) {
  return { state, heardAt: heardAt === null ? null : microsOfIso(heardAt), everyMs }
}
