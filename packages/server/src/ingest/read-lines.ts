// Lines of a batch become rows: each an event, several, or a line that nobody could read, with the reason. None is left out, except those
// that only describe others.
import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { type EventReader, type Framing, type NormalEvent, RecordSplitter } from '@penstock/model/events'
import type { EpochMicros } from '@penstock/model/kernel'
import type { NewEvent, NewUnknownLine } from '@penstock/store/telemetry'
import type { CutLine } from './lines.ts'

/** What is kept of a line, in UTF-16 units; length and hash tell of the whole. */
const RAW_KEPT = 8192
/** Lines that are read before others get their turn. */
const LINES_AT_ONCE = 250
const SHORT = 500

export interface ReadLines {
  readonly events: readonly NewEvent[]
  readonly unknown: readonly NewUnknownLine[]
  /** The events as they were read, each with its place. */
  readonly seen: readonly SeenEvent[]
  /** Of each event, the name of its class. */
  readonly classes: readonly string[]
  /** Lines that describe the ones after them, such as the head of a Zeek log, if these lines brought a new head. */
  readonly head: string | null
}

export interface SeenEvent {
  readonly line: number
  readonly nth: number
  readonly event: NormalEvent
}

const MOST_HEAD = 16_384

/** By the framing of the format a record may go over several lines; it does not go over the end of a batch. */
export async function readLines(
  reader: EventReader,
  framing: Framing,
  lines: readonly CutLine[],
  receivedAt: EpochMicros,
): Promise<ReadLines> {
  const events: NewEvent[] = []
  const unknown: NewUnknownLine[] = []
  const classes: string[] = []
  const seen: SeenEvent[] = []
  let head: string[] | null = null
  let isInHead = false
  let count = 0
  for (const { line, cut } of recordsOf(lines, framing)) {
    if (++count % LINES_AT_ONCE === 0) await setImmediate()
    const raw = { line, raw: cutText(cut.text, RAW_KEPT), rawBytes: cut.bytes, rawSha256: cut.sha256 }
    const found = readSafely(reader, cut.text, receivedAt)
    if (found.length === 0) {
      // A new head takes the place of the old one.
      head = isInHead ? [...(head ?? []), cut.text] : [cut.text]
      isInHead = true
      continue
    }
    isInHead = false
    for (const [nth, one] of found.entries())
      if (one.kind === 'unknown') unknown.push({ ...raw, code: one.code, detail: cutText(one.detail, SHORT) })
      else {
        events.push({ ...raw, ...columnsOf(one.event), nth })
        seen.push({ line, nth, event: one.event })
        classes.push(textAt(one.event.ocsf, ['class_name']) ?? String(one.event.classUid))
      }
  }
  const text = head?.join('\n') ?? null
  return { events, unknown, seen, classes, head: text === null || text.length > MOST_HEAD ? null : text }
}

/** Records, each with the number of the line that it ends at. */
function* recordsOf(lines: readonly CutLine[], framing: Framing): Generator<{ line: number; cut: CutLine }> {
  const splitter = framing === 'json' || framing === 'xml' ? new RecordSplitter(framing) : null
  for (const [index, cut] of lines.entries()) {
    const line = index + 1
    if (splitter === null) yield { line, cut }
    else for (const text of splitter.push(cut.text)) yield { line, cut: text === cut.text ? cut : recordOf(text) }
  }
  for (const text of splitter?.end() ?? []) yield { line: lines.length, cut: recordOf(text) }
}

function recordOf(text: string): CutLine {
  return { text, bytes: Buffer.byteLength(text), sha256: sha256Of(text) }
}

/** A reader never throws; should one, the line is kept as what nobody could read, and the source goes on. */
function readSafely(reader: EventReader, text: string, receivedAt: EpochMicros) {
  try {
    return reader.read(text, receivedAt)
  } catch (cause) {
    return [{ kind: 'unknown', code: 'reader.failed', detail: String(cause) } as const]
  }
}

export function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function columnsOf(event: NormalEvent): Omit<NewEvent, 'line' | 'nth' | 'raw' | 'rawBytes' | 'rawSha256'> {
  const { ocsf } = event
  const text = (...path: readonly string[]): string | null => textAt(ocsf, path)
  // A finding names the ends in its evidence.
  const ofEnd = (...path: readonly string[]): string | null => text(...path) ?? text('evidences', '0', ...path)
  return {
    at: event.time,
    classUid: event.classUid,
    activityId: event.activityId,
    severityId: event.severityId,
    sourceIp: ofEnd('src_endpoint', 'ip'),
    sourceHost: ofEnd('src_endpoint', 'hostname') ?? ofEnd('src_endpoint', 'name'),
    destinationIp: ofEnd('dst_endpoint', 'ip'),
    destinationHost: ofEnd('dst_endpoint', 'hostname') ?? ofEnd('dst_endpoint', 'name'),
    user: ofEnd('user', 'name') ?? ofEnd('actor', 'user', 'name') ?? ofEnd('user', 'uid'),
    device: text('device', 'hostname') ?? text('device', 'name') ?? text('device', 'ip'),
    action: text('activity_name') ?? text('action') ?? text('disposition') ?? text('status'),
    ocsf: jsonOf(ocsf),
    fields: jsonOf(event.fields),
    logSources: jsonOf(event.logSources),
  }
}

function textAt(ocsf: Readonly<Record<string, unknown>>, path: readonly string[]): string | null {
  let at: unknown = ocsf
  for (const step of path) at = (at as Readonly<Record<string, unknown>> | null | undefined)?.[step]
  if (typeof at === 'number') return String(at)
  return typeof at === 'string' && at !== '' ? cutText(at, SHORT) : null
}

/** Never between the halves of a pair. */
function cutText(text: string, length: number): string {
  if (text.length <= length) return text
  const isWithinPair = /[\ud800-\udbff]/.test(text.charAt(length - 1))
  return text.slice(0, isWithinPair ? length - 1 : length)
}

/** Escapes of halves of pairs and of U+0000 may stand in JSON of a source; DuckDB would refuse the one and cut at the other. */
function jsonOf(value: unknown): string {
  return JSON.stringify(value).replaceAll(/\\u(?:0000|d[89a-f][0-9a-f]{2})/gi, '\\ufffd')
}
