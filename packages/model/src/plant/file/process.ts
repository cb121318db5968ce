// Functions of the plant and what they need: inputs, own assets, business impact, states of its units.
import { z } from 'zod'
import { Hours, IsoDate, IsoTime, ids, Minutes, Name, PlantId, RiskLevel, Text } from './scalars.ts'

const Bia = z.strictObject({
  rtoH: Hours.nullable(),
  rpoH: Hours.nullable(),
  mtpdH: Hours.nullable(),
  ownerRole: Text.nullable(),
  owner: PlantId.nullable(),
  minimum: Text.nullable(),
  peak: Text.nullable(),
  workaround: z.strictObject({ text: Text, hours: Hours, staff: z.number().min(0) }),
  impact: z.array(
    z.strictObject({
      afterH: Hours,
      receptor: z.enum(['people', 'environment', 'money', 'service']),
      level: RiskLevel,
    }),
  ),
  reviewedOn: IsoDate.nullable(),
})

export const PlantFunction = z.strictObject({
  id: PlantId,
  name: Name,
  type: z.enum(['external', 'utility', 'digital', 'process', 'safety', 'service', 'business', 'support']),
  /** Each group needs `k` of its suppliers, and lasts `bufferH` hours without. */
  inputs: z.array(z.strictObject({ name: Name, suppliers: ids.min(1), k: z.int().min(1), bufferH: Hours })),
  /** Each group needs `k` of its assets. */
  own: z.array(z.strictObject({ name: Name, assets: ids.min(1), k: z.int().min(1) })),
  restartH: Hours,
  rtoH: Hours.nullable(),
  rpoH: Hours.nullable(),
  mtpdH: Hours.nullable(),
  owner: Text.nullable(),
  /** `rate` in `unit`; `marginPerH` in the currency of the file, per hour. */
  product: z.strictObject({ unit: Name, rate: z.number().min(0), marginPerH: z.number() }).nullable(),
  bia: Bia.nullable(),
})
export type PlantFunction = z.infer<typeof PlantFunction>

export const InformationFlow = z.strictObject({
  id: PlantId,
  what: Text,
  from: PlantId,
  to: PlantId,
  via: ids,
  medium: Text,
  frequency: Text,
  gating: z.boolean(),
  neededWithinH: Hours.nullable(),
  fallback: Text.nullable(),
})

const StateSource = z.strictObject({
  kind: z.enum(['historian-tag', 'supervisor']),
  asset: PlantId.optional(),
  tag: Name.optional(),
  /** Value of the tag → id of the state. */
  values: z.record(Name, PlantId).optional(),
  staleAfterMinutes: Minutes.optional(),
  role: Name.optional(),
  askEveryMinutes: Minutes.optional(),
})

export const ProcessStates = z.strictObject({
  unit: PlantId,
  name: Name,
  functions: ids,
  states: z.array(z.strictObject({ id: PlantId, text: Text, hazardous: z.boolean() })),
  source: StateSource,
  /** The state as it was last read or told. */
  current: z.strictObject({ state: PlantId, at: IsoTime, by: Text }).optional(),
})
