// Accounts as an administrator keeps them, guests among them.
import { route } from '@penstock/contract/route'
import { IsoInstant } from '@penstock/model/kernel'
import { GuestRoom, Role, SiteScope } from '@penstock/model/operating-model'
import { z } from 'zod'
import { AccountParams, GuestView, Identities, IssuedLink } from './forms.ts'

export const AccountView = z.strictObject({
  id: z.string(),
  name: z.string(),
  roles: z.array(Role),
  sites: SiteScope,
  state: z.enum(['invited', 'active', 'suspended']),
  guest: GuestView.nullable(),
  endsAt: z.string().nullable(),
  /** True once its end is reached: it may nothing, and what it left stays. */
  isEnded: z.boolean(),
  hasPassword: z.boolean(),
  hasTotp: z.boolean(),
  passkeys: z.int(),
  recoveryCodes: z.int(),
  sessions: z.int(),
  lastSeenAt: z.string().nullable(),
  createdAt: z.string(),
  identities: Identities,
  /** Names of the other accounts of the same person. */
  samePerson: z.array(z.string()),
  /** Names of accounts of which nobody has said whether they are the same person's: they look alike, or share one thing and differ in another. */
  questions: z.array(z.strictObject({ name: z.string(), because: z.enum(['name', 'contradiction']) })),
  version: z.int(),
})
export type AccountView = z.infer<typeof AccountView>

export const listAccounts = route({
  method: 'GET',
  path: '/access/accounts',
  side: 'hub',
  permission: 'access:manage',
  summary: 'Accounts of people and guests who have come in',
  response: z.strictObject({ items: z.array(AccountView) }),
  refusals: [],
})

export const changeAccount = route({
  method: 'PATCH',
  path: '/access/accounts/{accountId}',
  side: 'hub',
  permission: 'access:manage',
  summary:
    'Change roles, sites, end, rooms, state or identities of another account; ends its sessions. Where identities show that one person has live accounts of both domains, the younger one is suspended',
  params: AccountParams,
  body: z.strictObject({
    version: z.int(),
    roles: z.array(Role).min(1).optional(),
    sites: SiteScope.optional(),
    state: z.enum(['active', 'suspended']).optional(),
    /** Null takes the end away; a guest keeps one. */
    endsAt: IsoInstant.nullable().optional(),
    rooms: z.array(GuestRoom).min(1).optional(),
    identities: Identities.optional(),
  }),
  response: AccountView,
  refusals: [
    'access.two-domains',
    'access.one-person',
    'access.no-role',
    'access.own-rights',
    'access.guest-role',
    'access.guest-end',
    'access.not-a-guest',
    'version-moved',
    'not-found',
  ],
})

export const recoverAccount = route({
  method: 'POST',
  path: '/access/accounts/{accountId}/recovery',
  side: 'hub',
  permission: 'access:manage',
  summary: 'Take back every way to sign in and every session of another account; answers with a new one-time link',
  params: AccountParams,
  response: IssuedLink,
  hasSecretAnswer: true,
  refusals: ['access.own-rights', 'not-found'],
})
