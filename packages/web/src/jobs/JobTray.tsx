// The tray that follows the person: how many jobs run, and each one's progress.
import { Button, Popover } from '@mantine/core'
import type { Domain } from '@penstock/model/kernel'
import { t } from '@penstock/web/messages'
import { IconListCheck } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { JobProgress } from './JobProgress.tsx'
import { isActive } from './progress.ts'
import { useJobs } from './use-jobs.ts'
import './jobs.css'

const MOST = 4

export function JobTray({ domain }: { readonly domain: Domain | null }) {
  const { jobs } = useJobs(domain)
  const active = jobs.filter(isActive)
  const shown = [...active, ...jobs.filter((job) => !isActive(job))].slice(0, MOST)
  return (
    <Popover position="bottom-end" width={420} withinPortal={false} trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconListCheck size={16} stroke={1.5} aria-hidden="true" />}
        >
          {t('jobs.tray', { count: active.length })}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('jobs.title')}>
        <div className="tray">
          {shown.length === 0 ? <p className="muted">{t('jobs.none')}</p> : null}
          {shown.map((job) => (
            <JobProgress key={job.id} job={job} />
          ))}
          <Link to="/jobs">{t('jobs.all')}</Link>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
