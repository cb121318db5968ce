// A site by the name that people gave it; by its key where it is none of theirs.
import { WireText } from '@penstock/web/ui'
import { useScope } from './use-scope.ts'

export function SiteName({ site }: { readonly site: string }) {
  const { sites } = useScope()
  return <WireText text={sites.find((each) => each.site === site)?.name ?? site} />
}
