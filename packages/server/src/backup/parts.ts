// What is inside a section once it is opened: named parts one after another, each with its kind, its content in blocks, and at its end
// the number of its rows and the SHA-256 of its content. The last part counts the others, so that none can be missing.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { BackupError } from './errors.ts'

const Column = z.strictObject({ name: z.string(), type: z.string() })

export const PartHead = z.discriminatedUnion('part', [
  z.strictObject({
    part: z.literal('about'),
    schema: z.enum(['core', 'monitoring']),
    migrations: z.array(z.strictObject({ name: z.string(), hash: z.string() })),
    /** The configuration in force, without secrets; for people, it is not put back. */
    configuration: z.unknown(),
  }),
  z.strictObject({ part: z.literal('table'), name: z.string(), columns: z.array(Column).min(1) }),
  z.strictObject({ part: z.literal('telemetry'), name: z.string(), columns: z.array(Column).min(1) }),
  /** A file below the store's folder, such as `keys/audit.pem`. */
  z.strictObject({ part: z.literal('file'), name: z.string().regex(/^(keys|captures)\/[\w-][\w.-]*$/) }),
  z.strictObject({ part: z.literal('end'), parts: z.int() }),
])
export type PartHead = z.infer<typeof PartHead>

const PartTail = z.strictObject({ rows: z.int(), bytes: z.int(), sha256: z.string() })
type PartTail = z.infer<typeof PartTail>

export interface Part {
  readonly head: PartHead
  /** Rows of a table as lines, bytes of a file. */
  readonly content: AsyncIterable<readonly string[] | Uint8Array>
}

const LONGEST_HEAD = 4 << 20
const LONGEST_BLOCK = 256 << 20

export async function* writeParts(parts: AsyncIterable<Part>): AsyncGenerator<Uint8Array> {
  let count = 0
  for await (const part of parts) {
    yield* writePart(part)
    count++
  }
  yield* writePart({ head: { part: 'end', parts: count }, content: nothing() })
}

async function* writePart({ head, content }: Part): AsyncGenerator<Uint8Array> {
  yield* framed(Buffer.from(JSON.stringify(head)))
  const hash = createHash('sha256')
  let rows = 0
  let bytes = 0
  for await (const some of content) {
    const isRows = !(some instanceof Uint8Array)
    const block = isRows ? Buffer.from(some.map((line) => `${line}\n`).join('')) : some
    if (block.length === 0) continue
    hash.update(block)
    rows += isRows ? some.length : 0
    bytes += block.length
    yield* framed(block)
  }
  yield* framed(Buffer.alloc(0))
  yield* framed(Buffer.from(JSON.stringify({ rows, bytes, sha256: hash.digest('hex') } satisfies PartTail)))
}

/** A part as it is read; `blocks` must be read to its end before the next part comes. */
export interface ReadPart {
  readonly head: PartHead
  readonly blocks: AsyncIterable<Buffer>
  /** Rows in a block that holds lines. */
  linesOf(block: Buffer): readonly string[]
}

/** Reads parts in order and proves each; throws `backup.damaged` when one is not as it was written or is missing. */
export async function* readParts(plain: AsyncIterable<Uint8Array>): AsyncGenerator<ReadPart> {
  const source = new Source(plain)
  for (let count = 0; ; count++) {
    const head = PartHead.safeParse(jsonOf(await source.framed(LONGEST_HEAD)))
    if (!head.success) throw damaged('a part has no head that this penstock knows')
    let isRead = false
    let rows = 0
    const blocks = (async function* () {
      const hash = createHash('sha256')
      let bytes = 0
      for (;;) {
        const block = await source.framed(LONGEST_BLOCK)
        if (block.length === 0) break
        hash.update(block)
        bytes += block.length
        yield block
      }
      const tail = PartTail.safeParse(jsonOf(await source.framed(LONGEST_HEAD)))
      const sha256 = hash.digest('hex')
      if (!tail.success || tail.data.sha256 !== sha256 || tail.data.bytes !== bytes || tail.data.rows !== rows)
        throw damaged('a part is not what its end says')
      isRead = true
    })()
    if (head.data.part === 'end') {
      for await (const _ of blocks) throw damaged('something stands after the end')
      if (head.data.parts !== count) throw damaged(`${head.data.parts} parts were written, ${count} are there`)
      await source.expectEnd()
      return
    }
    yield {
      head: head.data,
      blocks,
      linesOf: (block) => {
        const lines = block.toString('utf8').split('\n').slice(0, -1)
        rows += lines.length
        return lines
      },
    }
    if (!isRead) throw new TypeError('a part was left unread')
  }
}

class Source {
  readonly #chunks: AsyncIterator<Uint8Array>
  #held = Buffer.alloc(0)

  constructor(plain: AsyncIterable<Uint8Array>) {
    this.#chunks = plain[Symbol.asyncIterator]()
  }

  /** The next piece by the length before it. */
  async framed(longest: number): Promise<Buffer> {
    const length = (await this.#take(4)).readUInt32BE()
    if (length > longest) throw damaged('a length is beyond any that is written')
    return await this.#take(length)
  }

  async expectEnd(): Promise<void> {
    if (this.#held.length > 0 || (await this.#chunks.next()).done !== true)
      throw damaged('something stands after the end')
  }

  async #take(length: number): Promise<Buffer> {
    const pieces = [this.#held]
    let have = this.#held.length
    while (have < length) {
      const next = await this.#chunks.next()
      if (next.done === true) throw damaged('it ends too early')
      pieces.push(Buffer.from(next.value))
      have += next.value.length
    }
    const all = pieces.length === 1 ? this.#held : Buffer.concat(pieces)
    this.#held = all.subarray(length)
    return all.subarray(0, length)
  }
}

function* framed(bytes: Uint8Array): Generator<Uint8Array> {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  yield length
  if (bytes.length > 0) yield bytes
}

async function* nothing(): AsyncGenerator<never> {
  // An end has no content.
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

function damaged(what: string): BackupError {
  return new BackupError(
    'backup.damaged',
    `the content of the backup is damaged (${what}); take another copy of the file`,
  )
}
