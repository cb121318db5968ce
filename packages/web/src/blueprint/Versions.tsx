// The blueprints that people agreed on, newest first.
import type { BlueprintVersion } from '@penstock/contract/blueprint'
import { t } from '@penstock/web/messages'
import { Instant, showUnseen, WireText } from '@penstock/web/ui'

export function Versions({ items }: { readonly items: readonly BlueprintVersion[] }) {
  return (
    <ol className="blueprint-versions">
      {items.map(({ version, name, agreedBy, agreedByName, agreedAt, reason }) => (
        <li key={version}>
          <b>
            <WireText text={`${version} ${name}`} />
          </b>{' '}
          <span className="muted">
            {t('blueprint.agreed.by', { name: showUnseen(agreedByName ?? agreedBy) })} <Instant at={agreedAt} />
          </span>
          <p>{showUnseen(reason)}</p>
        </li>
      ))}
    </ol>
  )
}
