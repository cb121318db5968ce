// HTTP of the blueprint room.
import * as contract from '@penstock/contract/blueprint'
import { readBytes, serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { BlueprintService } from './service.ts'

/** A blueprint of ten thousand assets is some 2 MB. */
const LIMIT_BYTES = 16 * 2 ** 20

export function serveBlueprint(app: FastifyInstance, blueprint: BlueprintService): void {
  serveRoute(app, contract.readBlueprint, ({ caller, params }) => blueprint.read(caller, params.site))
  serveRoute(app, contract.listDeviations, ({ caller, params, query }) =>
    blueprint.deviations(caller, params.site, query),
  )
  serveRoute(app, contract.listBlueprints, ({ caller, params }) => blueprint.versions(caller, params.site))
  serveRoute(
    app,
    contract.agreeBlueprint,
    async ({ caller, params, query, request }) =>
      await blueprint.agree(caller, params.site, await readBytes(request.body, LIMIT_BYTES), query),
    { bodyLimitBytes: LIMIT_BYTES },
  )
  serveRoute(app, contract.exportBlueprint, async ({ caller, params, query, reply }) => {
    const text = await blueprint.export(caller, params.site, query.draft)
    await reply
      .type('application/json')
      .header('content-disposition', `attachment; filename="${params.site}.blueprint.json"`)
      .send(text)
    return undefined
  })
  serveRoute(app, contract.checkLink, ({ caller, params, query }) => blueprint.link(caller, params.site, query))
  serveRoute(app, contract.readMonitoring, ({ caller, params, query }) =>
    blueprint.monitoring(caller, params.site, query.standing === 'today'),
  )
  serveRoute(app, contract.listCloudServices, ({ caller, params }) => blueprint.cloud(caller, params.site))
}
