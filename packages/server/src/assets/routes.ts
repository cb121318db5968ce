// HTTP of the register.
import type { Readable } from 'node:stream'
import * as contract from '@penstock/contract/assets'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { Exchange } from './exchange/exchange.ts'
import type { AssetsService } from './service.ts'

export function serveAssets(app: FastifyInstance, assets: AssetsService): void {
  serveRoute(app, contract.listAssets, ({ caller, query }) => {
    const { cursor, limit, sort, exposure, asOf, clock, ...filter } = query
    return assets.reads.list(caller, filter, { sort, cursor, limit, exposure }, { asOf, clock })
  })
  serveRoute(app, contract.countAnswers, ({ caller, query }) => assets.reads.count(caller, query.site))
  serveRoute(app, contract.readAsset, ({ caller, params, query }) => assets.reads.record(caller, params.assetId, query))
  serveRoute(app, contract.editAsset, ({ caller, params, body }) => assets.edits.edit(caller, params.assetId, body))
  serveRoute(app, contract.confirmAsset, ({ caller, params, body }) =>
    assets.edits.confirm(caller, params.assetId, body.version, body.what),
  )
  serveRoute(app, contract.previewMerge, ({ caller, body }) => assets.identity.previewMerge(caller, body.parts))
  serveRoute(app, contract.mergeAssets, ({ caller, body }) => assets.identity.merge(caller, body))
  serveRoute(app, contract.previewSplit, ({ caller, params, body }) =>
    assets.identity.previewSplit(caller, params.assetId, body),
  )
  serveRoute(app, contract.splitAsset, ({ caller, params, body }) =>
    assets.identity.split(caller, params.assetId, body),
  )
  serveRoute(app, contract.undoDeed, ({ caller, params, body }) =>
    assets.identity.undo(caller, params.deedId, body.reason),
  )
  serveRoute(app, contract.editAssets, ({ caller, body }) => assets.editMany(caller, body))
  serveRoute(app, contract.listActivity, ({ caller, params, query }) => assets.activity(caller, params.assetId, query))
  serveRoute(app, contract.listUnregistered, async ({ caller, query }) => ({
    items: await assets.findings.list(caller, query.site, query.state, query),
  }))
  serveRoute(app, contract.registerTalker, ({ caller, params, body }) =>
    assets.findings.register(caller, params.findingId, body),
  )
  serveRoute(app, contract.recordRemoval, ({ caller, params, body }) =>
    assets.findings.recordRemoval(caller, params.findingId, body.version, body.reason),
  )
  serveExchange(app, assets.exchange)
}

function serveExchange(app: FastifyInstance, exchange: Exchange): void {
  serveRoute(
    app,
    contract.importAssets,
    async ({ caller, params, query, request }) =>
      await exchange.import(caller, params.site, request.body as Readable | undefined, query),
    { bodyLimitBytes: exchange.limitBytes },
  )
  serveRoute(
    app,
    contract.startImport,
    ({ caller, params, query, request }) =>
      exchange.start(caller, params.site, request.body as Readable | undefined, query),
    { bodyLimitBytes: exchange.limitBytes },
  )
  serveRoute(app, contract.listImports, async ({ caller, params }) => ({
    items: await exchange.list(caller, params.site),
  }))
  serveRoute(app, contract.takeBackImport, ({ caller, params, body }) =>
    exchange.takeBack(caller, params.site, params.importId, body.reason),
  )
  serveRoute(app, contract.exportAssets, async ({ caller, query, reply }) => {
    const { stream, type, fileName } = await exchange.export(caller, query)
    await reply.type(type).header('content-disposition', `attachment; filename="${fileName}"`).send(stream)
    return undefined
  })
}
