// What a hub sends, to a new file or to standard output.
import { createWriteStream, rmSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { HubFault } from './hub-client.ts'

/** A file that exists is not written over; one that did not come whole is removed. */
export async function writeDownload(content: ReadableStream<Uint8Array>, out: string | null): Promise<void> {
  if (out === null) {
    await pipeline(content, process.stdout, { end: false })
    return
  }
  const file = createWriteStream(out, { flags: 'wx', mode: 0o600 })
  let isOurs = false
  file.once('open', () => {
    isOurs = true
  })
  try {
    await pipeline(content, file)
  } catch (cause) {
    if (isOurs) rmSync(out, { force: true })
    throw new HubFault(`${out} was not written (${cause instanceof Error ? cause.message : String(cause)})`)
  }
}
