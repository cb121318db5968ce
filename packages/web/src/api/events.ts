// Live changes: the server says that something moved, the pages ask again. Job progress carries its own data.
import { readSession } from '@penstock/contract/access'
import { urlOf } from '@penstock/contract/client'
import { watchChanges } from '@penstock/contract/home'
import { JobView, listHubJobs, listJobs, watchHubJobs, watchJobs } from '@penstock/contract/jobs'
import type { Domain } from '@penstock/model/kernel'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { noteContact } from './connection.ts'
import { keyOf } from './request.ts'
import { followStream } from './stream.ts'

const GATHER_MS = 700

/** Asks again for what is on screen when the hub says that something moved, at most once in 0.7 s. */
export function useLiveChanges(isEnabled: boolean): void {
  const client = useQueryClient()
  useEffect(() => {
    if (!isEnabled) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const refresh = () => {
      timer ??= setTimeout(() => {
        timer = undefined
        void client.invalidateQueries({ predicate: (query) => query.queryKey[0] === 'hub' })
      }, GATHER_MS)
    }
    const stop = followStream(urlOf(watchChanges, {}), {
      events: { change: refresh },
      opened: refresh,
      contact: (isReached) => {
        noteContact(isReached)
        // A stream that ends may be a session that ended: whoever is out sees it at once.
        if (!isReached) void client.invalidateQueries({ queryKey: keyOf(readSession, {}) })
      },
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [client, isEnabled])
}

/** Puts each moved job into the job list of its domain as it moves. */
export function useLiveJobs(domain: Domain | null): void {
  const stream = domain === null ? null : urlOf(watchJobs, { domain })
  useJobStream(stream, domain === null ? null : keyOf(listJobs, { domain }))
}

/** The same for jobs of the hub, of whoever is signed in. */
export function useLiveHubJobs(): void {
  useJobStream(urlOf(watchHubJobs, {}), keyOf(listHubJobs, {}))
}

function useJobStream(url: string | null, list: readonly unknown[] | null): void {
  const client = useQueryClient()
  const listText = JSON.stringify(list)
  useEffect(() => {
    if (url === null) return undefined
    const queryKey = JSON.parse(listText) as readonly unknown[]
    const refresh = () => void client.invalidateQueries({ queryKey })
    const keep = (data: unknown) => {
      const job = JobView.safeParse(data)
      if (!job.success) return refresh()
      client.setQueryData(queryKey, (known: { readonly items: readonly JobView[] } | undefined) => ({
        items: withJob(known?.items ?? [], job.data),
      }))
    }
    return followStream(url, { events: { job: keep }, opened: refresh, contact: () => undefined })
  }, [client, url, listText])
}

/** The list with this job replaced, or put first when it is new. */
export function withJob(jobs: readonly JobView[], job: JobView): readonly JobView[] {
  const isKnown = jobs.some((each) => each.id === job.id)
  return isKnown ? jobs.map((each) => (each.id === job.id ? job : each)) : [job, ...jobs]
}
