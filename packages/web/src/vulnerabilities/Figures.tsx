// What was brought in, how far assets were held against it, and what waits: each figure leads to its list.
import { readVulnerabilitySummary, type VulnerabilitySummary } from '@penstock/contract/vulnerabilities'
import { useRead } from '@penstock/web/api'
import { formatCount, t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Facts, Instant, Loaded, Unknown } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { WAITING } from './filter-line.ts'

export function Figures() {
  const { asked } = useScope()
  const read = useRead(readVulnerabilitySummary, { query: asked }, { intervalMs: 60_000 })
  return (
    <Loaded read={read} lines={2}>
      {(summary) => (summary.revisions === 0 ? null : <Told summary={summary} />)}
    </Loaded>
  )
}

function Told({ summary }: { readonly summary: VulnerabilitySummary }) {
  const { waiting, advisories, newestAt, kev, epss, assets, unidentified, pending } = summary
  const list = (value: typeof kev) =>
    value === null ? (
      <Unknown reason={t('vulnerabilities.list.none')} />
    ) : (
      <span>
        {value.version.slice(0, 10)}{' '}
        <span className="muted">{t('vulnerabilities.list.entries', { entries: value.entries })}</span>
      </span>
    )
  return (
    <div className="vulnerability-figures">
      <Facts
        items={[
          [t('vulnerabilities.figure.affected'), <Count key="ab" of={waiting.A + waiting.B} line="grade:A,B" />],
          [t('vulnerabilities.figure.check'), <Count key="c" of={waiting.C} line="grade:C" />],
          [t('vulnerabilities.figure.exploited'), <Count key="kev" of={waiting.knownExploited} line="kev:yes" />],
          [t('vulnerabilities.figure.safety'), formatCount(waiting.safetyLinked)],
          [
            t('vulnerabilities.figure.advisories'),
            <span key="advisories">
              {formatCount(advisories)}
              {newestAt === null ? null : (
                <span className="muted">
                  {' '}
                  {t('vulnerabilities.figure.newest')} <Instant at={newestAt} />
                </span>
              )}
            </span>,
          ],
          [t('vulnerabilities.figure.kev'), list(kev)],
          [t('vulnerabilities.figure.epss'), list(epss)],
          [
            t('vulnerabilities.figure.unidentified'),
            <span key="unidentified">{t('vulnerabilities.of', { count: unidentified, of: assets })}</span>,
          ],
        ]}
      />
      {pending === 0 ? null : (
        <p className="muted" role="status">
          {t('vulnerabilities.pending', { count: pending })}
        </p>
      )}
    </div>
  )
}

function Count({ of, line }: { readonly of: number; readonly line: string }) {
  if (of === 0) return <span>{formatCount(0)}</span>
  return (
    <Link to="/vulnerabilities" search={{ q: `${WAITING} ${line}` }}>
      {formatCount(of)}
    </Link>
  )
}
