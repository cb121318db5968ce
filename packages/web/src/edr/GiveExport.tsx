// Gives the export to the cell, and says of each line that could not be understood why.
import { type JobView, listJobs } from '@penstock/contract/jobs'
import { dropCapture, readCaptureReading } from '@penstock/contract/observations'
import { type Domain, idOfUuid, type SiteKey } from '@penstock/model/kernel'
import { type Refused, upload, useRead, useSession } from '@penstock/web/api'
import { JobProgress } from '@penstock/web/jobs'
import { findMessage, t } from '@penstock/web/messages'
import { FileButton, Loaded, RefusedNotice, WireText } from '@penstock/web/ui'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { z } from 'zod'

const ACCEPT = '.csv,.json,.txt,.gz,text/csv,application/json'

/** What the refusal of a file that was read before says of it. */
const Known = z.object({ captureId: z.string() })

type Given =
  | { readonly at: 'nothing' }
  | { readonly at: 'sending'; readonly name: string }
  | { readonly at: 'job'; readonly job: JobView }
  | { readonly at: 'refused'; readonly name: string; readonly refused: Refused }

export function GiveExport({ site }: { readonly site: SiteKey }) {
  const { domain, permissions } = useSession()
  return (
    <>
      <h3>{t('edr.export')}</h3>
      {domain === null || !permissions.includes('capture:create') ? (
        <p className="muted">{t(domain === null ? 'edr.export.no-domain' : 'edr.export.no-right')}</p>
      ) : (
        <Give domain={domain} site={site} />
      )}
    </>
  )
}

function Give({ domain, site }: { readonly domain: Domain; readonly site: SiteKey }) {
  const client = useQueryClient()
  const [given, setGiven] = useState<Given>({ at: 'nothing' })
  const give = async (file: File) => {
    setGiven({ at: 'sending', name: file.name })
    const query = { site, name: file.name.slice(0, 255) || 'export' }
    const answer = await upload(dropCapture, { query, domain }, file)
    setGiven(answer.ok ? { at: 'job', job: answer.value } : { at: 'refused', name: file.name, refused: answer.refusal })
    void client.invalidateQueries()
  }
  return (
    <>
      <p className="muted">{t('edr.export.which')}</p>
      <div className="edr-row">
        <FileButton
          label={t('edr.export.choose')}
          accept={ACCEPT}
          isPrimary={given.at === 'nothing'}
          isDisabled={given.at === 'sending'}
          onFile={(file) => void give(file)}
        />
        <span className="faint">{t('edr.export.where', { domain: t(`access.domain.${domain}`), site })}</span>
      </div>
      <div aria-live="polite" className="edr-given">
        {given.at === 'sending' ? (
          <p>
            {t('edr.export.sending')} <WireText text={given.name} />
          </p>
        ) : null}
        {given.at === 'job' ? <Read job={given.job} domain={domain} /> : null}
        {given.at === 'refused' ? <NotTaken given={given} domain={domain} /> : null}
      </div>
    </>
  )
}

/** The job as the live list has it; once it is done, what was understood. */
function Read({ job, domain }: { readonly job: JobView; readonly domain: Domain }) {
  const client = useQueryClient()
  const live = useRead(listJobs, { domain }).data?.items.find(({ id }) => id === job.id) ?? job
  const { result, state } = live
  const isDone = state === 'succeeded'
  useEffect(() => {
    if (isDone) void client.invalidateQueries()
  }, [client, isDone])
  if (!isDone || result === null || !('captureId' in result)) return <JobProgress job={live} />
  return <Reading capture={result.captureId} lines={result.lines ?? null} domain={domain} />
}

/** One that was read before is shown as it was read. */
function NotTaken({ given, domain }: { readonly given: Given & { readonly at: 'refused' }; readonly domain: Domain }) {
  const { refused, name } = given
  const known = Known.safeParse(refused.details)
  if (refused.code === 'observations.capture-known' && known.success)
    return <Reading capture={known.data.captureId} lines={null} domain={domain} />
  return (
    <RefusedNotice refused={refused}>
      <p>
        {t('edr.export.not-read')} <WireText text={name} />
      </p>
    </RefusedNotice>
  )
}

function Reading(props: { readonly capture: string; readonly lines: number | null; readonly domain: Domain }) {
  const { capture, lines, domain } = props
  // A job, and a refusal, name it as it is stored.
  const read = useRead(readCaptureReading, { domain, params: { captureId: idOfUuid('cap', capture) } })
  return (
    <Loaded read={read}>
      {({ name, malformed, badLines, passedOver }) => {
        const passed = Object.entries(passedOver).filter(([, count]) => count > 0)
        return (
          <>
            <p>
              <WireText text={name} />:{' '}
              {lines === null ? t('edr.reading.before') : t('edr.reading.lines', { count: lines })}{' '}
              {malformed === 0 && passed.length === 0 ? t('edr.reading.all') : null}
            </p>
            {malformed === 0 ? null : (
              <>
                <p>{t('edr.reading.bad', { count: malformed })}</p>
                <ul className="edr-lines">
                  {badLines.map(({ line, detail }) => (
                    <li key={line}>
                      {t('edr.reading.line', { line })} <WireText text={detail} />
                    </li>
                  ))}
                </ul>
              </>
            )}
            {passed.length === 0 ? null : (
              <ul className="edr-lines">
                {passed.map(([reason, count]) => (
                  <li key={reason}>
                    {t('edr.reading.passed', { count })}: {findMessage(`edr.passed.${reason}`) ?? reason}
                  </li>
                ))}
              </ul>
            )}
          </>
        )
      }}
    </Loaded>
  )
}
