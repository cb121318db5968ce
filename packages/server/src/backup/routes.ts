// HTTP of backups and their settings, in the hub.
import * as contract from '@penstock/contract/settings'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { BackupsService } from './service.ts'

export function serveBackups(app: FastifyInstance, backups: BackupsService): void {
  serveRoute(app, contract.readBackups, () => backups.read())
  serveRoute(app, contract.changeBackupSettings, ({ caller, body }) => backups.change(caller, body))
  serveRoute(app, contract.createBackup, ({ caller }) => backups.create(caller))
  serveRoute(app, contract.downloadBackup, async ({ caller, params, reply }) => {
    const { stream, bytes, name } = await backups.download(caller, params.reference)
    await reply
      .type('application/octet-stream')
      .header('content-length', bytes)
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(stream)
    return undefined
  })
  serveRoute(app, contract.restoreBackup, ({ caller, params, body }) =>
    backups.restore(caller, params.reference, body.identities),
  )
}
