// Sends records of files to the cell of a source's token. A batch is named by its place and content, so the same file sent again changes nothing;
// one that is told to wait waits, and the order of the records stays.
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { type HubClient, HubFault } from '@penstock/cli/hub-client'
import { sendEvents } from '@penstock/contract/ingest'
import type { Domain } from '@penstock/model/kernel'

const BATCH_CHARACTERS = 2 << 20
const BATCH_RECORDS = 5000
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000
/** Tries of one batch before the command gives up. */
const MOST_TRIES = 12

export interface Sent {
  batches: number
  records: number
  /** Batches that were there already. */
  repeated: number
}

/** Throws a HubFault when a batch is refused for good; what was sent before is stored. */
export async function sendRecords(
  hub: HubClient,
  domain: Domain,
  records: AsyncIterable<string>,
  sent: Sent,
): Promise<void> {
  let held: string[] = []
  let characters = 0
  let place = 0
  const flush = async (): Promise<void> => {
    if (held.length === 0) return
    const body = held.join('\n')
    const batch = `file-${place++}-${createHash('sha256').update(body).digest('hex').slice(0, 32)}`
    const answer = await sendPatiently(hub, domain, batch, gzipSync(body))
    sent.batches += 1
    sent.records += held.length
    if (answer.isRepeated) sent.repeated += 1
    held = []
    characters = 0
  }
  for await (const record of records) {
    held.push(record)
    characters += record.length
    if (characters >= BATCH_CHARACTERS || held.length >= BATCH_RECORDS) await flush()
  }
  await flush()
}

async function sendPatiently(hub: HubClient, domain: Domain, batch: string, body: Uint8Array<ArrayBuffer>) {
  for (let tries = 1; ; tries++) {
    try {
      const input = { domain, query: { batch } }
      return await hub.uploadBytes(sendEvents, input, body, { 'content-encoding': 'gzip' })
    } catch (cause) {
      const status = cause instanceof HubFault ? (cause.refused?.status ?? null) : null
      const mayGetBetter = status === 429 || status === 503 || status === 507
      if (!mayGetBetter || tries >= MOST_TRIES) throw cause
      await pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries))
    }
  }
}
