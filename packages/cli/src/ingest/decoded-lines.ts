// Lines of a file of unknown encoding, one at a time: UTF-16 by its mark or its zeros, UTF-8, and Latin-1 where a line is no UTF-8. A line
// that has no end is held no further than a reader would look.
import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { TextDecoder } from 'node:util'
import { LONGEST_RECORD } from '@penstock/model/events'

const LINE_END = 0x0a
const MOST_BYTES = LONGEST_RECORD * 4

export async function* decodedLines(path: string): AsyncGenerator<string> {
  let held: Buffer[] = []
  let bytesHeld = 0
  let wide: TextDecoder | null | undefined
  let rest = ''
  const hold = (bytes: Buffer) => {
    if (bytesHeld < MOST_BYTES) held.push(bytes.subarray(0, MOST_BYTES - bytesHeld))
    bytesHeld += bytes.length
  }
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    wide ??= wideDecoder(chunk)
    if (wide === undefined) wide = null
    if (wide !== null) {
      const lines = (rest + wide.decode(chunk, { stream: true })).split('\n')
      rest = (lines.pop() ?? '').slice(0, MOST_BYTES)
      for (const line of lines) yield withoutReturn(line)
      continue
    }
    let from = 0
    for (let at = chunk.indexOf(LINE_END); at >= 0; at = chunk.indexOf(LINE_END, from)) {
      hold(chunk.subarray(from, at))
      yield decoded(Buffer.concat(held))
      held = []
      bytesHeld = 0
      from = at + 1
    }
    if (from < chunk.length) hold(chunk.subarray(from))
  }
  if (rest !== '') yield withoutReturn(rest)
  if (bytesHeld > 0) yield decoded(Buffer.concat(held))
}

function wideDecoder(head: Buffer): TextDecoder | null {
  const [first, second] = head
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le')
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be')
  const part = head.subarray(0, 64)
  const zerosAt = (parity: number) => part.filter((byte, at) => byte === 0 && at % 2 === parity).length
  if (part.length >= 8 && zerosAt(1) > part.length / 3) return new TextDecoder('utf-16le')
  return part.length >= 8 && zerosAt(0) > part.length / 3 ? new TextDecoder('utf-16be') : null
}

function decoded(bytes: Buffer): string {
  return withoutReturn(bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1')).replace(/^\ufeff/, '')
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}
