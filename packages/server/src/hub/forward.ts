// Requests of a cell's rooms go on to the cell, with a signed principal instead of cookie and token.
import proxy from '@fastify/http-proxy'
import { PROBLEMS } from '@penstock/contract/problems'
import type { Domain } from '@penstock/model/kernel'
import { PRINCIPAL_HEADER } from '@penstock/server/access'
import { AppError, type Caller, maySeeSite, problemOf } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { CellLink } from './cell-link.ts'

/**
 * `isKnownSite`: a cell does not know which sites there are, so what names one is asked here first. `onWrongDoor`: a token came to a
 * domain that is not its own, or named a site that is not; what it brought is not read.
 */
export async function forwardToCell(
  app: FastifyInstance,
  link: CellLink,
  isKnownSite: (site: string) => Promise<boolean>,
  onWrongDoor: (caller: Caller, asked: { readonly domain: Domain; readonly site: string | null }) => Promise<void>,
): Promise<void> {
  await app.register(async (toCell) => {
    toCell.addHook('preHandler', async (request, reply) => {
      // What is on its way from the cell ends with the right to it.
      request.stay?.signal.addEventListener('abort', () => reply.raw.destroy(), { once: true })
      const { caller } = request
      if (caller === null) throw new AppError('not-signed-in')
      // A cell knows a person's rights, not what a token leaves of them.
      if (caller.kind === 'program') throw new AppError('not-found')
      const { site } = request.query as { readonly site?: unknown }
      const asked = { domain: link.domain, site: typeof site === 'string' ? site : null }
      if (caller.kind === 'source' && !isOwnDoor(caller, asked)) {
        await onWrongDoor(caller, asked)
        throw new AppError('not-found')
      }
      // What only the hub itself may ask of a cell is no address at all from outside.
      if (request.url.split('?')[0]?.includes('/internal') === true) throw new AppError('not-found')
      if (asked.site !== null && !(await isKnownSite(asked.site))) throw new AppError('not-found')
    })
    await toCell.register(proxy, {
      prefix: `/api/${link.domain}`,
      upstream: 'http://cell',
      undici: { connect: { socketPath: link.socket }, connections: 32, headersTimeout: 0, bodyTimeout: 0 },
      replyOptions: {
        rewriteRequestHeaders: (request, { cookie: _cookie, authorization: _authorization, ...headers }) => {
          const { caller } = request as unknown as { readonly caller: Caller }
          return { ...headers, [PRINCIPAL_HEADER]: link.principalOf(caller) }
        },
        onError: (reply, { error }) => {
          reply.log.warn({ err: error, cell: link.domain }, 'cell did not answer')
          const problem = problemOf('cell-silent', reply.request.id)
          void reply
            .code(503)
            .header('retry-after', PROBLEMS['cell-silent'].retryAfterSeconds)
            .type('application/problem+json')
            .send(JSON.stringify(problem))
        },
      },
    })
  })
}

function isOwnDoor(caller: Caller, asked: { readonly domain: Domain; readonly site: string | null }): boolean {
  return caller.domain === asked.domain && (asked.site === null || maySeeSite(caller, asked.site))
}
