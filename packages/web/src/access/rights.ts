// What one account may, as forms hold it.
import type { AccountView } from '@penstock/contract/access'
import type { GuestRoom, Role, SiteScope } from '@penstock/model/operating-model'

export interface Rights {
  readonly roles: readonly Role[]
  /** Of a guest; empty for a member, who has every room of the roles. */
  readonly rooms: readonly GuestRoom[]
  /** Site ids, or `*` among them for every site. */
  readonly sites: readonly string[]
}

export const ALL_SITES = '*'

export function rightsOf({ roles, guest, sites }: AccountView): Rights {
  return { roles, rooms: guest?.rooms ?? [], sites: sites === ALL_SITES ? [ALL_SITES] : sites }
}

export function sitesOf({ sites }: Rights): SiteScope {
  return sites.includes(ALL_SITES) ? ALL_SITES : sites.map((site) => site as never)
}

/** What differs, as the body of a change has it; undefined if nothing does. */
export function changeOfRights(before: Rights, after: Rights) {
  const change = {
    ...(isSame(before.roles, after.roles) ? {} : { roles: [...after.roles] }),
    ...(isSame(before.rooms, after.rooms) ? {} : { rooms: [...after.rooms] }),
    ...(isSame(before.sites, after.sites) ? {} : { sites: sitesOf(after) }),
  }
  return Object.keys(change).length === 0 ? undefined : change
}

function isSame(before: readonly string[], after: readonly string[]): boolean {
  return before.toSorted().join('\n') === after.toSorted().join('\n')
}
