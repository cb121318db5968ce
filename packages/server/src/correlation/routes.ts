// HTTP of correlation in a cell: what stands behind pseudonyms, for people of its domain, under their own SQL role.
import * as contract from '@penstock/contract/correlation'
import { Signal } from '@penstock/model/correlation'
import { isoOfMicros } from '@penstock/model/kernel'
import { type Caller, serveRoute } from '@penstock/server/http'
import type { Scope, Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import type { FastifyInstance } from 'fastify'

export function serveFeatures(app: FastifyInstance, store: Store<MonitoringTables>): void {
  serveRoute(app, contract.listFeatures, async ({ caller, query }) => {
    const { ids, site } = query
    const rows = await store.transaction(readingScope(caller), (tx) =>
      tx
        .selectFrom('feature_told')
        .select(['id', 'body'])
        .where('id', 'in', ids)
        .where('body', 'is not', null)
        .where((where) => (site === undefined ? where.lit(true) : where('site', '=', site)))
        .orderBy('at')
        .orderBy('id')
        .execute(),
    )
    return { items: rows.map(({ id, body }) => featureView(id, Signal.parse(body))) }
  })
}

function readingScope(caller: Caller): Scope {
  return { role: 'monitoring_read', sites: caller.sites, clearance: 0 }
}

function featureView(id: string, { kind, site, at, entities, values }: Signal): contract.FeatureView {
  const named = Object.entries(entities).flatMap(([entityClass, things]) =>
    things.map((thing) => ({ entityClass, names: [thing].flat() })),
  )
  return { id, kind, site, at: isoOfMicros(at), entities: named, values }
}
