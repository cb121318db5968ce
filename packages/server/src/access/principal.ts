// The signed principal that the hub sends to a cell with each forwarded request. It names the subject; what the subject may do
// the cell reads from its own copy of the policy.
import { type KeyObject, sign, verify } from 'node:crypto'
import { Domain } from '@penstock/model/kernel'
import { z } from 'zod'

export const Principal = z.strictObject({
  kind: z.enum(['person', 'source', 'hub']),
  subject: z.string(),
  name: z.string(),
  domain: Domain,
  policyVersion: z.int(),
  /** Seconds since 1970 UTC; the hub gives it thirty seconds. */
  expiresAt: z.int(),
})
export type Principal = z.infer<typeof Principal>

export const PRINCIPAL_HEADER = 'x-penstock-principal'
export const PRINCIPAL_LIFE_S = 30

export function signPrincipal(principal: Principal, key: KeyObject): string {
  const body = Buffer.from(JSON.stringify(principal))
  return `${body.toString('base64url')}.${sign(null, body, key).toString('base64url')}`
}

/** The principal, or null when form, signature, domain or time is wrong. */
export function readPrincipal(header: unknown, domain: Domain, key: KeyObject, nowSeconds: number): Principal | null {
  if (typeof header !== 'string') return null
  const [body, signature, more] = header.split('.')
  if (body === undefined || signature === undefined || more !== undefined) return null
  const bytes = Buffer.from(body, 'base64url')
  if (!verify(null, bytes, key, Buffer.from(signature, 'base64url'))) return null
  const principal = Principal.safeParse(JSON.parse(bytes.toString()))
  if (!principal.success) return null
  return principal.data.domain === domain && principal.data.expiresAt > nowSeconds ? principal.data : null
}
