// A capture as the cell keeps it: a gzip file unpacked on its way to disk, anything else as it came. What opens a packet later
// needs its place in these bytes.
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { isBeyond, UNPACKED_BOUNDS } from '@penstock/model/observations'
import { AppError } from '@penstock/server/http'

const GZIP = [0x1f, 0x8b, 8]

/**
 * Gives the bytes to keep, in constant memory. Throws a problem for a gzip file that is damaged or unpacks beyond what a capture
 * may; one that was cut short gives what is whole of it, and the reader counts the record that is not.
 */
export async function* unpacked(body: Readable, name: string): AsyncGenerator<Buffer> {
  // The request stays open when we stop early: whoever sends it has to hear why.
  const chunks = body.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>
  const opening: Buffer[] = []
  for (let bytes = 0; bytes < GZIP.length; ) {
    const next = await chunks.next()
    if (next.done === true) break
    opening.push(next.value)
    bytes += next.value.length
  }
  const first = Buffer.concat(opening)
  if (GZIP.every((octet, at) => first[at] === octet)) yield* unpack(first, chunks, name)
  else {
    if (first.length > 0) yield first
    yield* chunks
  }
}

async function* unpack(first: Buffer, chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  let packedBytes = 0
  let unpackedBytes = 0
  const packed = async function* (): AsyncGenerator<Buffer> {
    packedBytes += first.length
    yield first
    for await (const chunk of chunks) {
      packedBytes += chunk.length
      yield chunk
    }
  }
  const gunzip = createGunzip()
  pipeline(Readable.from(packed()), gunzip, () => {}) // what goes wrong is thrown where the bytes are asked for
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      unpackedBytes += chunk.length
      if (isBeyond(UNPACKED_BOUNDS, packedBytes, unpackedBytes))
        throw new AppError('observations.unpacks-too-far', { name, packedBytes, unpackedBytes })
      yield chunk
    }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'Z_BUF_ERROR') return
    if (code?.startsWith('Z_') === true)
      throw new AppError('observations.not-a-capture', { name, firstBytes: 'damaged gzip' })
    throw cause
  }
}
