// Long work of this domain and of the hub, newest first; one job can be named in the address.
import type { JobView } from '@penstock/contract/jobs'
import { useSession } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Empty, Instant, Loaded, Page } from '@penstock/web/ui'
import { Link, useSearch } from '@tanstack/react-router'
import { JobProgress } from './JobProgress.tsx'
import { useJobs } from './use-jobs.ts'
import './jobs.css'

export function JobsPage() {
  const { domain } = useSession()
  const { read, jobs } = useJobs(domain)
  const { job: named } = useSearch({ from: '/jobs' })
  return (
    <Page title={t('jobs.title')} lead={domain === null ? t('jobs.lead.hub') : t('jobs.lead', { domain })}>
      <Loaded read={read}>{() => <JobList jobs={jobs} named={named} />}</Loaded>
    </Page>
  )
}

function JobList({ jobs, named }: { readonly jobs: readonly JobView[]; readonly named: string | undefined }) {
  if (jobs.length === 0)
    return (
      <Empty kind="yet" title={t('jobs.none')}>
        <Link to="/">{t('jobs.none.next')}</Link>
      </Empty>
    )
  return (
    <ol className="jobs">
      {jobs
        .filter((job) => named === undefined || job.id === named)
        .map((job) => (
          <li key={job.id}>
            <JobProgress job={job} />
            <p className="faint">
              {t(`jobs.kind.${job.kind}`)} · {t('jobs.created')} <Instant at={job.createdAt} />
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
}
