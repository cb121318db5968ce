// A document as a file. Written on a thread of its own, one at a time: print costs a second and a hundred megabytes.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { DocumentForm } from '@penstock/contract/documents'
import type { PlantDocument } from '@penstock/model/documents'
import { isoOfMicros } from '@penstock/model/kernel'
import { AppError } from '@penstock/server/http'
import { isOutOfMemory } from '@penstock/server/runtime'

export interface DocumentFile {
  readonly bytes: Uint8Array
  /** `continuity-plan_S-1_2026-10-01.pdf`. */
  readonly name: string
  readonly type: string
}

const OFFICE = 'application/vnd.openxmlformats-officedocument'
const TYPES: Readonly<Record<DocumentForm, string>> = {
  pdf: 'application/pdf',
  docx: `${OFFICE}.wordprocessingml.document`,
  xlsx: `${OFFICE}.spreadsheetml.sheet`,
}
const LIMIT_MS = 60_000
const MOST_HEAP_MB = 1024
const MOST_WAITING = 8

let last: Promise<unknown> = Promise.resolve()
let waiting = 0

/** Throws `documents.too-long` for what takes over a minute or 1 GB, `too-many-requests` while eight wait. */
export async function renderDocument(document: PlantDocument, form: DocumentForm): Promise<DocumentFile> {
  if (waiting >= MOST_WAITING) throw new AppError('too-many-requests')
  waiting += 1
  const turn = last.then(() => write(document, form))
  last = turn.catch(() => undefined)
  try {
    return { bytes: await turn, name: fileName(document, form), type: TYPES[form] }
  } finally {
    waiting -= 1
  }
}

async function write(document: PlantDocument, form: DocumentForm): Promise<Uint8Array> {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), {
    execArgv: [],
    name: 'documents',
    workerData: { document, form },
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB },
  })
  const limit = AbortSignal.timeout(LIMIT_MS)
  try {
    return ((await once(worker, 'message', { signal: limit })) as [Uint8Array])[0]
  } catch (cause) {
    if (limit.aborted || isOutOfMemory(cause))
      throw new AppError('documents.too-long', { limitS: LIMIT_MS / 1000 }, { cause })
    throw cause
  } finally {
    await worker.terminate()
  }
}

/** Nothing of a site's id that a file's name may not hold. */
function fileName({ kind, about }: PlantDocument, form: DocumentForm): string {
  const site = about.site.replaceAll(/[^A-Za-z0-9-]+/g, '-').slice(0, 40)
  return `${kind}_${site}_${isoOfMicros(about.asOf ?? about.madeAt).slice(0, 10)}.${form}`
}
