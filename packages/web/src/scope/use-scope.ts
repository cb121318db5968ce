// The scope in force: what the URL says, or the only site there is.
import { listSites, type SiteView } from '@penstock/contract/plant'
import type { SiteKey } from '@penstock/model/kernel'
import { useRead } from '@penstock/web/api'
import { useSearch } from '@tanstack/react-router'
import type { ScopeSearch } from './search.ts'

export interface Scope {
  /** The site that the URL names, or null for all that the person is granted. */
  readonly chosen: SiteKey | null
  /** The chosen site, for the query of a read. */
  readonly asked: { readonly site?: SiteKey }
  readonly zone: string | null
  readonly sites: readonly SiteView[]
  /** The one site that a screen of one site shows: the chosen one, or the first. Null while there is none. */
  readonly site: SiteView | null
  readonly isKnown: boolean
}

export function useScope(): Scope {
  const search: ScopeSearch = useSearch({ strict: false })
  const read = useRead(listSites, {})
  const sites = read.data?.items ?? []
  const site = sites.find((each) => each.site === search.site) ?? (search.site === undefined ? sites[0] : undefined)
  return {
    chosen: search.site ?? null,
    asked: search.site === undefined ? {} : { site: search.site },
    zone: search.zone ?? null,
    sites,
    site: site ?? null,
    isKnown: read.data !== undefined,
  }
}
