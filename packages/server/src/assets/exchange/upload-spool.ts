// Where files that people bring stand while they are read. The folder is the hub's own, on the disk of its store.
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { type KeptUpload, keepUpload } from '@penstock/server/http'
import { type DiskRoom, newUuid } from '@penstock/server/runtime'

export interface UploadSpoolOptions {
  readonly folder: string
  /** The folder as a refusal names it. */
  readonly called: string
  readonly room: DiskRoom
  readonly limitBytes: number
}

export class UploadSpool {
  readonly limitBytes: number
  readonly #options: UploadSpoolOptions

  constructor(options: UploadSpoolOptions) {
    this.#options = options
    this.limitBytes = options.limitBytes
  }

  /** Makes the folder and removes what a kill left in it. Call before anything is served. */
  async open(): Promise<void> {
    const { folder } = this.#options
    await mkdir(folder, { recursive: true, mode: 0o700 })
    for (const name of await readdir(folder)) await rm(join(folder, name), { force: true })
  }

  /** Takes a file in; whoever asked removes it. */
  async keep(body: Readable = Readable.from([])): Promise<KeptUpload> {
    // The request stays open when we stop early: whoever sends it has to hear why.
    const chunks = body.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>
    try {
      return await keepUpload(chunks, { ...this.#options, path: join(this.#options.folder, newUuid()) })
    } catch (cause) {
      // What still comes is let go, or the connection would serve no other request.
      body.resume()
      throw cause
    }
  }
}
