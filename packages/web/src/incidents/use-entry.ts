// Writes one entry into a case, as it was seen.
import { type IncidentRecord, writeEntry } from '@penstock/contract/incidents'
import { type Refused, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { showToast } from '@penstock/web/ui'
import type { z } from 'zod'

export type SentEntry = z.input<(typeof writeEntry)['body']>['entry']

export interface EntryWriter {
  readonly write: (entry: SentEntry) => Promise<boolean>
  readonly isRunning: boolean
  readonly refused: Refused | null
}

export function useEntry(record: Pick<IncidentRecord, 'id' | 'version'>): EntryWriter {
  const { run, isRunning, refused } = useWrite(writeEntry)
  const write = async (entry: SentEntry): Promise<boolean> => {
    const answer = await run({ params: { incidentId: record.id }, body: { version: record.version, entry } })
    if (answer.ok) showToast({ text: t('incidents.written') })
    return answer.ok
  }
  return { write, isRunning, refused }
}
