// What stands behind `?` on the Sensors screen: which states and segment are shown, how far back, and which sensor is open.
import { SensorState } from '@penstock/model/observations'
import { z } from 'zod'

export const WINDOWS = ['1', '24', '168'] as const

export const SensorsSearch = z.object({
  state: SensorState.optional().catch(undefined),
  segment: z.string().max(80).optional().catch(undefined),
  hours: z.enum(WINDOWS).optional().catch(undefined),
  sensor: z.string().max(80).optional().catch(undefined),
  enrol: z.literal(true).optional().catch(undefined),
})
export type SensorsSearch = z.infer<typeof SensorsSearch>
