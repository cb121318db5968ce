// The SQL scope of a person in the core store: the domain part of every label is the role, sites narrow it.
import { coreRole } from '@penstock/model/operating-model'
import type { Caller } from '@penstock/server/http'
import type { Scope } from '@penstock/store/state'

/** Clearance is 0 until markings are granted by policy: restricted rows show to nobody but the service. */
export function scopeOf(caller: Caller): Scope {
  return { role: coreRole(caller.domain), sites: caller.sites, clearance: 0 }
}
