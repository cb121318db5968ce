// HTTP of the access room, and the hook that finds out who is asking.
import * as contract from '@penstock/contract/access'
import { type EpochMicros, isoOfMicros } from '@penstock/model/kernel'
import { AppError, serveRoute } from '@penstock/server/http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { agentOf } from './agent.ts'
import { csrfOfSession, isSameText, newToken } from './secrets.ts'
import type { AccessService } from './service.ts'
import type { OpenedSession } from './sessions.ts'

const SESSION_COOKIE = '__Host-penstock'
/** Held by a browser that was given a passkey challenge, until it answers. */
const DOOR_COOKIE = '__Host-penstock-door'
const DOOR_S = 300
const CSRF_HEADER = 'x-penstock-csrf'
const READING = new Set(['GET', 'HEAD', 'OPTIONS'])
const KEPT = { path: '/', secure: true, httpOnly: true, sameSite: 'strict' } as const
const WAYS_IN: ReadonlySet<string> = new Set(
  [
    contract.openLink,
    contract.signIn,
    contract.signInWithRecoveryCode,
    contract.beginPasskeySignIn,
    contract.signInWithPasskey,
  ].map(({ path }) => `/api${path}`),
)

/** Sets `request.caller` from the session cookie or a bearer token; a write with a cookie needs its write token. */
export function recogniseCallers(app: FastifyInstance, access: AccessService): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/api/')) return
    const bearer = /^Bearer ([\w-]{20,100})$/.exec(request.headers.authorization ?? '')?.[1]
    if (bearer !== undefined) {
      request.caller = (await access.programs.callerOf(bearer)) ?? (await access.tokens.callerOf(bearer))
      return
    }
    if (!READING.has(request.method)) refuseOtherOrigins(request)
    const token = request.cookies[SESSION_COOKIE]
    const presence = token === undefined ? null : await access.sessions.find(token)
    if (token === undefined || presence === null) return
    const { caller, sessionId, endsAt } = presence
    request.caller = caller
    request.stay = access.stays.enter(reply, { subject: caller.subject, session: sessionId, endsAt })
    if (!READING.has(request.method)) refuseWithoutWriteToken(request, token)
    await access.recordGuest(caller, request.method, request.url)
  })
}

function refuseWithoutWriteToken(request: FastifyRequest, token: string): void {
  const isWayIn = request.method === 'POST' && WAYS_IN.has(request.url)
  const given = request.headers[CSRF_HEADER]
  if (isWayIn || (typeof given === 'string' && isSameText(given, csrfOfSession(token)))) return
  throw new AppError('csrf-missing')
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
  const issued = ({ token, expiresAt }: { token: string; expiresAt: EpochMicros }) => ({
    link: linkOf(token),
    expiresAt: isoOfMicros(expiresAt),
  })
  serveWaysIn(app, access, attempts)
  serveOwnAccount(app, access, attempts)
  serveRoute(app, contract.listAccounts, async () => ({ items: await access.accounts.list() }))
  serveRoute(app, contract.createAccount, async ({ caller, body }) => {
    const { account, ...link } = await access.invitations.invite(caller, body)
    return { account, ...issued(link) }
  })
  serveRoute(app, contract.changeAccount, ({ caller, params, body }) =>
    access.accounts.change(caller, params.accountId, body),
  )
  serveRoute(app, contract.recoverAccount, async ({ caller, params }) =>
    issued(await access.accounts.recover(caller, params.accountId)),
  )
  serveRoute(app, contract.listInvitations, async () => ({ items: await access.invitations.list() }))
  serveRoute(app, contract.resendInvitation, async ({ caller, params }) =>
    issued(await access.invitations.resend(caller, params.accountId)),
  )
  serveRoute(app, contract.withdrawInvitation, ({ caller, params }) =>
    access.invitations.withdraw(caller, params.accountId),
  )
  serveRoute(app, contract.listAccountSessions, async ({ params, request }) => ({
    items: await access.sessions.list(params.accountId, sessionOf(request)),
  }))
  serveRoute(app, contract.endAccountSessions, ({ caller, params, request }) =>
    access.sessions.endAll(caller, params.accountId, sessionOf(request)),
  )
  serveRoute(app, contract.endAccountSession, ({ caller, params }) =>
    access.sessions.end(caller, params.accountId, params.sessionId),
  )
  serveRoute(app, contract.listTokens, async ({ caller }) => ({ items: await access.tokens.list(caller) }))
  serveRoute(app, contract.createToken, ({ caller, body }) => access.tokens.create(caller, body))
  serveRoute(app, contract.revokeToken, ({ caller, params }) => access.tokens.revoke(caller, params.tokenId))
}

