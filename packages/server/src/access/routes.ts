// HTTP of the access room, and the hook that finds out who is asking.
import * as contract from '@penstock/contract/access'
import { AppError, serveRoute } from '@penstock/server/http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { csrfOfSession, isSameText } from './secrets.ts'
import type { AccessService } from './service.ts'
import type { OpenedSession } from './sessions.ts'

const SESSION_COOKIE = '__Host-penstock'
const CSRF_HEADER = 'x-penstock-csrf'
const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Sets `request.caller` from the session cookie or a bearer token; a write with a cookie needs its write token. */
export function recogniseCallers(app: FastifyInstance, access: AccessService): void {
  app.addHook('onRequest', async (request) => {
    if (!request.url.startsWith('/api/')) return
    const bearer = /^Bearer ([\w-]{20,100})$/.exec(request.headers.authorization ?? '')?.[1]
    if (bearer !== undefined) {
      request.caller = await access.tokens.callerOf(bearer)
      return
    }
    if (!READING.has(request.method)) refuseOtherOrigins(request)
    const token = request.cookies[SESSION_COOKIE]
    if (token === undefined) return
    request.caller = await access.sessions.callerOf(token)
    if (request.caller === null || READING.has(request.method)) return
    const given = request.headers[CSRF_HEADER]
    const isPublic = request.url === '/api/session' || request.url === '/api/session/link'
    if (isPublic && request.method === 'POST') return
    if (typeof given !== 'string' || !isSameText(given, csrfOfSession(token))) throw new AppError('csrf-missing')
  })
}

// Browsers say where a write comes from; one from another place is refused before anything is looked up.
function refuseOtherOrigins(request: FastifyRequest): void {
  const { origin, host } = request.headers
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`)
    throw new AppError('csrf-missing')
}

/** `attemptsPerMinute`: sign-in attempts from one address. */
export function serveAccess(
  app: FastifyInstance,
  access: AccessService,
  { linkOf, attemptsPerMinute }: { readonly linkOf: (token: string) => string; readonly attemptsPerMinute: number },
): void {
  const attempts = { attemptsPerMinute }
  serveRoute(
    app,
    contract.openLink,
    async ({ body, reply }) => opened(reply, await access.sessions.openLink(body.token)),
    attempts,
  )
  serveRoute(
    app,
    contract.signIn,
    async ({ body, reply }) => opened(reply, await access.sessions.signIn(body.name, body.password, body.code)),
    attempts,
  )
  serveRoute(app, contract.readSession, ({ caller, request }) => access.sessions.view(caller, cookieOf(request)))
  serveRoute(app, contract.signOut, async ({ caller, request, reply }) => {
    await access.sessions.signOut(caller, cookieOf(request))
    reply.clearCookie(SESSION_COOKIE, { path: '/', secure: true, httpOnly: true, sameSite: 'strict' })
  })
  serveRoute(app, contract.setPassword, ({ caller, body }) => access.ownAccount.setPassword(caller, body), attempts)
  serveRoute(app, contract.startTotp, ({ caller }) => access.ownAccount.startTotp(caller))
  serveRoute(
    app,
    contract.confirmTotp,
    ({ caller, body }) => access.ownAccount.confirmTotp(caller, body.code),
    attempts,
  )
  serveRoute(app, contract.listAccounts, async () => ({ items: await access.accounts.list() }))
  serveRoute(app, contract.createAccount, async ({ caller, body }) => {
    const { account, link } = await access.accounts.create(caller, body)
    return { account, link: linkOf(link) }
  })
  serveRoute(app, contract.changeAccount, ({ caller, params, body }) =>
    access.accounts.change(caller, params.accountId, body),
  )
  serveRoute(app, contract.listTokens, async ({ caller }) => ({ items: await access.tokens.list(caller) }))
  serveRoute(app, contract.createToken, ({ caller, body }) => access.tokens.create(caller, body))
  serveRoute(app, contract.revokeToken, ({ caller, params }) => access.tokens.revoke(caller, params.tokenId))
}

function cookieOf(request: FastifyRequest): string {
  const token = request.cookies[SESSION_COOKIE]
  if (token === undefined) throw new AppError('not-signed-in')
  return token
}

function opened(reply: FastifyReply, session: OpenedSession): OpenedSession['view'] {
  reply.setCookie(SESSION_COOKIE, session.token, { path: '/', secure: true, httpOnly: true, sameSite: 'strict' })
  return session.view
}
