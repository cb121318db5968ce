// Every way in, who is signed in, and signing out.
import { route } from '@penstock/contract/route'
import { Domain } from '@penstock/model/kernel'
import { Permission, Role, SiteScope, SocModel } from '@penstock/model/operating-model'
import { z } from 'zod'
import { AccountName, Code, GuestView } from './forms.ts'

/** What a page needs to know of the person at it. */
export const SessionView = z.strictObject({
  accountId: z.string(),
  name: z.string(),
  roles: z.array(Role),
  permissions: z.array(Permission),
  /** The domain whose monitoring this person reads, or null. */
  domain: Domain.nullable(),
  sites: SiteScope,
  policyVersion: z.int(),
  socModel: SocModel,
  hasPassword: z.boolean(),
  hasTotp: z.boolean(),
  passkeys: z.int(),
  guest: GuestView.nullable(),
  /** When the account itself ends; null for one without an end. */
  endsAt: z.string().nullable(),
  /** To be sent as `x-penstock-csrf` with every write. */
  csrfToken: z.string(),
  expiresAt: z.string(),
})
export type SessionView = z.infer<typeof SessionView>

export const openLink = route({
  method: 'POST',
  path: '/session/link',
  side: 'hub',
  permission: 'public',
  summary: 'Sign in with a one-time link',
  body: z.strictObject({ token: z.string().max(200) }),
  response: SessionView,
  refusals: ['access.link-spent'],
})

export const signIn = route({
  method: 'POST',
  path: '/session',
  side: 'hub',
  permission: 'public',
  summary: 'Sign in with name, password and authenticator code',
  body: z.strictObject({ name: AccountName, password: z.string().max(200), code: Code }),
  response: SessionView,
  refusals: ['access.wrong-credentials', 'access.too-many-attempts'],
})

export const signInWithRecoveryCode = route({
  method: 'POST',
  path: '/session/recovery',
  side: 'hub',
  permission: 'public',
  summary: 'Sign in with a recovery code, which is spent',
  body: z.strictObject({ name: AccountName, code: z.string().min(1).max(60) }),
  response: SessionView,
  refusals: ['access.wrong-credentials', 'access.too-many-attempts'],
})

export const readSession = route({
  method: 'GET',
  path: '/session',
  side: 'hub',
  permission: 'session',
  summary: 'Who is signed in',
  response: SessionView,
  refusals: [],
})

export const signOut = route({
  method: 'DELETE',
  path: '/session',
  side: 'hub',
  permission: 'session',
  summary: 'End this session',
  refusals: [],
})

/** One open session as its owner and administrators see it. */
export const OpenSessionView = z.strictObject({
  id: z.string(),
  how: z.enum(['link', 'password and code', 'passkey', 'recovery code']),
  /** Browser and system by family. */
  agent: z.string(),
  createdAt: z.string(),
  lastSeenAt: z.string(),
  expiresAt: z.string(),
  isCurrent: z.boolean(),
})
export type OpenSessionView = z.infer<typeof OpenSessionView>

const Sessions = z.strictObject({ items: z.array(OpenSessionView) })

export const listOwnSessions = route({
  method: 'GET',
  path: '/account/sessions',
  side: 'hub',
  permission: 'session',
  summary: 'Open sessions of the own account',
  response: Sessions,
  refusals: [],
})

export const endOwnSession = route({
  method: 'DELETE',
  path: '/account/sessions/{sessionId}',
  side: 'hub',
  permission: 'session',
  summary: 'End one session of the own account at once, with its open streams',
  params: z.strictObject({ sessionId: z.string() }),
  refusals: ['not-found'],
})

export const endOtherSessions = route({
  method: 'DELETE',
  path: '/account/sessions',
  side: 'hub',
  permission: 'session',
  summary: 'End every session of the own account but this one',
  refusals: [],
})

export const listAccountSessions = route({
  method: 'GET',
  path: '/access/accounts/{accountId}/sessions',
  side: 'hub',
  permission: 'access:manage',
  summary: 'Open sessions of an account',
  params: z.strictObject({ accountId: z.string() }),
  response: Sessions,
  refusals: ['not-found'],
})

export const endAccountSessions = route({
  method: 'DELETE',
  path: '/access/accounts/{accountId}/sessions',
  side: 'hub',
  permission: 'access:manage',
  summary: 'End every session of another account at once, with its open streams',
  params: z.strictObject({ accountId: z.string() }),
  refusals: ['not-found'],
})

export const endAccountSession = route({
  method: 'DELETE',
  path: '/access/accounts/{accountId}/sessions/{sessionId}',
  side: 'hub',
  permission: 'access:manage',
  summary: 'End one session of another account at once',
  params: z.strictObject({ accountId: z.string(), sessionId: z.string() }),
  refusals: ['not-found'],
})
