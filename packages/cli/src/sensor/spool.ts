// Batches on disk until the cell has stored them: one folder a capture, one file a batch, written whole or not at all, its SHA-256 in
// the first line. What cannot be read is set aside, and an empty batch that counts the loss takes its place, so that the rest goes on.
import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
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
import { type EpochMicros, micros } from '@penstock/model/kernel'
import { ObservationBatch } from '@penstock/model/observations'

const NAME = /^(\d{12})\.batch$/
/** Captures are numbered, so that those of earlier runs are sent first whatever the clock said. */
const CAPTURE = /^(\d{8})-/
/** Folder of what could not be read or was refused. */
export const SET_ASIDE = 'set-aside'

export class Spool {
  /** Files that could not be read, since the start. */
  setAsideCount = 0
  /** The capture that is being read; older ones are sent first. */
  readonly capture: string
  private readonly root: string
  private readonly mostBytes: number
  private used: number

  /** @param name what tells the captures of different sensors and runs apart */
  constructor(root: string, name: string, mostBytes: number) {
    this.root = root
    this.mostBytes = mostBytes
    mkdirSync(root, { recursive: true, mode: 0o700 })
    const next = Math.max(-1, ...this.captures().map((capture) => Number(CAPTURE.exec(capture)?.[1] ?? -1))) + 1
    this.capture = `${String(next).padStart(8, '0')}-${name}`
    mkdirSync(join(root, this.capture), { mode: 0o700 })
    for (const capture of this.captures()) this.removeTorn(capture)
    this.used = this.captures().reduce((sum, capture) => sum + this.bytesOf(capture), 0)
  }

  /** False once the batches on disk take as much as they may; then none is cut, and facts add up in the sensor's bounded tables. */
  hasRoom(): boolean {
    return this.used < this.mostBytes
  }

  isEmpty(): boolean {
    return this.captures().every((capture) => this.sequences(capture).length === 0)
  }

  /** Safe on disk when it returns; throws what the disk says, and leaves nothing half-written. */
  add(batch: ObservationBatch): void {
    this.put(this.capture, batch)
  }

  /** True when this batch waits on disk. */
  has(capture: string, seq: number): boolean {
    return existsSync(this.path(capture, seq))
  }

  /** Captures that have batches or are being read; the one being read is last. */
  captures(): string[] {
    return readdirSync(this.root, { withFileTypes: true })
      .flatMap((entry) => (entry.isDirectory() && entry.name !== SET_ASIDE ? [entry.name] : []))
      .sort()
  }

  /** The oldest batches of a capture that follow each other, at most `most` and, beyond the first, at most `mostBytes` together. */
  oldest(capture: string, most: number, mostBytes: number): ObservationBatch[] {
    const batches: ObservationBatch[] = []
    let bytes = 0
    for (const seq of this.sequences(capture).slice(0, most)) {
      const before = batches.at(-1)
      bytes += statSync(this.path(capture, seq)).size
      if (before !== undefined && (seq !== before.seq + 1 || bytes > mostBytes)) break
      batches.push(this.read(capture, seq) ?? this.replaceLost(capture, seq))
    }
    return batches
  }

  /** Forgets the batches up to `seq`, which the cell has stored, and an older capture that has none left. */
  forget(capture: string, seq: number): void {
    for (const one of this.sequences(capture)) if (one <= seq) this.remove(capture, one)
    if (capture !== this.capture && this.sequences(capture).length === 0)
      rmSync(join(this.root, capture), { recursive: true })
  }

  /** The cell waits for batches that are no longer here: empty ones that count the loss take their places. */
  fillFrom(capture: string, seq: number): void {
    const first = this.sequences(capture)[0]
    if (first === undefined) return
    for (let lost = seq; lost < first; lost += 1) this.put(capture, lostBatch(lost))
  }

  /** Takes a batch out of the way that the cell will never take. */
  setAside(capture: string, seq: number): void {
    this.moveAside(capture, seq)
    this.put(capture, lostBatch(seq))
  }

  /** Removes the folder of the capture that was read, when nothing of it is left. */
  close(): void {
    if (this.sequences(this.capture).length === 0) rmSync(join(this.root, this.capture), { recursive: true })
  }

  private put(capture: string, batch: ObservationBatch): void {
    const path = this.path(capture, batch.seq)
    const json = JSON.stringify(batch)
    const bytes = Buffer.from(`${digestOf(json)}\n${json}`)
    try {
      const file = openSync(`${path}.part`, 'w', 0o600)
      try {
        for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done)
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
      renameSync(`${path}.part`, path)
    } catch (cause) {
      rmSync(`${path}.part`, { force: true })
      throw cause
    }
    syncFolder(join(this.root, capture))
    this.used += bytes.length
  }

  private read(capture: string, seq: number): ObservationBatch | null {
    try {
      const text = readFileSync(this.path(capture, seq), 'utf8')
      const end = text.indexOf('\n')
      const json = text.slice(end + 1)
      if (text.slice(0, end) !== digestOf(json)) return null
      const batch = ObservationBatch.safeParse(JSON.parse(json))
      return batch.success && batch.data.seq === seq ? batch.data : null
    } catch {
      return null
    }
  }

  private replaceLost(capture: string, seq: number): ObservationBatch {
    const lost = lostBatch(seq)
    this.moveAside(capture, seq)
    this.put(capture, lost)
    return lost
  }

  private moveAside(capture: string, seq: number): void {
    const folder = join(this.root, SET_ASIDE)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const path = this.path(capture, seq)
    this.used -= statSync(path).size
    renameSync(path, join(folder, `${capture}-${String(seq).padStart(12, '0')}`))
    this.setAsideCount += 1
  }

  private remove(capture: string, seq: number): void {
    const path = this.path(capture, seq)
    this.used -= statSync(path).size
    rmSync(path)
  }

  /** What a kill left half-written was never acknowledged, and its rows went with the process. */
  private removeTorn(capture: string): void {
    for (const name of readdirSync(join(this.root, capture)))
      if (name.endsWith('.part')) rmSync(join(this.root, capture, name), { force: true })
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
    return join(this.root, capture, `${String(seq).padStart(12, '0')}.batch`)
  }
}

/** An empty batch in the place of one that the disk lost. */
function lostBatch(seq: number, at: EpochMicros = micros(Date.now() * 1000)): ObservationBatch {
  return {
    ...{ seq, isLast: false, packets: 0, bytes: 0, malformed: 0, skipped: {}, firstAt: null, lastAt: null },
    ...{ bindings: [], claims: [], conversations: [], operations: [], anomalies: [] },
    live: { from: at, to: at, losses: { spool: 1 } },
  }
}

function digestOf(json: string): string {
  return createHash('sha256').update(json).digest('hex')
}

/** A name that was moved is safe only when its folder is. */
export function syncFolder(folder: string): void {
  const file = openSync(folder, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
