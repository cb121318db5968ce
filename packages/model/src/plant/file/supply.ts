// Recovery, outages and spares: what failed, how long a restore takes, and what lies in the store.
import { z } from 'zod'
import { Count, Days, Hours, IsoTime, ids, Name, PlantId, Text } from './scalars.ts'

export const Recovery = z.strictObject({
  crews: z.array(
    z.strictObject({ id: PlantId, name: Name, count: Count, skills: z.array(Name), calloutH: Hours.optional() }),
  ),
  restoreTimes: z.array(z.strictObject({ asset: PlantId, crew: PlantId, hours: Hours })),
})

export const Outage = z.strictObject({
  id: PlantId,
  function: PlantId,
  from: IsoTime,
  /** null while the function is still down. */
  to: IsoTime.nullable(),
  kind: z.enum(['planned', 'unplanned']),
  cause: Name,
  text: Text,
  lostTonnes: z.number().min(0),
  change: Name.nullable(),
  safetyRelated: z.boolean(),
})

export const Spare = z.strictObject({
  id: PlantId,
  item: Name,
  forAssets: ids,
  onSite: Count,
  store: Text.nullable(),
  leadTimeDays: Days,
  programLoaded: z.boolean().optional(),
  sameFirmware: z.boolean().optional(),
})
