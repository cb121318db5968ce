// On the page of an asset: how many advisories concern it, the most pressing ones, and the way to the rest.
import { listVulnerabilities } from '@penstock/contract/vulnerabilities'
import { useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Loaded, Panel, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { WhenMark } from './columns.tsx'
import './vulnerabilities.css'

const SHOWN = 5

export function AssetVulnerabilities({ assetId }: { readonly assetId: string }) {
  const read = useRead(listVulnerabilities, { query: { asset: assetId, limit: SHOWN } })
  const total = read.data?.total ?? 0
  const line = `asset:${assetId}`
  return (
    <Panel
      title={t('vulnerabilities.of-asset', { count: total })}
      aside={
        total <= SHOWN ? undefined : (
          <Link to="/vulnerabilities" search={{ q: line }}>
            {t('vulnerabilities.of-asset.all')}
          </Link>
        )
      }
    >
      <Loaded read={read} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="muted">{t('vulnerabilities.of-asset.none')}</p>
          ) : (
            <ul className="vulnerability-list">
              {items.map((row) => (
                <li key={row.id}>
                  <Link to="/vulnerabilities" search={{ q: line, peek: row.id }}>
                    <WireText text={row.title} />
                  </Link>{' '}
                  <WhenMark row={row} /> <span className="muted">{t(`vulnerabilities.grade.${row.grade}`)}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  )
}
