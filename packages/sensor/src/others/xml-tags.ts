// The tags of an XML file one after the other with their attributes, and the text before an end tag. Declarations, remarks and
// processing instructions are passed over; no entity but the five of XML and numbers is known, so nothing can grow.
import { type ByteSource, LONGEST_PIECE, type Place, placeOf } from './byte-source.ts'

const LESS = 0x3c
const GREATER = 0x3e
const QUOTE = 0x22
const APOSTROPHE = 0x27
const MOST_ATTRIBUTES = 64

export interface XmlTag extends Place {
  readonly name: string
  /** `self`: opened and closed at once. */
  readonly kind: 'open' | 'close' | 'self'
  readonly attributes: ReadonlyMap<string, string>
  /** Text that stands before it. */
  readonly before: string
}

/** Tags in order; null for one that is too long or never ends. */
export function* xmlTags(source: ByteSource): Generator<XmlTag | null> {
  for (;;) {
    const less = seek(source, source.start, LESS)
    if (less < 0) return
    const before = source.textOf(source.start, Math.min(less, source.start + 4096))
    source.moveTo(less)
    const isRemark = source.textOf(less, Math.min(source.end, less + 4)) === '<!--'
    const stop = isRemark ? endOfRemark(source) : endOfTag(source)
    if (stop < 0) {
      yield null
      source.moveTo(Math.min(source.end, source.start + 1))
      continue
    }
    const text = source.textOf(source.start + 1, stop)
    const place = placeOf(source.line, source.base + source.start, stop + 1 - source.start)
    source.moveTo(stop + 1)
    if (text.startsWith('!') || text.startsWith('?')) continue
    const isClose = text.startsWith('/')
    const isSelf = text.endsWith('/')
    const name = /^\/?([A-Za-z_][\w:.-]{0,60})/.exec(text)?.[1]
    if (name === undefined) continue
    const kind = isClose ? 'close' : isSelf ? 'self' : 'open'
    yield { ...place, name, kind, attributes: isClose ? new Map() : attributesOf(text), before: unescaped(before) }
  }
}

/** Where the byte stands in the window from `from` on, reading on as needed; -1 at the end. Bytes before are dropped. */
function seek(source: ByteSource, from: number, byte: number): number {
  let at = source.bytes.indexOf(byte, from)
  while (at < 0 || at >= source.end) {
    source.moveTo(source.end)
    if (!source.fill()) return -1
    at = source.bytes.indexOf(byte, source.start)
  }
  return at
}

function endOfTag(source: ByteSource): number {
  let quote = 0
  for (let at = source.start; ; at += 1) {
    if (at >= source.end) {
      const length = at - source.start
      if (length > LONGEST_PIECE || !source.fill()) return -1
      at = source.start + length
    }
    const byte = source.bytes[at]!
    if (quote !== 0) {
      if (byte === quote) quote = 0
    } else if (byte === QUOTE || byte === APOSTROPHE) quote = byte
    else if (byte === GREATER) return at
    if (at - source.start > LONGEST_PIECE) return -1
  }
}

function endOfRemark(source: ByteSource): number {
  for (let at = source.start; ; at += 1) {
    if (at >= source.end) {
      const length = at - source.start
      if (length > LONGEST_PIECE || !source.fill()) return -1
      at = source.start + length
    }
    const isEnd = source.bytes[at] === GREATER && source.bytes[at - 1] === 0x2d && source.bytes[at - 2] === 0x2d
    if (isEnd && at - source.start >= 6) return at
    if (at - source.start > LONGEST_PIECE) return -1
  }
}

function attributesOf(text: string): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const [, name, double, single] of text.matchAll(/\s([A-Za-z_][\w:.-]{0,60})\s?=\s?(?:"([^"]*)"|'([^']*)')/g)) {
    if (attributes.size >= MOST_ATTRIBUTES) break
    attributes.set(name!, unescaped(double ?? single ?? ''))
  }
  return attributes
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescaped(text: string): string {
  if (!text.includes('&')) return text
  return text.replaceAll(/&(#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-z]{2,4});/g, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole
    const code = name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : ' '
  })
}
