// Invitations: an account that nobody has come in with yet, and its one-time link.
import { route } from '@penstock/contract/route'
import { IsoInstant } from '@penstock/model/kernel'
import { Capacity, GuestRoom, Role, SiteScope } from '@penstock/model/operating-model'
import { z } from 'zod'
import { AccountView } from './accounts.ts'
import { AccountName, AccountParams, GuestView, Identities, IssuedLink } from './forms.ts'

export const createAccount = route({
  method: 'POST',
  path: '/access/accounts',
  side: 'hub',
  permission: 'access:manage',
  summary: 'Invite a person or a guest; answers with the one-time link',
  body: z.strictObject({
    name: AccountName,
    roles: z.array(Role).min(1),
    sites: SiteScope,
    endsAt: IsoInstant.optional(),
    identities: Identities.optional(),
    guest: z
      .strictObject({
        capacity: Capacity,
        rooms: z.array(GuestRoom).min(1),
        /** Account that answers for the guest; whoever invites when left out. */
        sponsorId: z.string().optional(),
      })
      .optional(),
  }),
  response: z.strictObject({ account: AccountView, ...IssuedLink.shape }),
  hasSecretAnswer: true,
  refusals: [
    'access.two-domains',
    'access.one-person',
    'access.no-role',
    'access.name-taken',
    'access.guest-role',
    'access.guest-end',
    'access.no-sponsor',
  ],
})

export const InvitationView = z.strictObject({
  accountId: z.string(),
  name: z.string(),
  roles: z.array(Role),
  sites: SiteScope,
  guest: GuestView.nullable(),
  endsAt: z.string().nullable(),
  invitedBy: z.string().nullable(),
  invitedAt: z.string(),
  linkExpiresAt: z.string().nullable(),
  /** True when the link can no longer be used: send it again, or withdraw. */
  isLapsed: z.boolean(),
})
export type InvitationView = z.infer<typeof InvitationView>

export const listInvitations = route({
  method: 'GET',
  path: '/access/invitations',
  side: 'hub',
  permission: 'access:manage',
  summary: 'Invitations that nobody has taken up yet',
  response: z.strictObject({ items: z.array(InvitationView) }),
  refusals: [],
})

export const resendInvitation = route({
  method: 'POST',
  path: '/access/invitations/{accountId}/link',
  side: 'hub',
  permission: 'access:manage',
  summary: 'A new link for an invitation; the older one is void',
  params: AccountParams,
  response: IssuedLink,
  hasSecretAnswer: true,
  refusals: ['not-found'],
})

export const withdrawInvitation = route({
  method: 'DELETE',
  path: '/access/invitations/{accountId}',
  side: 'hub',
  permission: 'access:manage',
  summary: 'Withdraw an invitation; its link is void and its name free',
  params: AccountParams,
  refusals: ['not-found'],
})
