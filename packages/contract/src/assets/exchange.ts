// The register in and out: a file is read into a plan, the plan is consented to, the import can be taken back; the list as a file.
import { AsOfQuery } from '@penstock/contract/history'
import { JobView } from '@penstock/contract/jobs'
import { IsConcluded, route } from '@penstock/contract/route'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'
import { AssetFilter, AssetSort } from './view.ts'

/** Formats that a file may have; its content decides, not its name. */
export const ImportFormat = z.enum(['csv', 'xlsx', 'cyclonedx', 'netbox-devices', 'netbox-interfaces'])
export type ImportFormat = z.infer<typeof ImportFormat>

/** One thing that is wrong or odd, at its place: a line of a text, a row of a sheet. */
export const RowFault = z.strictObject({
  line: z.int(),
  /** Name of the column; null for a whole row. */
  column: z.string().nullable(),
  code: z.string(),
  message: z.string(),
  mend: z.string().nullable(),
})
export type RowFault = z.infer<typeof RowFault>

/** One row that would move something. */
export const PlannedRow = z.strictObject({
  line: z.int(),
  id: z.string(),
  name: z.string().nullable(),
  changes: z.array(z.strictObject({ column: z.string(), from: z.string().nullable(), to: z.string().nullable() })),
})
export type PlannedRow = z.infer<typeof PlannedRow>

/** A value that the file would replace although a person entered or confirmed it, or an address that another asset has. */
export const PlannedConflict = z.strictObject({
  line: z.int(),
  id: z.string(),
  column: z.string(),
  why: z.enum(['confirmed-by-person', 'address-of-another']),
  now: z.string().nullable(),
  wanted: z.string().nullable(),
})
export type PlannedConflict = z.infer<typeof PlannedConflict>

export const ImportPlan = z.strictObject({
  site: SiteKey,
  format: ImportFormat,
  /** Of a workbook: its sheets, and the one that was read. */
  sheets: z.array(z.string()),
  sheet: z.string().nullable(),
  columns: z.array(
    z.strictObject({
      head: z.string(),
      to: z.string().nullable(),
      why: z.enum(['taken', 'computed', 'unknown']),
    }),
  ),
  rows: z.int(),
  added: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  bad: z.int(),
  conflicts: z.int(),
  /** The first of each kind. */
  samples: z.strictObject({
    added: z.array(PlannedRow),
    changed: z.array(PlannedRow),
    conflicts: z.array(PlannedConflict),
  }),
  /** The first thousand; `bad` counts rows. */
  faults: z.array(RowFault),
  /** Names this very plan; null when there is nothing to do. Sent back, it is the consent to it. */
  consent: z.string().nullable(),
})
export type ImportPlan = z.infer<typeof ImportPlan>

export const AssetImport = z.strictObject({
  id: z.string(),
  site: SiteKey,
  format: z.string(),
  fileName: z.string(),
  added: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  bad: z.int(),
  by: z.string(),
  at: z.string(),
  takenBackBy: z.string().nullable(),
  takenBackAt: z.string().nullable(),
})
export type AssetImport = z.infer<typeof AssetImport>

export const ImportAnswer = z.strictObject({
  plan: ImportPlan,
  /** What was stored; null without consent. */
  done: AssetImport.nullable(),
  isConcluded: IsConcluded,
})
export type ImportAnswer = z.infer<typeof ImportAnswer>

const SiteParams = z.strictObject({ site: SiteKey })

const Consent = z.string().regex(/^[0-9a-f]{64}$/)

const UploadQuery = z.strictObject({
  fileName: z.string().trim().min(1).max(255).default('file'),
  sheet: z.string().max(255).optional(),
})

export const importAssets = route({
  method: 'POST',
  path: '/sites/{site}/assets/imports',
  side: 'hub',
  permission: 'asset:edit',
  summary: 'Read a file into a plan; with the consent to that plan, store it: all sound rows in one step, or nothing',
  params: SiteParams,
  query: UploadQuery.extend({ consent: Consent.optional() }),
  upload: 'application/octet-stream',
  response: ImportAnswer,
  refusals: [
    'not-found',
    'too-large',
    'assets.import-faults',
    'assets.import-unreadable',
    'assets.import-moved',
    'assets.import-stopped',
  ],
})

/** The same as a job: answered as soon as the file is on the disk. */
export const startImport = route({
  method: 'POST',
  path: '/sites/{site}/assets/import-jobs',
  side: 'hub',
  permission: 'asset:edit',
  summary: 'Begin to store a file whose plan was consented to, as a job of the hub',
  params: SiteParams,
  query: UploadQuery.extend({ consent: Consent }),
  upload: 'application/octet-stream',
  response: JobView,
  refusals: ['not-found', 'too-large'],
})

export const listImports = route({
  method: 'GET',
  path: '/sites/{site}/assets/imports',
  side: 'hub',
  permission: 'asset:read',
  summary: 'The last imports of a site, newest first, at most 50',
  params: SiteParams,
  response: z.strictObject({ items: z.array(AssetImport) }),
  refusals: ['not-found'],
})

export const TakenBack = z.strictObject({
  import: AssetImport,
  /** Entries and values that went back to what they were. */
  undone: z.int(),
  /** Entries that somebody changed since; they stay as they are now. */
  kept: z.int(),
  isConcluded: IsConcluded,
})
export type TakenBack = z.infer<typeof TakenBack>

export const takeBackImport = route({
  method: 'POST',
  path: '/sites/{site}/assets/imports/{importId}/withdrawal',
  side: 'hub',
  permission: 'asset:edit',
  summary: 'Take an import back as a whole; what somebody changed since stays',
  params: z.strictObject({ site: SiteKey, importId: z.string() }),
  body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
  response: TakenBack,
  refusals: ['not-found', 'assets.import-taken-back'],
})

export const ExportFormat = z.enum(['csv', 'xlsx', 'cyclonedx', 'netbox-devices', 'netbox-interfaces'])
export type ExportFormat = z.infer<typeof ExportFormat>

export const exportAssets = route({
  method: 'GET',
  path: '/assets/export',
  side: 'hub',
  permission: 'asset:read',
  summary: 'The list as a file: the same filter, order, columns and moment',
  query: AssetFilter.extend({
    ...AsOfQuery.shape,
    format: ExportFormat.default('csv'),
    sort: AssetSort.default('name'),
    /** Names of register columns with commas between, in order; left out: all that can come back. */
    columns: z.string().max(1000).optional(),
  }),
  stream: '*/*',
  refusals: ['history.in-future'],
})
