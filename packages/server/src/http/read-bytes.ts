// Reads an upload that must be whole in memory, within a limit.
import type { Readable } from 'node:stream'
import { AppError } from './problem.ts'

/** The whole upload; refuses one that is larger than the route takes, whatever its header said. */
export async function readBytes(body: unknown, limit: number): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let bytes = 0
  if (body === undefined || body === null) return new Uint8Array()
  for await (const chunk of body as Readable as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > limit) throw new AppError('too-large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
