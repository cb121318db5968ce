// Drop a capture, or choose one by button: it is sent, becomes a job, and ends on the asset list.
import { Button, Progress } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import '@mantine/dropzone/styles.css'
import type { HomeView } from '@penstock/contract/home'
import { type JobView, listJobs } from '@penstock/contract/jobs'
import type { Domain } from '@penstock/model/kernel'
import { useRead, useSession } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { JobProgress } from '@penstock/web/jobs'
import { formatBytes, t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Panel, RefusedNotice, showUnseen, WireText } from '@penstock/web/ui'
import { useRef } from 'react'
import type { CaptureUpload } from './capture-upload.ts'

export function DropPanel({ home, upload }: { readonly home: HomeView; readonly upload: CaptureUpload }) {
  const session = useSession()
  const { site } = useScope()
  const title = t('home.drop')
  if (session.domain === null || !session.permissions.includes('capture:create'))
    return (
      <Panel title={title}>
        <p className="muted">{session.domain === null ? t('home.drop.no-domain') : t('home.drop.no-right')}</p>
      </Panel>
    )
  return (
    <Panel title={title} className={home.answers.total === 0 ? 'drop-first' : ''}>
      <Drop
        domain={session.domain}
        site={home.site ?? site?.site ?? 'default'}
        name={home.siteName ?? site?.name ?? null}
        upload={upload}
      />
    </Panel>
  )
}

function Drop(props: {
  readonly domain: Domain
  readonly site: string
  readonly name: string | null
  readonly upload: CaptureUpload
}) {
  const { domain, site, name, upload } = props
  const openChooser = useRef<() => void>(null)
  useCommands([
    {
      id: 'home.choose-capture',
      title: t('home.drop.choose'),
      group: t('home.title'),
      keys: 'u',
      run: () => openChooser.current?.(),
    },
  ])
  return (
    <>
      <Dropzone
        onDrop={(files) => void upload.start(files, domain, site)}
        openRef={openChooser}
        useFsAccessApi={false}
        activateOnClick={false}
        activateOnKeyboard={false}
        inputProps={{ 'aria-label': t('home.drop') }}
        className="drop"
      >
        <p>{t('home.drop.hint')}</p>
        <p className="muted">{t('home.drop.others')}</p>
        <Button onClick={() => openChooser.current?.()}>{t('home.drop.choose')}</Button>
        <p className="faint">
          {t('home.drop.where', {
            domain: t(`access.domain.${domain}`),
            site: showUnseen(name ?? site),
          })}
        </p>
      </Dropzone>
      <div className="uploads" aria-live="polite">
        {upload.sending === null ? null : (
          <div className="job">
            <div className="job-head">
              <strong>
                <WireText text={upload.sending.name} />
              </strong>
              <span>{t('home.drop.sending')}</span>
            </div>
            <Progress.Root size={8} radius={2}>
              <Progress.Section
                value={(100 * upload.sending.sentBytes) / Math.max(1, upload.sending.wholeBytes)}
                aria-label={t('jobs.progress', { subject: upload.sending.name })}
              />
            </Progress.Root>
            <p className="muted">
              {t('jobs.of', {
                done: formatBytes(upload.sending.sentBytes),
                total: formatBytes(upload.sending.wholeBytes),
              })}
            </p>
          </div>
        )}
        {upload.refusals.map((each) => (
          <RefusedNotice key={each.name} refused={each.refused}>
            <p>
              {t('home.drop.not-read')} <WireText text={each.name} />
            </p>
          </RefusedNotice>
        ))}
        {upload.jobs.map((job) => (
          <LiveJob key={job.id} job={job} />
        ))}
      </div>
    </>
  )
}

/** The job as the live list has it, or as the upload answered while the list does not hold it yet. */
function LiveJob({ job }: { readonly job: JobView }) {
  const read = useRead(listJobs, { domain: job.domain ?? 'it' }, { isEnabled: job.domain !== null })
  return <JobProgress job={read.data?.items.find((each) => each.id === job.id) ?? job} />
}
