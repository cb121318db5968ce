// Vulnerabilities: the queue of advisories that concern assets, one match, what people decide about it, and what is brought in.
import { AsOfQuery, HistoryClock, InstantText } from '@penstock/contract/history'
import { JobView } from '@penstock/contract/jobs'
import { PageQuery, pageOf, route } from '@penstock/contract/route'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'
import {
  AdvisoryImportView,
  SentPatchDecision,
  ShownOrWhyNot,
  VulnerabilityFilter,
  VulnerabilityRecord,
  VulnerabilityRow,
  VulnerabilitySummary,
} from './view.ts'

export * from './view.ts'

const MatchParams = z.strictObject({ matchId: z.string() })

export const listVulnerabilities = route({
  method: 'GET',
  path: '/vulnerabilities',
  side: 'hub',
  permission: 'asset:read',
  summary: 'Advisories that concern assets, in the order in which an OT team looks at them, with the exact total',
  query: PageQuery.extend(VulnerabilityFilter.shape).extend(AsOfQuery.shape),
  response: pageOf(VulnerabilityRow),
  refusals: ['history.in-future'],
})

export const readVulnerabilitySummary = route({
  method: 'GET',
  path: '/vulnerabilities/summary',
  side: 'hub',
  permission: 'asset:read',
  summary: 'What was imported, how many assets were held against it, and what waits',
  query: z.strictObject({ site: SiteKey.optional() }),
  response: VulnerabilitySummary,
  refusals: [],
})

export const listAdvisoryImports = route({
  method: 'GET',
  path: '/vulnerabilities/imports',
  side: 'hub',
  permission: 'asset:read',
  summary: 'The last imports, newest first, at most 50, with the faults of their files',
  response: z.strictObject({ items: z.array(AdvisoryImportView) }),
  refusals: [],
})

export const importAdvisories = route({
  method: 'POST',
  path: '/vulnerabilities/imports',
  side: 'hub',
  permission: 'vulnerability:import',
  summary: 'Bring in a CSAF advisory, a KEV or an EPSS list, or a ZIP archive of them, as a job of the hub',
  query: z.strictObject({ fileName: z.string().trim().min(1).max(255).default('file') }),
  upload: 'application/octet-stream',
  response: JobView,
  refusals: ['too-large'],
})

export const explainVulnerability = route({
  method: 'GET',
  path: '/assets/{assetId}/vulnerabilities/{advisoryId}',
  side: 'hub',
  permission: 'asset:read',
  summary: 'Whether an advisory was shown for an asset at an instant, or why it was not, on either clock',
  params: z.strictObject({ assetId: z.string(), advisoryId: z.string().min(1).max(120) }),
  query: z.strictObject({ asOf: InstantText.optional(), clock: HistoryClock.default('learned') }),
  response: ShownOrWhyNot,
  refusals: ['not-found', 'history.in-future'],
})

export const readVulnerability = route({
  method: 'GET',
  path: '/vulnerabilities/{matchId}',
  side: 'hub',
  permission: 'asset:read',
  summary: 'One match: facts behind the grade, when and how to act, revisions, and every step that it took',
  params: MatchParams,
  query: AsOfQuery,
  response: VulnerabilityRecord,
  refusals: ['not-found', 'history.in-future'],
})

export const decideVulnerability = route({
  method: 'POST',
  path: '/vulnerabilities/{matchId}/decision',
  side: 'hub',
  permission: 'vulnerability:decide',
  summary:
    'Plan it for a stop, hold it off by a measure with an end, record it as patched, or exclude it, with the reason',
  params: MatchParams,
  body: z.strictObject({
    version: z.int(),
    decision: SentPatchDecision,
    reason: z.string().trim().min(1).max(500),
  }),
  response: VulnerabilityRecord,
  refusals: ['not-found', 'version-moved', 'vulnerabilities.other-domain', 'vulnerabilities.until-past'],
})
