// Batches on disk until the cell has stored them: one folder a capture, one file a batch, written whole or not at all.
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { ObservationBatch } from '@penstock/model/observations'

/** Bytes that a spool may take; beyond it batches are not cut, and facts add up in the sensor's bounded tables. */
const MOST_BYTES = 2 ** 30
const NAME = /^(\d{12})\.json$/

export class Spool {
  private readonly root: string
  private readonly capture: string
  private used: number

  /** @param capture name of the capture that is being read; older ones are sent first */
  constructor(root: string, capture: string) {
    this.root = root
    this.capture = capture
    mkdirSync(join(root, capture), { recursive: true })
    this.used = this.captures().reduce((sum, name) => sum + this.bytesOf(name), 0)
  }

  hasRoom(): boolean {
    return this.used < MOST_BYTES
  }

  /** Safe on disk when it returns. */
  add(batch: ObservationBatch): void {
    const path = this.path(this.capture, batch.seq)
    const text = Buffer.from(JSON.stringify(batch))
    const file = openSync(`${path}.part`, 'w')
    try {
      writeSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(`${path}.part`, path)
    this.used += text.length
  }

  /** Captures that have batches or are being read; the one being read is last. */
  captures(): string[] {
    const names = readdirSync(this.root, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    )
    return [...names.filter((name) => name !== this.capture).sort(), ...names.filter((name) => name === this.capture)]
  }

  /** The oldest batches of a capture, at most `most`. */
  oldest(capture: string, most: number): ObservationBatch[] {
    return this.sequences(capture)
      .slice(0, most)
      .map((seq) => ObservationBatch.parse(JSON.parse(readFileSync(this.path(capture, seq), 'utf8'))))
  }

  /** Forgets the batches up to `seq`, which the cell has stored, and an older capture that has none left. */
  forget(capture: string, seq: number): void {
    for (const one of this.sequences(capture)) {
      if (one > seq) continue
      const path = this.path(capture, one)
      this.used -= statSync(path).size
      rmSync(path)
    }
    if (capture !== this.capture && this.sequences(capture).length === 0)
      rmSync(join(this.root, capture), { recursive: true })
  }

  /** Removes the folder of the capture that was read, when nothing of it is left. */
  close(): void {
    if (this.sequences(this.capture).length === 0) rmSync(join(this.root, this.capture), { recursive: true })
  }

  private sequences(capture: string): number[] {
    return readdirSync(join(this.root, capture))
      .flatMap((name) => NAME.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b)
  }

  private bytesOf(capture: string): number {
    return this.sequences(capture).reduce((sum, seq) => sum + statSync(this.path(capture, seq)).size, 0)
  }

  private path(capture: string, seq: number): string {
    return join(this.root, capture, `${String(seq).padStart(12, '0')}.json`)
  }
}
