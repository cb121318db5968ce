// Logs of Zeek in a folder, or Suricata's EVE file, as a live source: what they gained since the last batch becomes the next one. Follows
// them through rotation (the rest of a renamed file is read first), truncation and copies that are cut back. Nothing is read beyond whole
// lines, so a batch ends between two of them and its places can be kept.
import { type BigIntStats, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import type { LiveReport, ObservationBatch } from '@penstock/model/observations'
import { type ByteSource, WINDOW_BYTES } from '../byte-source.ts'
import { Collector } from '../collector.ts'
import { readEveLines } from '../suricata/index.ts'
import { readZeekLines, TsvHead } from '../zeek/index.ts'
import { FollowedFile, type FollowedPlace, keyOf } from './followed-file.ts'

export type FollowedKind = 'zeek' | 'eve'

interface FollowerOptions {
  readonly kind: FollowedKind
  /** Folder of logs, or the file. */
  readonly path: string
  /** How far each log was read by an earlier run. */
  readonly places: readonly FollowedPlace[]
  readonly clock: () => EpochMicros
  readonly say: (text: string) => void
}

/** Logs that are kept open: those that are written now. */
const MOST_LOGS = 512
/** Logs whose place is remembered, those of earlier days in the same folder among them. */
const MOST_PLACES = 4096
const HEAD_BYTES = 65_536
/** Zeek writes into names like this; one that was put away has a date or a number in it. */
const IS_WRITTEN = /^\w+\.log$/
const SYSTEMS = { zeek: 'zeek', eve: 'suricata' } as const

export class LogFollower {
  readonly #options: FollowerOptions
  readonly #system: string
  readonly #out: Collector
  readonly #files = new Map<string, FollowedFile>()
  /** Head of each tab separated log. */
  readonly #heads = new Map<string, TsvHead>()
  readonly #window = new Uint8Array(WINDOW_BYTES)
  readonly #told = new Set<string>()
  #bytes = 0
  #nextNumber: number
  #isEnded = false

  constructor(options: FollowerOptions) {
    this.#options = options
    this.#system = SYSTEMS[options.kind]
    this.#out = new Collector(this.#system, 0, 0)
    for (const place of options.places) this.#files.set(place.key, FollowedFile.from(place))
    this.#nextNumber = Math.max(-1, ...options.places.map(({ file }) => file)) + 1
    this.#findThoseGone()
  }

  get isQuiet(): boolean {
    return this.#out.isEmpty
  }

  /** How far each log was read; what was read is in the batches up to the next cut. */
  places(): FollowedPlace[] {
    return [...this.#files.values()].map((file) => file.place())
  }

  /** Reads what the logs gained, until a batch is full. True when there is more to read at once. */
  read(): boolean {
    const listed = this.#list()
    for (const file of this.#files.values()) {
      try {
        if (this.#follow(file, listed.get(file.key))) return true
      } catch (cause) {
        this.#tellOnce(
          file.key,
          `${file.name} cannot be read (${cause instanceof Error ? cause.message : String(cause)})`,
        )
        file.close()
      }
    }
    return false
  }

  end(): void {
    this.#isEnded = true
  }

  /** Everything since the last cut. */
  cut(live: LiveReport): ObservationBatch {
    return { ...this.#out.cut(this.#isEnded, this.#bytes), live }
  }

  close(): void {
    for (const file of this.#files.values()) file.close()
  }

  /** What stands in the folder, by device and inode; logs that were not known are from here on. */
  #list(): Map<string, string> {
    const listed = new Map<string, string>()
    for (const [path, stat] of this.#candidates()) {
      const key = keyOf(stat)
      const name = basename(path)
      if (listed.has(key)) continue
      const known = this.#files.get(key)
      if (known === undefined && !this.#isWanted(name)) continue
      listed.set(key, path)
      if (known !== undefined) known.name = name
      else if (this.#files.size >= MOST_PLACES)
        this.#tellOnce('places', `more than ${MOST_PLACES} logs; the others are not read`)
      else {
        this.#files.set(key, new FollowedFile(key, name, this.#nextNumber))
        this.#nextNumber += 1
      }
    }
    return listed
  }

  #candidates(): (readonly [path: string, stat: BigIntStats])[] {
    const { kind, path } = this.#options
    const folder = kind === 'zeek' ? path : dirname(path)
    const begin = kind === 'zeek' ? '' : basename(path)
    try {
      return readdirSync(folder)
        .filter((name) => name.startsWith(begin))
        .sort()
        .flatMap((name) => {
          const stat = statSync(join(folder, name), { bigint: true, throwIfNoEntry: false })
          return stat?.isFile() === true ? [[join(folder, name), stat] as const] : []
        })
    } catch (cause) {
      this.#tellOnce(folder, `${folder} cannot be read (${cause instanceof Error ? cause.message : String(cause)})`)
      return []
    }
  }

  #isWanted(name: string): boolean {
    return this.#options.kind === 'zeek' ? name.endsWith('.log') : name === basename(this.#options.path)
  }

  #isWritten(name: string): boolean {
    return this.#options.kind === 'eve' || IS_WRITTEN.test(name)
  }

  /** Reads on in one log; true when the batch is full. `path` is where it stands now, undefined when it is gone. */
  #follow(file: FollowedFile, path: string | undefined): boolean {
    if (!file.isOpen) {
      if (path === undefined) {
        this.#forget(file)
        return false
      }
      const size = statSync(path).size
      if (size === file.offset && !this.#isWritten(file.name)) return false
      if (this.#countOpen() >= MOST_LOGS) {
        this.#tellOnce('open', `more than ${MOST_LOGS} logs are written at once; the others are not read`)
        return false
      }
      if (!file.open(path)) return false
    }
    if (!file.isSame) this.#begun(file)
    const isFull = this.#readOn(file)
    if (isFull) return true
    if (path === undefined) this.#forget(file)
    else if (!this.#isWritten(file.name)) file.close()
    return false
  }

  /** The file was cut back, or is another one with the inode of the first. */
  #begun(file: FollowedFile): void {
    this.#odd(
      file,
      `${this.#system}-log-cut`,
      `${file.name} was cut back after line ${file.line - 1}; it is read from its beginning`,
    )
    file.restart()
    this.#heads.delete(file.key)
  }

  #readOn(file: FollowedFile): boolean {
    for (;;) {
      if (this.#out.isFull) return true
      const head = this.#headOf(file)
      if (head === undefined) return false
      this.#out.nextFile(file.file)
      const source = file.next(this.#window, (line, offset) =>
        this.#out.bad({ line, offset, length: 0 }, 'is longer than a line of a log', this.#options.clock()),
      )
      if (source === null) {
        if (file.isInLongLine && file.waiting > 0) continue
        return false
      }
      const from = file.offset
      this.#readPart(file, source, head)
      this.#bytes += file.offset - from
    }
  }

  #readPart(file: FollowedFile, source: ByteSource, head: TsvHead | null): void {
    const { kind } = this.#options
    const lines = kind === 'zeek' ? readZeekLines(source, this.#out, head) : readEveLines(source, this.#out)
    for (const _ of lines) {
      if (this.#out.isFull) break
    }
    file.advance(source)
  }

  /** The head of a tab separated log, null for lines of JSON, undefined while nobody can tell, and for a file that is no log. */
  #headOf(file: FollowedFile): TsvHead | null | undefined {
    if (this.#options.kind === 'eve') return null
    const known = this.#heads.get(file.key)
    if (known !== undefined) return known
    const text = Buffer.from(file.head(HEAD_BYTES)).toString('utf8')
    const whole = text.slice(0, text.lastIndexOf('\n') + 1).split('\n')
    if (whole.some((line) => line.startsWith('#fields\t'))) {
      const head = new TsvHead()
      // What was read before, if anything was: its head holds for what follows.
      if (file.offset > 0) for (const line of whole) if (line.startsWith('#')) head.take(line.replace(/\r$/, ''))
      this.#heads.set(file.key, head)
      return head
    }
    if (whole.some((line) => line.startsWith('{'))) return null
    if (text.length >= HEAD_BYTES || whole.length > 1) this.#tellOnce(file.key, `${file.name} is no log of Zeek`)
    return undefined
  }

  /** Logs of the run before that are no longer there: nobody knows whether they had grown. */
  #findThoseGone(): void {
    const there = new Set(this.#candidates().map(([, stat]) => keyOf(stat)))
    for (const file of [...this.#files.values()]) {
      if (there.has(file.key)) continue
      if (this.#isWritten(file.name))
        this.#odd(
          file,
          `${this.#system}-log-gone`,
          `${file.name} was put away while nobody read it; what came after line ${file.line - 1} is not read`,
        )
      this.#files.delete(file.key)
    }
  }

  #forget(file: FollowedFile): void {
    file.close()
    this.#files.delete(file.key)
    this.#heads.delete(file.key)
    this.#told.delete(file.key)
  }

  #countOpen(): number {
    let count = 0
    for (const file of this.#files.values()) if (file.isOpen) count += 1
    return count
  }

  #odd(file: FollowedFile, kind: string, detail: string): void {
    this.#options.say(detail)
    this.#out.nextFile(file.file)
    const place = { line: Math.max(1, file.line - 1), offset: file.offset, length: 0 }
    this.#out.anomaly(kind, detail, this.#out.proofOf(place, micros(this.#options.clock())))
  }

  #tellOnce(key: string, text: string): void {
    if (this.#told.has(key)) return
    this.#told.add(key)
    this.#options.say(text)
  }
}
