// Jobs of the cell and of the hub in one list, newest first.
import { type JobView, listHubJobs, listJobs } from '@penstock/contract/jobs'
import type { Domain } from '@penstock/model/kernel'
import { useMay, useRead } from '@penstock/web/api'

/** A person without a domain sees the hub's alone. */
export function useJobs(domain: Domain | null) {
  const mayRead = useMay('job:read') && domain !== null
  const ofCell = useRead(listJobs, { domain: domain ?? 'it' }, { isEnabled: mayRead })
  const ofHub = useRead(listHubJobs, {})
  const read = mayRead && ofCell.data === undefined ? ofCell : ofHub
  const jobs = newestFirst([...((mayRead && ofCell.data?.items) || []), ...(ofHub.data?.items ?? [])])
  return { read, jobs }
}

function newestFirst(jobs: readonly JobView[]): readonly JobView[] {
  return jobs.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
}
