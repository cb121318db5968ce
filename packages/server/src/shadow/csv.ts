// Findings as lines of CSV; no cell of them runs in a spreadsheet.
import type { ShadowColumn, ShadowRow } from '@penstock/contract/shadow'
import { neutralised, writeCsv } from '@penstock/model/plant'

const CELLS: Readonly<Record<ShadowColumn, (row: ShadowRow) => string | number | null>> = {
  name: (row) => row.name,
  severity: (row) => row.severity ?? 'unknown',
  device: (row) => row.label,
  zone: (row) => row.zone,
  category: (row) => row.categoryTitle,
  confidence: (row) => row.confidence,
  control: (row) => (row.isBesideControl ? 'yes' : 'no'),
  state: (row) => row.state,
  since: (row) => row.since,
  owner: (row) => row.owner,
  until: (row) => row.until,
  host: (row) => row.host,
  firstAt: (row) => row.firstAt,
  lastAt: (row) => row.lastAt,
  domain: (row) => row.domain,
  site: (row) => row.site,
}

/** A line about the file and the head, behind the mark by which spreadsheets know UTF-8. */
export function csvHead(about: string, columns: readonly ShadowColumn[]): string {
  return `\ufeff${writeCsv([[`# ${about}`], columns])}`
}

export function csvLines(rows: readonly ShadowRow[], columns: readonly ShadowColumn[]): string {
  return writeCsv(rows.map((row) => columns.map((column) => neutralised(String(CELLS[column](row) ?? '')))))
}
