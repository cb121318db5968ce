// How far logs were read, on disk beside the spool. The places of a batch are written in front of it and named when it is there: a
// process that dies between the two is found by whether the batch lies in the spool, so nothing is read twice and nothing is left out.
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type FollowedKind, FollowedPlace } from '@penstock/sensor/others'
import { z } from 'zod'
import type { Places } from './outbox.ts'
import { type Spool, syncFolder } from './spool.ts'

const Kept = z.strictObject({
  /** Folder or file that is followed. */
  path: z.string(),
  /** The batch that holds all up to here. */
  capture: z.string(),
  seq: z.int().min(0),
  places: z.array(FollowedPlace),
})
type Kept = z.infer<typeof Kept>

export class KeptPlaces implements Places {
  readonly #file: string
  readonly #path: string
  readonly #spool: Spool
  #read: () => readonly FollowedPlace[] = () => []

  /** @param root folder of the spool */
  constructor(root: string, kind: FollowedKind, path: string, spool: Spool) {
    this.#file = `${root}/${kind}.places.json`
    this.#path = resolve(path)
    this.#spool = spool
  }

  /** The places that an earlier run came to, none when it read something else. Called once, before anything is sent. */
  load(): readonly FollowedPlace[] {
    const intended = this.#parse(`${this.#file}.next`)
    if (intended !== null && this.#spool.has(intended.capture, intended.seq)) this.confirm()
    else rmSync(`${this.#file}.next`, { force: true })
    const kept = this.#parse(this.#file)
    return kept !== null && kept.path === this.#path ? kept.places : []
  }

  /** From here on the places are asked of this. */
  follow(read: () => readonly FollowedPlace[]): void {
    this.#read = read
  }

  intend(seq: number): void {
    const kept: Kept = { path: this.#path, capture: this.#spool.capture, seq, places: [...this.#read()] }
    const file = openSync(`${this.#file}.next`, 'w', 0o600)
    try {
      const bytes = Buffer.from(JSON.stringify(kept))
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  }

  confirm(): void {
    renameSync(`${this.#file}.next`, this.#file)
    syncFolder(dirname(this.#file))
  }

  #parse(path: string): Kept | null {
    try {
      return Kept.parse(JSON.parse(readFileSync(path, 'utf8')))
    } catch {
      return null
    }
  }
}
