// The objects of a JSON file one after the other, each with its place: lines of JSON, a list, or a list inside an object. Only one
// object is held at a time; what lies between them is passed over without being understood.
import { type ByteSource, LONGEST_PIECE, type Place, placeOf } from './byte-source.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
/** Lists of records stand at the top or one object below it. */
const DEEPEST_LIST = 2
const DEEPEST = 512

export interface JsonObject extends Place {
  /** Null when it is no JSON, or too long. */
  readonly value: Readonly<Record<string, unknown>> | null
}

/** The objects of a file that is known to hold one a line; a line that is none is told as such. */
export function* jsonLines(source: ByteSource): Generator<JsonObject> {
  for (const { text, ...place } of source.lines())
    if (text !== '') yield { ...place, value: text === null ? null : parsed(text) }
}

export function* jsonObjects(source: ByteSource): Generator<JsonObject> {
  const isLines = opensWithObjectLine(source.head(LONGEST_PIECE))
  /** Of each open bracket, whether it is a list's. */
  const open: boolean[] = []
  /** Where the object began, relative to the window; -1 between objects. */
  let began = -1
  let depthOfObject = 0
  let line = 0
  let at = source.start
  let inText = false
  for (;;) {
    if (at >= source.end) {
      // Bytes between objects are done with; those of an object stay until it ends.
      const keptFrom = began >= 0 ? began : at
      if (began >= 0 && at - began > LONGEST_PIECE) {
        yield { ...placeOf(line, source.base + began, at - began), value: null }
        source.moveTo(at)
        if (!skipToNextLine(source)) return
        at = source.start
        open.length = isLines ? 0 : Math.min(open.length, DEEPEST_LIST)
        began = -1
        inText = false
        continue
      }
      source.moveTo(keptFrom)
      const offset = at - keptFrom
      if (!source.fill()) {
        if (began >= 0) yield { ...placeOf(line, source.base + source.start, source.end - source.start), value: null }
        source.moveTo(source.end)
        return
      }
      at = source.start + offset
      if (began >= 0) began = source.start
    }
    const byte = source.bytes[at]!
    if (inText) {
      if (byte === BACKSLASH) at += 1
      else if (byte === QUOTE) inText = false
    } else if (byte === QUOTE) inText = true
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      const isRecord = byte === OPEN_OBJECT && began < 0 && beginsRecord(open, isLines)
      if (isRecord) {
        source.moveTo(at)
        began = at
        line = source.line
        depthOfObject = open.length
      }
      if (open.length < DEEPEST) open.push(byte === OPEN_LIST)
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      open.pop()
      if (began >= 0 && open.length === depthOfObject) {
        const text = source.textOf(began, at + 1)
        const place = placeOf(line, source.base + began, at + 1 - began)
        source.moveTo(at + 1)
        began = -1
        yield { ...place, value: parsed(text) }
        at = source.start
        continue
      }
    }
    // A line of JSON ends with its line, whatever is still open in it.
    if (isLines && byte === 0x0a) {
      if (began >= 0) {
        const place = placeOf(line, source.base + began, at - began)
        source.moveTo(at + 1)
        began = -1
        open.length = 0
        inText = false
        yield { ...place, value: null }
        at = source.start
        continue
      }
      open.length = 0
      inText = false
    }
    at += 1
  }
}

function beginsRecord(open: readonly boolean[], isLines: boolean): boolean {
  if (isLines) return open.length === 0
  return open.length > 0 && open.length <= DEEPEST_LIST && open.at(-1) === true
}

/** True when the first line is an object of its own that holds no list of records. */
function opensWithObjectLine(head: string): boolean {
  const [first] = head.trimStart().split('\n', 1)
  const value = parsed(first ?? '')
  if (value === null) return false
  const holdsList = Object.values(value).some((one) => Array.isArray(one) && isRecord(one[0]))
  return (
    !holdsList ||
    'event_type' in value ||
    'ts' in value ||
    !('value' in value || 'data' in value || 'resources' in value)
  )
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}

function skipToNextLine(source: ByteSource): boolean {
  for (;;) {
    const at = source.bytes.indexOf(0x0a, source.start)
    if (at >= 0 && at < source.end) {
      source.moveTo(at + 1)
      return true
    }
    source.moveTo(source.end)
    if (!source.fill()) return false
  }
}
