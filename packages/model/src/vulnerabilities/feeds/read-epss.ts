// FIRST's EPSS scores (CSV with a comment line that dates them) to a table by CVE.
import { accept, type Result, refuse } from '@penstock/model/kernel'
import { csvRows } from '@penstock/model/plant'
import type { FeedFault } from '../fault.ts'

export interface EpssScores {
  /** ISO 8601 of the scores; null where the file does not say. */
  readonly scoredOn: string | null
  /** Probability of exploitation in the next 30 days, 0 to 1. */
  readonly byCve: ReadonlyMap<string, number>
}

const MOST_FAULTS = 20

export function readEpss(text: string): Result<EpssScores, readonly FeedFault[]> {
  const scoredOn = /^#.*score_date:(\S+)/m.exec(text)?.[1] ?? null
  const faults: FeedFault[] = []
  const byCve = new Map<string, number>()
  let columns: { readonly cve: number; readonly epss: number } | null = null
  for (const { cells } of csvRows(text)) {
    const words = cells.map((cell) => cell.text.trim())
    if (words[0]?.startsWith('#')) continue
    const line = cells[0]?.line ?? 1
    if (columns === null) {
      columns = { cve: words.indexOf('cve'), epss: words.indexOf('epss') }
      if (columns.cve >= 0 && columns.epss >= 0) continue
      return refuse([{ path: `line ${line}`, message: 'the header names no columns cve and epss' }])
    }
    const cve = words[columns.cve] ?? ''
    const score = Number(words[columns.epss] || Number.NaN)
    if (!/^CVE-\d{4}-\d{4,}$/.test(cve)) faults.push({ path: `line ${line}`, message: `"${cve}" is no CVE id` })
    else if (!(score >= 0 && score <= 1))
      faults.push({ path: `line ${line}`, message: `"${words[columns.epss] ?? ''}" is no probability from 0 to 1` })
    else byCve.set(cve, score)
    if (faults.length === MOST_FAULTS) break
  }
  if (columns === null) return refuse([{ path: '$', message: 'is empty' }])
  return faults.length > 0 ? refuse(faults) : accept({ scoredOn, byCve })
}
