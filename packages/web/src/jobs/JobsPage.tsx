// Long work of this domain, newest first; one job can be named in the address.
import { listJobs } from '@penstock/contract/jobs'
import type { Domain } from '@penstock/model/kernel'
import { useRead, useSession } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Empty, Instant, Loaded, Page } from '@penstock/web/ui'
import { Link, useSearch } from '@tanstack/react-router'
import { JobProgress } from './JobProgress.tsx'
import './jobs.css'

export function JobsPage() {
  const { domain } = useSession()
  return (
    <Page title={t('jobs.title')} lead={domain === null ? undefined : t('jobs.lead', { domain })}>
      {domain === null ? (
        <Empty kind="yet" title={t('jobs.no-domain')}>
          {t('jobs.no-domain.why')}
        </Empty>
      ) : (
        <JobList domain={domain} />
      )}
    </Page>
  )
}

function JobList({ domain }: { readonly domain: Domain }) {
  const read = useRead(listJobs, { domain })
  const { job: named } = useSearch({ from: '/jobs' })
  return (
    <Loaded read={read}>
      {({ items }) => {
        if (items.length === 0)
          return (
            <Empty kind="yet" title={t('jobs.none')}>
              <Link to="/">{t('jobs.none.next')}</Link>
            </Empty>
          )
        return (
          <ol className="jobs">
            {items
              .filter((job) => named === undefined || job.id === named)
              .map((job) => (
                <li key={job.id}>
                  <JobProgress job={job} />
                  <p className="faint">
                    {t('jobs.created')} <Instant at={job.createdAt} />
                    {job.endedAt === null ? null : (
                      <>
                        {' '}
                        · {t('jobs.ended')} <Instant at={job.endedAt} />
                      </>
                    )}
                  </p>
                </li>
              ))}
          </ol>
        )
      }}
    </Loaded>
  )
}
