// What becomes of jobs in a store that is put back from a backup: whatever was going on when the backup was made is not going on there.
import type { JobView } from '@penstock/contract/jobs'
import { type EpochMicros, idOfUuid } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import type { JobsTx } from './queries.ts'
import * as queries from './queries.ts'

/** Ends the backups that a store was in the middle of when it was itself backed up: its copy must not begin to make them. */
export async function endPutBack(tx: JobsTx, at: EpochMicros): Promise<void> {
  const kind: JobView['kind'] = 'backup'
  for (let job = await queries.findUnfinished(tx, kind); job; job = await queries.findUnfinished(tx, kind)) {
    const problem = {
      code: 'jobs.put-back',
      detail: 'what is here was put back from a backup that was being made when this job was running',
      kept: 'the backup that was put back',
    }
    await queries.endJob(tx, job.id, { state: 'failed', problem, result: null }, at)
    const object = idOfUuid('job', job.id)
    await appendAudit(tx, { actor: 'penstock', action: 'job.failed', object, details: { code: problem.code }, at })
  }
}
