// An import while it is stored, and what came of it. It goes on when the dialog is closed: the page Jobs shows it too.
import { listImports } from '@penstock/contract/assets'
import { listHubJobs } from '@penstock/contract/jobs'
import { useRead } from '@penstock/web/api'
import { JobProgress } from '@penstock/web/jobs'
import { t } from '@penstock/web/messages'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { ImportDone } from './ImportDone.tsx'

export function ImportJob({ site, jobId }: { readonly site: string; readonly jobId: string }) {
  const client = useQueryClient()
  const job = useRead(listHubJobs, {}).data?.items.find(({ id }) => id === jobId)
  const isDone = job?.state === 'succeeded'
  const imports = useRead(listImports, { params: { site } }, { isEnabled: isDone })
  useEffect(() => {
    if (isDone) void client.invalidateQueries()
  }, [client, isDone])
  if (job === undefined) return <p>{t('assets.import.storing')}</p>
  const { result } = job
  const importId = result !== null && 'importId' in result ? result.importId : null
  const done = imports.data?.items.find(({ id }) => id === importId)
  if (done !== undefined) return <ImportDone site={site} done={done} />
  return (
    <>
      <JobProgress job={job} />
      <p className="muted">{t('assets.import.goes-on')}</p>
    </>
  )
}
