// Who is asking, once it is proven; the same shape in the hub and in a cell.
import type { Domain } from '@penstock/model/kernel'
import type { GuestTerms, Permission, Role, SiteScope } from '@penstock/model/operating-model'

export interface Caller {
  /** `program`: one that works in a person's name, by a token of that person. */
  readonly kind: 'person' | 'program' | 'source' | 'hub'
  /** Account or token id; `hub` for the hub itself. */
  readonly subject: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly permissions: ReadonlySet<Permission | 'internal'>
  readonly domain: Domain | null
  readonly sites: SiteScope
  readonly policyVersion: number
  /** Set for a guest: as what it is here, in which rooms, and who answers for it. */
  readonly guest?: GuestTerms | undefined
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null
  }
}

/** True when the caller may see this site. */
export function maySeeSite(caller: Caller, site: string): boolean {
  return caller.sites === '*' || caller.sites.some((granted) => granted === site)
}
