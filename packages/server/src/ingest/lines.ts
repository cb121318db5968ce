// Cuts what a source sent into lines: LF or CRLF between them, UTF-8 unless a byte order mark says UTF-16, and a line that is no UTF-8 as
// Windows-1252, in which every byte is a character. What a store cannot keep becomes U+FFFD; length and hash are those of the bytes.
import { createHash } from 'node:crypto'

export interface CutLine {
  readonly text: string
  readonly bytes: number
  readonly sha256: string
}

const LF = 0x0a
const CR = 0x0d
/** Blank lines are none. `asOne`: the whole is one record. */
export function cutLines(body: Buffer, asOne = false): readonly CutLine[] {
  const bytes = withoutMark(body)
  if (asOne) return bytes.length === 0 ? [] : [cutLine(bytes)]
  const lines: CutLine[] = []
  for (let from = 0; from < bytes.length; ) {
    const lf = bytes.indexOf(LF, from)
    const to = lf < 0 ? bytes.length : lf
    const end = to > from && bytes[to - 1] === CR ? to - 1 : to
    if (!isBlank(bytes, from, end)) lines.push(cutLine(bytes.subarray(from, end)))
    from = to + 1
  }
  return lines
}

function withoutMark(body: Buffer): Buffer {
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) return body.subarray(3)
  const isLittle = body[0] === 0xff && body[1] === 0xfe
  const isBig = body[0] === 0xfe && body[1] === 0xff
  if (!isLittle && !isBig) return body
  return Buffer.from(new TextDecoder(isLittle ? 'utf-16le' : 'utf-16be').decode(body), 'utf8')
}

function isBlank(bytes: Buffer, from: number, end: number): boolean {
  for (let at = from; at < end; at++) if ((bytes[at] ?? 0) > 0x20) return false
  return true
}

function cutLine(bytes: Buffer): CutLine {
  return {
    text: textOf(bytes).replaceAll('\u0000', '\ufffd').toWellFormed(),
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
