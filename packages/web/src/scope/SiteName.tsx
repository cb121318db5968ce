// Sites by the names that people gave them; by its key what is none of theirs.
import { WireText } from '@penstock/web/ui'
import { useScope } from './use-scope.ts'

export function SiteName({ site }: { readonly site: string }) {
  return <SiteNames sites={[site]} />
}

export function SiteNames({ sites }: { readonly sites: readonly string[] }) {
  const scope = useScope()
  const nameOf = (site: string): string => scope.sites.find((each) => each.site === site)?.name ?? site
  return <WireText text={sites.map(nameOf).join(', ')} />
}