interface Attempts {
  readonly attemptsPerMinute: number
}

function serveWaysIn(app: FastifyInstance, { door, passkeys, sessions }: AccessService, attempts: Attempts): void {
  serveRoute(
    app,
    contract.openLink,
    async ({ body, request, reply }) => opened(reply, await door.openLink(body.token, agent(request))),
    attempts,
  )
  serveRoute(
    app,
    contract.signIn,
    async ({ body, request, reply }) =>
      opened(reply, await door.signIn(body.name, body.password, body.code, agent(request))),
    attempts,
  )
  serveRoute(
    app,
    contract.signInWithRecoveryCode,
    async ({ body, request, reply }) => opened(reply, await door.recover(body.name, body.code, agent(request))),
    attempts,
  )
  serveRoute(
    app,
    contract.beginPasskeySignIn,
    async ({ reply }) => {
      const holder = newToken()
      reply.setCookie(DOOR_COOKIE, holder, { ...KEPT, maxAge: DOOR_S })
      return await passkeys.beginSignIn(holder)
    },
    attempts,
  )
  serveRoute(
    app,
    contract.signInWithPasskey,
    async ({ body, request, reply }) => {
      const holder = request.cookies[DOOR_COOKIE] ?? ''
      const session = await passkeys.signIn(holder, body.response, agent(request))
      const view = opened(reply, session)
      reply.clearCookie(DOOR_COOKIE, KEPT)
      return view
    },
    attempts,
  )
  serveRoute(app, contract.readSession, ({ caller, request }) => sessions.view(caller, cookieOf(request)))
  serveRoute(app, contract.signOut, async ({ caller, request, reply }) => {
    await sessions.signOut(caller, cookieOf(request), sessionOf(request))
    reply.clearCookie(SESSION_COOKIE, KEPT)
  })
}

function serveOwnAccount(app: FastifyInstance, access: AccessService, attempts: Attempts): void {
  const { ownAccount, passkeys, sessions } = access
  serveRoute(
    app,
    contract.setPassword,
    ({ caller, body, request }) => ownAccount.setPassword(caller, sessionOf(request), body),
    attempts,
  )
  serveRoute(app, contract.startTotp, ({ caller }) => ownAccount.startTotp(caller))
  serveRoute(app, contract.confirmTotp, ({ caller, body }) => ownAccount.confirmTotp(caller, body.code), attempts)
  serveRoute(app, contract.removeTotp, ({ caller }) => ownAccount.removeTotp(caller))
  serveRoute(app, contract.readWays, ({ caller }) => ownAccount.ways(caller))
  serveRoute(app, contract.makeRecoveryCodes, async ({ caller }) => ({
    codes: await ownAccount.makeRecoveryCodes(caller),
  }))
  serveRoute(app, contract.beginPasskey, ({ caller, request }) => passkeys.begin(caller, sessionOf(request)))
  serveRoute(
    app,
    contract.addPasskey,
    ({ caller, body, request }) => passkeys.add(caller, sessionOf(request), body),
    attempts,
  )
  serveRoute(app, contract.removePasskey, ({ caller, params }) => passkeys.remove(caller, params.passkeyId))
  const { programs } = access
  serveRoute(app, contract.listProgramTokens, async ({ caller }) => ({ items: await programs.list(caller) }))
  serveRoute(app, contract.createProgramToken, ({ caller, body }) => programs.create(caller, body), attempts)
  serveRoute(app, contract.revokeProgramToken, ({ caller, params }) => programs.revoke(caller, params.tokenId))
  serveRoute(app, contract.listOwnSessions, async ({ caller, request }) => ({
    items: await sessions.list(caller.subject, sessionOf(request)),
  }))
  serveRoute(app, contract.endOwnSession, ({ caller, params }) =>
    sessions.end(caller, caller.subject, params.sessionId),
  )
  serveRoute(app, contract.endOtherSessions, ({ caller, request }) =>
    sessions.endAll(caller, caller.subject, sessionOf(request)),
  )
}

function agent(request: FastifyRequest): string {
  return agentOf(request.headers['user-agent'])
}

/** Id of the session that asks; every person comes with one. */
function sessionOf(request: FastifyRequest): string {
  const id = request.stay?.session ?? null
  if (id === null) throw new AppError('not-signed-in')
  return id
}

function cookieOf(request: FastifyRequest): string {
  const token = request.cookies[SESSION_COOKIE]
  if (token === undefined) throw new AppError('not-signed-in')
  return token
}

function opened(reply: FastifyReply, session: OpenedSession): OpenedSession['view'] {
  reply.setCookie(SESSION_COOKIE, session.token, KEPT)
  return session.view
}
