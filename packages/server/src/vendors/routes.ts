// HTTP of the vendors room, in the hub.
import * as contract from '@penstock/contract/vendors'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { VendorsService } from './service.ts'

export function serveVendors(app: FastifyInstance, vendors: VendorsService): void {
  serveRoute(app, contract.listVendors, ({ caller, params, query }) => vendors.list(caller, params.site, query.asOf))
  serveRoute(app, contract.readVendorRegister, ({ caller, params, query }) =>
    vendors.register(caller, params.site, query),
  )
  serveRoute(app, contract.findVendorRadius, ({ caller, params, query }) => vendors.radius(caller, params.site, query))
}
