// Where files that people bring stand while they are read. The folder is the hub's own, on the disk of its store.
import { mkdirSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
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

/** Files of jobs that failed or were cancelled wait this long for the job to go on. */
const WAITS_MS = 7 * 24 * 3_600_000

export class UploadSpool {
  readonly folder: string
  readonly room: DiskRoom
  readonly limitBytes: number
  readonly #called: string

  constructor({ folder, room, limitBytes, called }: UploadSpoolOptions) {
    this.folder = folder
    this.room = room
    this.limitBytes = limitBytes
    this.#called = called
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  }

  /** Removes what a kill left, and what nobody needs any more. No file may be on its way in. */
  async sweep(needed: ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(this.folder)) {
      const path = join(this.folder, name)
      if (!needed.has(name) || Date.now() - (await stat(path)).mtimeMs > WAITS_MS) await rm(path, { force: true })
    }
  }

  /** Takes a file in; whoever asked removes it. */
  async keep(body: Readable = Readable.from([])): Promise<KeptUpload> {
    // The request stays open when we stop early: whoever sends it has to hear why.
    const chunks = body.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>
    const { room, limitBytes } = this
    try {
      return await keepUpload(chunks, { path: join(this.folder, newUuid()), called: this.#called, room, limitBytes })
    } catch (cause) {
      // What still comes is let go, or the connection would serve no other request.
      body.resume()
      throw cause
    }
  }
}
