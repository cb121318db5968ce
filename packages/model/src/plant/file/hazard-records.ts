// HAZOP rows, LOPA sheets as the team typed them, and the enterprise risks they feed.
import { z } from 'zod'
import { IsoDate, ids, Name, PerYear, PlantId, Probability, RiskBand, RiskLevel, Text } from './scalars.ts'

export const HazopRow = z.strictObject({
  id: PlantId,
  node: Name,
  parameter: Name,
  guideword: Name,
  deviation: Text,
  cause: Text,
  consequence: Text,
  severity: RiskLevel,
  safeguards: z.array(Name),
  lopa: PlantId.nullable(),
  recommendation: Text.nullable(),
})

const Chance = z.strictObject({ name: Name, p: Probability })

const LopaCause = z.strictObject({
  id: PlantId,
  text: Text,
  /** Initiating event frequency per year. */
  ief: PerYear,
  enabling: z.array(Chance),
  assets: ids,
})

const LopaLayer = z.strictObject({
  id: PlantId,
  text: Text,
  type: z.enum(['alarm+operator', 'relief', 'mechanical', 'mitigation', 'hardwired', 'BPCS', 'procedure']),
  pfd: Probability,
  assets: ids,
  notFor: ids.optional(),
  notForReason: Text.optional(),
})

const LopaSif = z.strictObject({
  id: PlantId,
  text: Text,
  pfd: Probability,
  sil: z.int().min(0).max(4),
  assets: ids,
})

const Claimed = z.strictObject({
  basis: Text,
  study: Text,
  on: IsoDate,
  by: ids,
  credits: z.array(
    z.strictObject({ cause: PlantId, layer: PlantId, credited: z.boolean(), pfd: Probability.optional() }),
  ),
})

export const LopaSheet = z.strictObject({
  id: PlantId,
  title: Name,
  severity: RiskLevel,
  /** Target mitigated event likelihood per year. */
  tmel: PerYear,
  conditionalModifiers: z.array(Chance),
  causes: z.array(LopaCause),
  ipls: z.array(LopaLayer),
  sif: LopaSif.nullable(),
  claimed: Claimed.optional(),
})

export const RiskEntry = z.strictObject({
  id: PlantId,
  title: Name,
  owner: PlantId.nullable(),
  severity: RiskLevel,
  likelihood: RiskLevel,
  band: RiskBand,
  basis: Text,
  linked: ids,
  treatment: z.enum(['reduce', 'accept', 'avoid', 'transfer']),
  reviewDue: IsoDate.nullable(),
  acceptance: z
    .strictObject({ by: PlantId.nullable(), on: IsoDate, until: IsoDate.nullable(), band: RiskBand })
    .nullable(),
})
