// Sends dropped captures one after the other and keeps what became of each.
import type { JobView } from '@penstock/contract/jobs'
import { dropCapture } from '@penstock/contract/observations'
import type { Domain } from '@penstock/model/kernel'
import { type Refused, upload } from '@penstock/web/api'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

export interface Sending {
  readonly name: string
  readonly sentBytes: number
  readonly wholeBytes: number
}

export type CaptureUpload = ReturnType<typeof useCaptureUpload>

export function useCaptureUpload() {
  const client = useQueryClient()
  const [sending, setSending] = useState<Sending | null>(null)
  const [jobs, setJobs] = useState<readonly JobView[]>([])
  const [refusals, setRefusals] = useState<readonly { readonly name: string; readonly refused: Refused }[]>([])
  const start = async (files: readonly File[], domain: Domain, site: string) => {
    setRefusals([])
    for (const file of files) {
      setSending({ name: file.name, sentBytes: 0, wholeBytes: file.size })
      const input = { query: { site, name: file.name.slice(0, 255) }, domain }
      const answer = await upload(dropCapture, input, file, (sentBytes) =>
        setSending({ name: file.name, sentBytes, wholeBytes: file.size }),
      )
      if (answer.ok) setJobs((before) => [answer.value, ...before])
      else setRefusals((before) => [...before, { name: file.name, refused: answer.refusal }])
    }
    setSending(null)
    void client.invalidateQueries()
  }
  return { start, sending, jobs, refusals }
}
