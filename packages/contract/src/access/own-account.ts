// The own account: name and password, authenticator, recovery codes.
import { route } from '@penstock/contract/route'
import { z } from 'zod'
import { AccountName, Code } from './forms.ts'
import { PasskeyView } from './passkeys.ts'

const Password = z.string().min(12).max(200)

export const setPassword = route({
  method: 'PUT',
  path: '/account/password',
  side: 'hub',
  permission: 'session',
  summary: 'Choose a name and password for the own account; a change ends the other sessions',
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
  hasSecretAnswer: true,
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

export const removeTotp = route({
  method: 'DELETE',
  path: '/account/totp',
  side: 'hub',
  permission: 'session',
  summary: 'Remove the authenticator, so that another can be enrolled; never the last way to sign in',
  refusals: ['not-found', 'access.last-way'],
})

/** What the own account can sign in with. */
export const WaysView = z.strictObject({
  hasPassword: z.boolean(),
  hasTotp: z.boolean(),
  passkeys: z.array(PasskeyView),
  recovery: z.strictObject({ remaining: z.int(), createdAt: z.string().nullable() }),
})
export type WaysView = z.infer<typeof WaysView>

export const readWays = route({
  method: 'GET',
  path: '/account/ways',
  side: 'hub',
  permission: 'session',
  summary: 'Ways to sign in to the own account',
  response: WaysView,
  refusals: [],
})

export const makeRecoveryCodes = route({
  method: 'POST',
  path: '/account/recovery-codes',
  side: 'hub',
  permission: 'session',
  summary: 'Ten new recovery codes, shown once; older ones are void',
  response: z.strictObject({ codes: z.array(z.string()) }),
  hasSecretAnswer: true,
  refusals: [],
})
