// Signing in, one's own account, accounts and tokens.
import { route } from '@penstock/contract/route'
import { Domain, SiteKey } from '@penstock/model/kernel'
import { Permission, Role, SiteScope, SocModel } from '@penstock/model/operating-model'
import { z } from 'zod'

const AccountName = z.string().regex(/^[a-z0-9][a-z0-9._@-]{0,79}$/)
const Password = z.string().min(12).max(200)
const Code = z.string().regex(/^\d{6}$/)

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

export const setPassword = route({
  method: 'PUT',
  path: '/account/password',
  side: 'hub',
  permission: 'session',
  summary: 'Choose a name and password for the own account',
  body: z.strictObject({ name: AccountName.optional(), current: z.string().max(200).optional(), password: Password }),
  refusals: ['access.wrong-credentials', 'access.name-taken'],
})

export const startTotp = route({
  method: 'POST',
  path: '/account/totp',
  side: 'hub',
  permission: 'session',
  summary: 'Begin to enrol an authenticator: its secret is shown once',
  response: z.strictObject({ secret: z.string(), uri: z.string() }),
  refusals: ['access.totp-already'],
})

export const confirmTotp = route({
  method: 'POST',
  path: '/account/totp/confirmation',
  side: 'hub',
  permission: 'session',
  summary: 'Prove the authenticator with a code',
  body: z.strictObject({ code: Code }),
  refusals: ['access.wrong-code', 'access.totp-not-started'],
})

export const AccountView = z.strictObject({
  id: z.string(),
  name: z.string(),
  roles: z.array(Role),
  sites: SiteScope,
  state: z.enum(['active', 'suspended']),
  hasPassword: z.boolean(),
  hasTotp: z.boolean(),
  createdAt: z.string(),
  version: z.int(),
})
export type AccountView = z.infer<typeof AccountView>

export const listAccounts = route({
  method: 'GET',
  path: '/access/accounts',
  side: 'hub',
  permission: 'access:manage',
  summary: 'Accounts',
  response: z.strictObject({ items: z.array(AccountView) }),
  refusals: [],
})

export const createAccount = route({
  method: 'POST',
  path: '/access/accounts',
  side: 'hub',
  permission: 'access:manage',
  summary: 'Create an account; answers with its one-time sign-in link',
  body: z.strictObject({ name: AccountName, roles: z.array(Role).min(1), sites: SiteScope }),
  response: z.strictObject({ account: AccountView, link: z.string() }),
  refusals: ['access.two-domains', 'access.no-role', 'access.name-taken'],
})

export const changeAccount = route({
  method: 'PATCH',
  path: '/access/accounts/{accountId}',
  side: 'hub',
  permission: 'access:manage',
  summary: 'Change roles, sites or state of another account',
  params: z.strictObject({ accountId: z.string() }),
  body: z.strictObject({
    version: z.int(),
    roles: z.array(Role).min(1).optional(),
    sites: SiteScope.optional(),
    state: z.enum(['active', 'suspended']).optional(),
  }),
  response: AccountView,
  refusals: ['access.two-domains', 'access.no-role', 'access.own-rights', 'version-moved', 'not-found'],
})

export const TokenView = z.strictObject({
  id: z.string(),
  name: z.string(),
  domain: Domain,
  site: SiteKey,
  sourceKind: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
})
export type TokenView = z.infer<typeof TokenView>

export const listTokens = route({
  method: 'GET',
  path: '/access/tokens',
  side: 'hub',
  permission: 'sensor:read',
  summary: 'API tokens, without their secrets',
  response: z.strictObject({ items: z.array(TokenView) }),
  refusals: [],
})

export const createToken = route({
  method: 'POST',
  path: '/access/tokens',
  side: 'hub',
  permission: 'sensor:enrol',
  summary: 'Create a write-only token bound to domain, site and kind of source; its secret is shown once',
  body: z.strictObject({
    name: z.string().min(1).max(80),
    domain: Domain,
    site: SiteKey,
    sourceKind: z.enum(['sensor']),
  }),
  response: z.strictObject({ token: TokenView, secret: z.string() }),
  refusals: ['access.other-domain'],
})

export const revokeToken = route({
  method: 'DELETE',
  path: '/access/tokens/{tokenId}',
  side: 'hub',
  permission: 'sensor:enrol',
  summary: 'Revoke a token at once',
  params: z.strictObject({ tokenId: z.string() }),
  refusals: ['not-found'],
})
