// API tokens of machines: write-only, bound to domain, site and kind of source.
import { route } from '@penstock/contract/route'
import { Domain, SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'

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
  hasSecretAnswer: true,
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
