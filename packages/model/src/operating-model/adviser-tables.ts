// The tables from which a SOC model is advised (catalogue `soc-model@N`), and the answers of one organisation.
import { z } from 'zod'
import { Consequence } from './independence.ts'

const PerModel = <T extends z.ZodType>(value: T) => z.object({ integrated: value, federated: value, hybrid: value })
const Share = z.number().min(0).max(1)

/** 0 to 4: the place of an answer in the levels of its factor. */
export const Level = z.int().min(0).max(4)

export const Factor = z.object({
  id: z.string(),
  name: z.string(),
  weight: z.number().positive(),
  levels: z.array(z.string()).length(5),
  utility: PerModel(z.array(Share).length(5)),
})
export type Factor = z.infer<typeof Factor>

const HardRule = z.object({
  id: z.string(),
  model: z.enum(['integrated', 'federated', 'hybrid']),
  /** Lowest level of each factor that the model needs. */
  requires: z.record(z.string(), Level).optional(),
  /** At this level and above the model is out of the question. */
  excludedWhen: z.record(z.string(), Level).optional(),
})

export const WorkedProfile = z.object({
  name: z.string(),
  levels: z.record(z.string(), Level),
  expected: z.object({
    scores: PerModel(z.number()),
    feasible: z.array(z.string()),
    missing: z.record(z.string(), z.record(z.string(), z.tuple([Level, Level]))),
    recommended: z.string(),
    tie: z.boolean(),
    staged: z.boolean(),
  }),
})

export const SocModelTables = z.object({
  models: PerModel(z.string()),
  factors: z.array(Factor).min(1),
  hardRules: z.array(HardRule),
  operatingRules: PerModel(z.array(z.string())),
  workedProfiles: z.array(WorkedProfile),
})
export type SocModelTables = z.infer<typeof SocModelTables>

/** What an organisation says of itself. */
export const SocAnswers = z.strictObject({
  name: z.string().max(200).optional(),
  levels: z.record(z.string().max(60), Level),
  /** Where a regulator asks for independence: the regime, and what follows from it here. */
  independence: z.strictObject({ regime: z.string().min(1).max(120), consequences: z.array(Consequence) }).optional(),
})
export type SocAnswers = z.infer<typeof SocAnswers>
