// Zeek logs, in tab separated form or as JSON lines, with those of the ICSNPP parsers.
import type { ByteSource } from '../byte-source.ts'
import { ipOf } from '../cells.ts'
import type { Collector } from '../collector.ts'
import { endpointOf } from '../endpoints.ts'
import type { FormatReader } from '../format.ts'
import { jsonLines, jsonObjects } from '../json-objects.ts'
import { ZEEK_LOGS } from './logs.ts'
import { jsonRows, type TsvHead, tsvRows, type ZeekRow } from './rows.ts'
import { endsOf, SPECIAL, spokenIn } from './special.ts'

export { TsvHead } from './rows.ts'

export const readZeek: FormatReader = (source, out, { format }) =>
  readRows(format === 'zeek-json' ? jsonRows(jsonObjects(source), out, source.writtenAt) : tsvRows(source, out), out)

/** The same for a part of a log whose lines before are known: tab separated where it has a head, else of JSON. */
export function readZeekLines(source: ByteSource, out: Collector, head: TsvHead | null): Iterable<void> {
  return readRows(head === null ? jsonRows(jsonLines(source), out, source.writtenAt) : tsvRows(source, out, head), out)
}

function* readRows(rows: Iterable<ZeekRow | null>, out: Collector): Generator<void> {
  for (const row of rows) {
    if (row !== null) readRow(row, out)
    yield
  }
}

function readRow(row: ZeekRow, out: Collector): void {
  const log = Object.hasOwn(ZEEK_LOGS, row.path) ? ZEEK_LOGS[row.path]! : null
  if (log === null) {
    out.passOver('zeek-log-says-nothing-of-devices')
    return
  }
  const proof = out.proofOf(row.place, row.at)
  const fault = log.special !== undefined ? SPECIAL[row.path]!(row, out, proof) : null
  if (fault !== null) {
    out.bad(row.place, fault, row.at)
    return
  }
  const ends = log.special !== undefined ? null : endsOf(row)
  if (ends === null) {
    if (log.special === undefined) out.bad(row.place, 'an address is none', row.at)
    return
  }
  if (log.protocol !== undefined) {
    const details = (log.details ?? []).map(([kind, column]) => [kind, row.cell(column)] as const)
    const isAnswered = log.answeredBy !== undefined && row.cell(log.answeredBy) !== null
    out.converse({ ...spokenIn(row, log.protocol, ends), isAnswered }, proof, details)
  }
  const about = log.about === undefined ? null : ipOf(row.cell(log.about) ?? row.cell('id.resp_h') ?? '')
  if (about === null) return
  for (const [field, column] of log.claims ?? [])
    out.claim(endpointOf(null, about), field, row.cell(column), `${row.path}.log`, proof)
}
