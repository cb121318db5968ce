// Sensors as the hub knows them: heartbeat, loss, coverage.
import { route } from '@penstock/contract/route'
import { z } from 'zod'

export const SensorView = z.strictObject({
  sensor: z.string(),
  site: z.string(),
  heardAt: z.string(),
  packets: z.int(),
  dropped: z.int(),
})
export type SensorView = z.infer<typeof SensorView>

export const listSensors = route({
  method: 'GET',
  path: '/sensors',
  side: 'cell',
  permission: 'sensor:read',
  summary: 'Sensors of this domain and when they were last heard',
  response: z.strictObject({ items: z.array(SensorView) }),
  refusals: [],
})
