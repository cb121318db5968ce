// What moved in the hub, for live pages: written with the change, read by site, cut away after an hour.
import { type EpochMicros, micros } from '@penstock/model/kernel'
import { sqlInstant } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { Transaction } from 'kysely'

const KEPT_MICROS = 3_600_000_000

export interface Change {
  readonly kind:
    | 'plant'
    | 'register'
    | 'zones'
    | 'unregistered'
    | 'shadow'
    | 'vulnerabilities'
    | 'blueprint'
    | 'vendors'
    | 'detections-it'
    | 'detections-ot'
    | 'incidents-it'
    | 'incidents-ot'
    | 'site'
  readonly site: string
  readonly object: string
}

export async function recordChange(tx: Transaction<CoreTables>, change: Change, at: EpochMicros): Promise<void> {
  await tx
    .insertInto('change_event')
    .values({ ...change, at: sqlInstant(at) })
    .execute()
  await tx
    .deleteFrom('change_event')
    .where('at', '<', sqlInstant(micros(at - KEPT_MICROS)))
    .execute()
}
