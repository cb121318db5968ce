// How vulnerabilities are shown: a row of the queue, its record with trail, evidence and steps, filter, decisions, imports, figures.
import { InstantText } from '@penstock/contract/history'
import { SiteKey } from '@penstock/model/kernel'
import { PatchDecision, PatchReopening, PatchState } from '@penstock/model/vulnerabilities'
import { z } from 'zod'

/** A: by number. B: by name. C: to be checked. N: decided not affected. */
export const Grade = z.enum(['A', 'B', 'C', 'N'])
/** When to act, by the SSVC table for those who deploy. */
export const WhenToAct = z.enum(['defer', 'scheduled', 'out-of-cycle', 'immediate'])
export const HowToAct = z.enum(['patch-at-stop', 'network-control', 'never'])

/** Highest chance of exploitation in the next 30 days; a hint with a date, which moves no place in the queue. */
const EpssHint = z.strictObject({ cve: z.string(), probability: z.number(), scoredOn: z.string().nullable() })

export const VulnerabilityRow = z.strictObject({
  id: z.string(),
  site: SiteKey,
  domain: z.enum(['it', 'ot']),
  assetId: z.string(),
  label: z.string(),
  vendor: z.string().nullable(),
  model: z.string().nullable(),
  zone: z.string().nullable(),
  advisoryId: z.string(),
  title: z.string(),
  grade: Grade,
  cves: z.array(z.string()),
  isKnownExploited: z.boolean(),
  isSafetyLinked: z.boolean().nullable(),
  /** Conduits between it and the world outside; null where nobody knows, `none` where no conduit leads there. */
  conduitsFromOutside: z.union([z.int(), z.literal('none')]).nullable(),
  /** Null where it is not affected. */
  when: WhenToAct.nullable(),
  how: HowToAct.nullable(),
  fixedIn: z.array(z.string()),
  /** Null where no list scores any of its weaknesses, and for the past. */
  epss: EpssHint.nullable(),
  state: PatchState,
  /** Until when a plan or a measure holds. */
  until: z.string().nullable(),
  /** A plan or a measure ran out, and nobody has decided since. */
  isOverdue: z.boolean(),
  /** In this state since. */
  since: z.string(),
  openedAt: z.string(),
  version: z.int(),
})
export type VulnerabilityRow = z.infer<typeof VulnerabilityRow>

const Fact = z.strictObject({ fact: z.string(), source: z.string() })

export const IdentityFactView = z.strictObject({
  field: z.enum(['vendor', 'product', 'version', 'modelNumber', 'hwRev', 'serial', 'role']),
  value: z.string(),
  basis: z.string(),
  protocol: z.string().nullable(),
  method: z.string(),
})

export const VulnerabilityStep = z.strictObject({
  at: z.string(),
  state: PatchState,
  until: z.string().nullable(),
  /** The stop, the measure or the version that was installed. */
  words: z.string().nullable(),
  /** Account; null where the product did it. */
  by: z.string().nullable(),
  byName: z.string().nullable(),
  reopening: PatchReopening.nullable(),
  reason: z.string().nullable(),
})
export type VulnerabilityStep = z.infer<typeof VulnerabilityStep>

export const RevisionView = z.strictObject({
  version: z.string(),
  sha256: z.string(),
  publishedAt: z.string(),
  learnedAt: z.string(),
  source: z.string(),
  isWithdrawn: z.boolean(),
  /** What its publisher says of the change. */
  summary: z.string(),
})
export type RevisionView = z.infer<typeof RevisionView>

/** What the matcher made of it over time: when it held, and when we took it for true. */
export const JudgementView = z.strictObject({
  grade: Grade,
  advisoryVersion: z.string(),
  when: WhenToAct.nullable(),
  isKnownExploited: z.boolean(),
  heldFrom: z.string().nullable(),
  heldTo: z.string().nullable(),
  learnedFrom: z.string(),
  learnedTo: z.string().nullable(),
})

export const VulnerabilityRecord = VulnerabilityRow.extend({
  publisher: z.string(),
  advisoryVersion: z.string(),
  range: z.string(),
  remedy: z.enum(['fix', 'no-fix-planned', 'none-yet', 'unknown']),
  /** Sentences of the advisory on what to do, as published. */
  remediations: z.array(z.strictObject({ kind: z.string(), text: z.string() })),
  /** Why the grade. */
  trail: z.array(Fact),
  /** Why then, and so. */
  decisionTrail: z.array(Fact),
  /** What the plant says of the device that bears on it. */
  plantFacts: z.array(Fact),
  identity: z.array(IdentityFactView),
  cisa: z.enum(['track', 'track*', 'attend', 'act']).nullable(),
  /** Time limit of CISA's directive BOD 26-04. */
  bod2604: z.string().nullable(),
  revisions: z.array(RevisionView),
  judgements: z.array(JudgementView),
  steps: z.array(VulnerabilityStep),
})
export type VulnerabilityRecord = z.infer<typeof VulnerabilityRecord>

