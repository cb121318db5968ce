// What the file says of itself, and the site's risk criteria.
import { z } from 'zod'
import { IsoTime, Name, PerYear, RiskBand, RiskLevel, Text } from './scalars.ts'

export const PLANT_SCHEMA = 'reference-plant/2'

export const About = z.strictObject({
  name: Name,
  operator: Text.optional(),
  purpose: Text.optional(),
  regime: Text.optional(),
  products: z.array(Text).optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  schema: z.literal(PLANT_SCHEMA),
  /** The instant at which everything in the file is true. */
  asOf: IsoTime.optional(),
  timeRule: Text.optional(),
  foundationalRequirements: z.array(Name).length(7).optional(),
  /** Paths (`list[].field`) that a loader drops and only tests read. */
  answerKeys: z.array(Name).optional(),
  answerKeyRule: Text.optional(),
})

export const RiskCriteria = z.strictObject({
  severity: z.array(z.strictObject({ level: RiskLevel, people: Text, environment: Text, money: Text, service: Text })),
  likelihood: z.array(z.strictObject({ level: RiskLevel, perYear: z.tuple([PerYear, PerYear.nullable()]) })),
  /** `matrix[severity-1][likelihood-1]`. */
  matrix: z.array(z.array(RiskBand).length(5)).length(5),
  matrixNote: Text.optional(),
  /** Target mitigated event likelihood per year by receptor and severity. */
  tmel: z.record(Name, PerYear),
  appetite: Text.optional(),
})
