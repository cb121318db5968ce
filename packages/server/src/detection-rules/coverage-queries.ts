// SQL of coverage: when each rule was last seen to meet what it is for, and which kinds of events arrive.
import type { ArrivedData, FindingLevel } from '@penstock/model/detections'
import type { EpochMicros } from '@penstock/model/kernel'
import type { SiteScope } from '@penstock/model/operating-model'
import { chunks } from '@penstock/server/runtime'
import { sqlInstant } from '@penstock/store/state'
import { sql } from 'kysely'
import type { StoredRule, Tx } from './queries.ts'

/** These met what the catalogue says that they must, as the text that they are now. */
export async function putTests(tx: Tx, rules: readonly string[], at: EpochMicros): Promise<void> {
  for (const chunk of chunks(rules))
    await tx
      .updateTable('detection_rule_state')
      .set((row) => ({ tested_at: sqlInstant(at), tested_by: 'pack', tested_version: row.ref('version') }))
      .where('id', 'in', [...chunk])
      .where('is_present', '=', true)
      .execute()
}

/** Somebody tried it on an event that it met. */
export async function putTrial(tx: Tx, rule: string, at: EpochMicros): Promise<void> {
  await tx
    .updateTable('detection_rule_state')
    .set((row) => ({ tested_at: sqlInstant(at), tested_by: 'trial', tested_version: row.ref('version') }))
    .where('id', '=', rule)
    .where('is_present', '=', true)
    .execute()
}

export async function listPresentRules(tx: Tx): Promise<StoredRule[]> {
  return await tx
    .selectFrom('detection_rule_state')
    .selectAll()
    .where('is_present', '=', true)
    .orderBy('title')
    .orderBy('id')
    .execute()
}

export async function putArrived(tx: Tx, arrived: readonly ArrivedData[]): Promise<void> {
  // In one order, whoever writes: two batches of a site wait for each other and never in a circle.
  const rows = arrived
    .map(({ site, product = '', category = '', service = '', protocol, lastAt }) => ({
      ...{ site, product, category, service, protocol: protocol ?? '', last_at: sqlInstant(lastAt) },
    }))
    .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  for (const chunk of chunks(rows))
    await tx
      .insertInto('detection_data')
      .values([...chunk])
      .onConflict((conflict) =>
        conflict
          .columns(['site', 'product', 'category', 'service', 'protocol'])
          .doUpdateSet({ last_at: sql<never>`greatest(detection_data.last_at, excluded.last_at)` }),
      )
      .execute()
}

function keyOf(row: { readonly [column in 'site' | 'product' | 'category' | 'service' | 'protocol']: string }): string {
  return JSON.stringify([row.site, row.product, row.category, row.service, row.protocol])
}

/** What arrived at these sites since, latest first. */
export async function listArrived(tx: Tx, sites: SiteScope, since: EpochMicros) {
  return await tx
    .selectFrom('detection_data')
    .selectAll()
    .where('last_at', '>=', sqlInstant(since))
    .where((where) => (sites === '*' ? where.lit(true) : where('site', 'in', sites.length === 0 ? [''] : [...sites])))
    .orderBy('last_at', 'desc')
    .orderBy('site')
    .orderBy('product')
    .orderBy('service')
    .orderBy('protocol')
    .execute()
}

export async function forgetArrived(tx: Tx, before: EpochMicros): Promise<void> {
  await tx.deleteFrom('detection_data').where('last_at', '<', sqlInstant(before)).execute()
}

/** When detectors last found something here that nobody called false, and when each rule of chains last told something. */
export interface Provers {
  readonly raised: readonly {
    readonly rule: string
    readonly title: string
    readonly level: FindingLevel
    readonly techniques: readonly string[]
    readonly at: EpochMicros
  }[]
  readonly told: readonly { readonly rule: string; readonly at: EpochMicros }[]
}

const DETECTORS = ['behaviour', 'zone-breach', 'shadow', 'program-change', 'silence'] as const

export async function listProvers(tx: Tx, since: EpochMicros): Promise<Provers> {
  const raised = await tx
    .selectFrom('detection')
    .distinctOn('rule')
    .select(['rule', 'title', 'level', 'techniques', 'raised_at as at'])
    .where('kind', 'in', DETECTORS)
    .where('raised_at', '>=', sqlInstant(since))
    .where((where) => where.or([where('verdict', 'is', null), where('verdict', '<>', 'false-positive')]))
    .orderBy('rule')
    .orderBy('raised_at', 'desc')
    .execute()
  // A signal of a line is `kind|rule|…`; of packets and detectors its kind has the switch.
  const told = await tx
    .selectFrom('feature_told')
    .select([
      sql<string>`case when split_part(body ->> 'id', '|', 1) = body ->> 'kind' and split_part(body ->> 'id', '|', 2) ~ '^[0-9a-f]{8}-' then split_part(body ->> 'id', '|', 2) else body ->> 'kind' end`.as(
        'rule',
      ),
      sql<EpochMicros>`max(at)`.as('at'),
    ])
    .where('at', '>=', sqlInstant(since))
    .where('body', 'is not', null)
    .groupBy('rule')
    .execute()
  return { raised, told }
}
