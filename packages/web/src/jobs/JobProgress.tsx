// One job: phase, done of total, rate, time left, cancel, where its result is, and what was kept when it failed.
import { Button, Progress } from '@mantine/core'
import { COUNTS, cancelHubJob, cancelJob, type JobView, Phase, resumeHubJob, resumeJob } from '@penstock/contract/jobs'
import type { Permission } from '@penstock/model/operating-model'
import { useMay, useWrite } from '@penstock/web/api'
import { findMessage, formatBytes, formatCount, formatDuration, t } from '@penstock/web/messages'
import { RefusedNotice, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { isActive, progressOf } from './progress.ts'

export function JobProgress({ job }: { readonly job: JobView }) {
  const { cancel, resume } = useActs(job)
  const may = useMay(CHANGES[job.kind])
  const { fraction, perSecond, secondsLeft } = progressOf(job, Date.now())
  const amount = (value: number) => (job.unit === 'bytes' ? formatBytes(value) : formatCount(value))
  const phase = findMessage(`jobs.phase.${job.phase}`) ?? job.phase
  const amounts = [
    job.total === null ? amount(job.done) : t('jobs.of', { done: amount(job.done), total: amount(job.total) }),
    perSecond === null ? null : t('jobs.rate', { amount: amount(Math.round(perSecond)) }),
    secondsLeft === null ? null : t('jobs.left', { time: formatDuration(secondsLeft) }),
  ]
  return (
    <article className="job" data-state={job.state}>
      <div className="job-head">
        <strong>
          <WireText text={job.subject} />
        </strong>
        <span>{t(`jobs.state.${job.state}`)}</span>
      </div>
      {isActive(job) ? (
        <>
          <Progress.Root size={8} radius={2}>
            <Progress.Section
              value={fraction === null ? 100 : fraction * 100}
              animated={fraction === null}
              aria-label={t('jobs.progress', { subject: job.subject })}
            />
          </Progress.Root>
          <p className="muted">
            {[phase, ...(isCounted(job) ? amounts : [])].filter((part) => part !== null).join(' · ')}
          </p>
          {may ? (
            <Button variant="default" size="xs" loading={cancel.isRunning} onClick={cancel.run}>
              {t('jobs.cancel')}
            </Button>
          ) : null}
          {cancel.refused === null ? null : <RefusedNotice refused={cancel.refused} />}
        </>
      ) : null}
      {job.isResumable && may ? (
        <Button variant="default" size="xs" loading={resume.isRunning} onClick={resume.run}>
          {t('jobs.resume')}
        </Button>
      ) : null}
      {resume.refused === null ? null : <RefusedNotice refused={resume.refused} />}
      {job.result === null ? null : (
        <p>
          {wordsOf(job.result)} <ResultLink job={job} />
        </p>
      )}
      {job.problem === null ? null : (
        <RefusedNotice
          refused={{ code: job.problem.code, status: 0, title: titleOf(job.problem), instance: null, details: null }}
        >
          <p>
            <WireText text={job.problem.detail} />
          </p>
          <p>{t('jobs.kept', { kept: job.problem.kept })}</p>
        </RefusedNotice>
      )}
    </article>
  )
}

function ResultLink({ job }: { readonly job: JobView }) {
  if (job.kind === 'backup') return <Link to="/settings">{t('jobs.result.backups')}</Link>
  if (job.kind === 'advisories') return <Link to="/vulnerabilities">{t('jobs.result.vulnerabilities')}</Link>
  return (
    <Link to="/assets" search={{ site: job.site }}>
      {t('jobs.result.assets')}
    </Link>
  )
}

/** Who may begin a job of a kind may stop it and let it go on. */
const CHANGES = {
  capture: 'capture:create',
  import: 'asset:edit',
  backup: 'backup:create',
  advisories: 'vulnerability:import',
} as const satisfies Record<JobView['kind'], Permission>

/** A job is stopped and resumed where it runs: in its cell, or in the hub. */
function useActs({ id, domain }: JobView) {
  const inCell = { cancel: useWrite(cancelJob), resume: useWrite(resumeJob) }
  const inHub = { cancel: useWrite(cancelHubJob), resume: useWrite(resumeHubJob) }
  const params = { jobId: id }
  const act = (name: 'cancel' | 'resume') => {
    if (domain === null) return { ...inHub[name], run: () => void inHub[name].run({ params }) }
    return { ...inCell[name], run: () => void inCell[name].run({ params, domain }) }
  }
  return { cancel: act('cancel'), resume: act('resume') }
}

function wordsOf(result: NonNullable<JobView['result']>): string {
  if ('captureId' in result) {
    const { packets, lines, conversations, operations } = result
    if (lines !== undefined) return t('jobs.result.lines', { lines, conversations, operations })
    return t('jobs.result', { packets, conversations, operations })
  }
  if ('reference' in result) return t('jobs.result.backup', { size: formatBytes(result.bytes), rows: result.rows })
  if ('advisoryImportId' in result) {
    const { added, known, lists, bills = 0, faulty } = result
    return t('jobs.result.advisories', { added, known, lists, bills, faulty })
  }
  const { added, changed, bad } = result
  return t('jobs.result.import', { added, changed, bad })
}

/** Whether the phase counts what the job counts; proving a backup, or opening stores, moves no bytes forward. */
function isCounted({ phase, unit }: JobView): boolean {
  const known = Phase.safeParse(phase)
  return known.success && COUNTS[known.data] === unit
}

function titleOf({ code, detail }: NonNullable<JobView['problem']>): string {
  return findMessage(`settings.failed.${code}`) ?? detail
}
