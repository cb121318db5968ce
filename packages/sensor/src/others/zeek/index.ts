// Zeek logs, in tab separated form or as JSON lines, with those of the ICSNPP parsers.
import { ipOf } from '../cells.ts'
import type { Collector } from '../collector.ts'
import { endpointOf } from '../endpoints.ts'
import type { FormatReader } from '../format.ts'
import { ZEEK_LOGS } from './logs.ts'
import { jsonRows, tsvRows, type ZeekRow } from './rows.ts'
import { endsOf, SPECIAL, spokenIn } from './special.ts'

export const readZeek: FormatReader = function* (source, out, { format }) {
  for (const row of format === 'zeek-json' ? jsonRows(source, out) : tsvRows(source, out)) {
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
