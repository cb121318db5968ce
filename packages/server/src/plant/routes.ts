// HTTP of the plant room.
import * as contract from '@penstock/contract/plant'
import { readBytes, serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { PlantService } from './service.ts'

/** A plant of ten thousand assets is some 35 MB. */
const PLANT_LIMIT_BYTES = 64 * 2 ** 20

export function servePlant(app: FastifyInstance, plant: PlantService): void {
  serveRoute(app, contract.listSites, async ({ caller }) => ({ items: await plant.listSites(caller) }))
  serveRoute(app, contract.nameSite, ({ caller, params, body }) =>
    plant.nameSite(caller, params.site, body.version, body.name),
  )
  serveRoute(
    app,
    contract.importPlant,
    async ({ caller, params, query, request }) =>
      await plant.importPlant(caller, params.site, await readBytes(request.body, PLANT_LIMIT_BYTES), query),
    { bodyLimitBytes: PLANT_LIMIT_BYTES },
  )
  serveRoute(app, contract.exportPlant, async ({ caller, params, reply }) => {
    const text = await plant.exportPlant(caller, params.site)
    await reply
      .type('application/json')
      .header('content-disposition', `attachment; filename="${params.site}.plant.json"`)
      .send(text)
    return undefined
  })
}
