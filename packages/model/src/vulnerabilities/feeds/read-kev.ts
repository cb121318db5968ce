// CISA's catalogue of known exploited vulnerabilities (JSON) to a table by CVE.
import { accept, type Result } from '@penstock/model/kernel'
import { z } from 'zod'
import type { FeedFault } from '../fault.ts'
import { parseFeed } from './parse-json.ts'

export interface KnownExploited {
  readonly cve: string
  readonly dateAdded: string
  readonly dueDate: string | null
  readonly isUsedByRansomware: boolean
}

export interface KevCatalogue {
  readonly version: string
  readonly byCve: ReadonlyMap<string, KnownExploited>
}

const Kev = z.object({
  catalogVersion: z.string(),
  vulnerabilities: z.array(
    z.object({
      cveID: z.string().regex(/^CVE-\d{4}-\d{4,}$/, 'expected a CVE id'),
      dateAdded: z.string(),
      dueDate: z.string().optional(),
      knownRansomwareCampaignUse: z.string().optional(),
    }),
  ),
})

export function readKev(text: string): Result<KevCatalogue, readonly FeedFault[]> {
  const read = parseFeed(text, Kev)
  if (!read.ok) return read
  const entries = read.value.vulnerabilities.map((one): [string, KnownExploited] => [
    one.cveID,
    {
      cve: one.cveID,
      dateAdded: one.dateAdded,
      dueDate: one.dueDate ?? null,
      isUsedByRansomware: one.knownRansomwareCampaignUse === 'Known',
    },
  ])
  return accept({ version: read.value.catalogVersion, byCve: new Map(entries) })
}