export const VulnerabilityFilter = z.strictObject({
  site: SiteKey.optional(),
  /** Part of a device's name, an advisory's id or title, or a CVE. */
  text: z.string().trim().min(1).max(120).optional(),
  asset: z.string().max(80).optional(),
  advisory: z.string().min(1).max(120).optional(),
  cve: z.string().min(1).max(80).optional(),
  /** Letters with commas between them; A, B and C when left out. */
  grade: z
    .string()
    .max(20)
    .transform((text) => text.split(','))
    .pipe(z.array(Grade).min(1))
    .optional(),
  decision: WhenToAct.optional(),
  how: HowToAct.optional(),
  vendor: z.string().min(1).max(120).optional(),
  zone: z.string().min(1).max(80).optional(),
  domain: z.enum(['it', 'ot']).optional(),
  kev: z.stringbool().optional(),
  state: PatchState.optional(),
  /** What waits for somebody: open, or planned or held off until an instant that is past. */
  waiting: z.stringbool().optional(),
})
export type VulnerabilityFilter = z.output<typeof VulnerabilityFilter>

/** A decision as it is sent: the instant as ISO 8601. */
const [open, planned, mitigated, ...others] = PatchDecision.options
export const SentPatchDecision = z.discriminatedUnion('state', [
  open,
  planned.extend({ until: InstantText }),
  mitigated.extend({ until: InstantText }),
  ...others,
])
export type SentPatchDecision = z.input<typeof SentPatchDecision>

export const ImportFaultView = z.strictObject({ file: z.string(), place: z.string(), message: z.string() })

export const AdvisoryImportView = z.strictObject({
  id: z.string(),
  fileName: z.string(),
  sha256: z.string(),
  importedAt: z.string(),
  importedBy: z.string(),
  importedByName: z.string().nullable(),
  /** Revisions that were new here, and those that were here already. */
  added: z.int(),
  known: z.int(),
  lists: z.array(z.strictObject({ kind: z.enum(['kev', 'epss']), version: z.string(), entries: z.int() })),
  /** Bills of materials, and what they are of. */
  bills: z.array(z.strictObject({ subject: z.string(), components: z.int() })),
  /** Entries of an archive that are no advisory, no list and no bill. */
  ignored: z.int(),
  /** Files that could not be read; the first 200 faults are told. */
  faulty: z.int(),
  faults: z.array(ImportFaultView),
})
export type AdvisoryImportView = z.infer<typeof AdvisoryImportView>

export const VulnerabilitySummary = z.strictObject({
  /** Advisories that stand, by their latest revision. */
  advisories: z.int(),
  revisions: z.int(),
  newestAt: z.string().nullable(),
  kev: z.strictObject({ version: z.string(), entries: z.int(), learnedAt: z.string() }).nullable(),
  epss: z.strictObject({ version: z.string(), entries: z.int(), learnedAt: z.string() }).nullable(),
  assets: z.int(),
  /** Assets of which nobody says who made them, or what they are: nothing can be matched to them. */
  unidentified: z.int(),
  /** Assets that are still to be held against what was imported last. */
  pending: z.int(),
  /** Matches that wait for somebody: A, B, C; and all that are exploited, or linked to safety. */
  waiting: z.strictObject({ A: z.int(), B: z.int(), C: z.int(), knownExploited: z.int(), safetyLinked: z.int() }),
})
export type VulnerabilitySummary = z.infer<typeof VulnerabilitySummary>

export const ShownOrWhyNot = z.strictObject({
  at: z.string(),
  clock: z.enum(['held', 'learned']),
  code: z.enum([
    'shown',
    'not-affected',
    'not-published',
    'not-imported',
    'withdrawn',
    'device-unknown',
    'not-identified',
    'no-product-of-it',
  ]),
  grade: Grade.nullable(),
  /** Revision that counted. */
  version: z.string().nullable(),
  trail: z.array(Fact),
  revisions: z.array(RevisionView),
})
export type ShownOrWhyNot = z.infer<typeof ShownOrWhyNot>
