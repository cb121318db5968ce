// The form of an OCSF schema as the catalogue keeps it.
import { z } from 'zod'

const Attribute = z.strictObject({
  type: z.string(),
  list: z.literal(true).optional(),
  required: z.literal(true).optional(),
  profile: z.string().optional(),
  values: z.record(z.string(), z.string()).optional(),
})
export type OcsfAttribute = z.infer<typeof Attribute>

const Constraints = z.strictObject({
  at_least_one: z.array(z.string()).optional(),
  just_one: z.array(z.string()).optional(),
})

const Shape = z.strictObject({ constraints: Constraints, attributes: z.record(z.string(), Attribute) })
export type OcsfShape = z.infer<typeof Shape>

export const OcsfSchema = z.strictObject({
  version: z.string(),
  source: z.string(),
  licence: z.string(),
  classes: z.record(z.string(), Shape.extend({ uid: z.int(), caption: z.string(), category: z.int() })),
  objects: z.record(z.string(), Shape),
})
export type OcsfSchema = z.infer<typeof OcsfSchema>
