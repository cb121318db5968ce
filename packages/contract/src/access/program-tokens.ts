// Tokens of a person for programs, such as the command line: no more than the person may, in some rooms, until an end.
import { route } from '@penstock/contract/route'
import { LONGEST_PROGRAM_DAYS, ProgramRoom } from '@penstock/model/operating-model'
import { z } from 'zod'

export const ProgramTokenView = z.strictObject({
  id: z.string(),
  name: z.string(),
  rooms: z.array(ProgramRoom),
  createdAt: z.string(),
  expiresAt: z.string(),
  lastUsedAt: z.string().nullable(),
})
export type ProgramTokenView = z.infer<typeof ProgramTokenView>

export const listProgramTokens = route({
  method: 'GET',
  path: '/account/tokens',
  side: 'hub',
  permission: 'session',
  summary: 'Own tokens for programs that are still good, without their secrets',
  response: z.strictObject({ items: z.array(ProgramTokenView) }),
  refusals: [],
})

export const createProgramToken = route({
  method: 'POST',
  path: '/account/tokens',
  side: 'hub',
  permission: 'session',
  summary: 'A token for a program that works in your name; its secret is shown once. Guests have none',
  body: z.strictObject({
    name: z.string().trim().min(1).max(80),
    rooms: z.array(ProgramRoom).min(1),
    days: z.int().min(1).max(LONGEST_PROGRAM_DAYS),
  }),
  response: z.strictObject({ token: ProgramTokenView, secret: z.string() }),
  hasSecretAnswer: true,
  refusals: ['not-found', 'access.too-many-tokens'],
})

export const revokeProgramToken = route({
  method: 'DELETE',
  path: '/account/tokens/{tokenId}',
  side: 'hub',
  permission: 'session',
  summary: 'Revoke an own token at once',
  params: z.strictObject({ tokenId: z.string() }),
  refusals: ['not-found'],
})
