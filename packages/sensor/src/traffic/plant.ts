// The part of a plant file that traffic is made from. Everything else in the file is ignored. `unregistered` is an answer
// key of the file: this is the one place of the product that reads it, because it makes the demonstration's capture.
import { z } from 'zod'

const PlantInterface = z.object({ ip: z.string().nullable(), mac: z.string().nullable(), zone: z.string() })

const PlantAsset = z.object({
  id: z.string(),
  zone: z.string(),
  role: z.string(),
  vendor: z.string(),
  product: z.string(),
  softwareProduct: z.string().nullish(),
  version: z.string().nullish(),
  modelNumber: z.string().nullish(),
  stationName: z.string().nullish(),
  os: z.string().nullish(),
  services: z.array(z.string()).default([]),
  interfaces: z.array(PlantInterface).default([]),
  uplinks: z.array(z.object({ publicIp: z.string().nullish() })).default([]),
})
export type PlantAsset = z.infer<typeof PlantAsset>

const PlantFlow = z.object({
  id: z.string(),
  src: z.string(),
  dst: z.string(),
  protocol: z.string(),
  transport: z.string(),
  port: z.number().int().nullish(),
  write: z.boolean().default(false),
  functions: z.array(z.number().int()).nullish(),
  srcIp: z.string().nullish(),
  dstIp: z.string().nullish(),
  tls: z.object({ serverName: z.string() }).nullish(),
  http: z.object({ path: z.string(), headers: z.array(z.string()).default([]) }).nullish(),
})
export type PlantFlow = z.infer<typeof PlantFlow>

const HiddenTraffic = z.object({
  protocol: z.string(),
  to: z.string().nullish(),
  from: z.string().nullish(),
  port: z.number().int().nullish(),
  everyS: z.number().positive(),
  functions: z.array(z.number().int()).nullish(),
  bytes: z.array(z.number().int()).nullish(),
  query: z.string().nullish(),
  stationName: z.string().nullish(),
  write: z.boolean().default(false),
  answered: z.boolean().default(true),
})
export type HiddenTraffic = z.infer<typeof HiddenTraffic>

const HiddenDevice = z.object({
  id: z.string(),
  zone: z.string(),
  ip: z.string(),
  mac: z.string(),
  hostname: z.string(),
  traffic: z.array(HiddenTraffic),
})
export type HiddenDevice = z.infer<typeof HiddenDevice>

export const TrafficPlant = z.object({
  protocols: z.array(
    z.object({
      id: z.string(),
      aliases: z.array(z.string()).default([]),
      transport: z.array(z.string()),
      ports: z.array(z.number().int()).default([]),
    }),
  ),
  zones: z.array(z.object({ id: z.string(), subnet: z.string().nullable() })),
  conduits: z.array(z.object({ zoneA: z.string(), zoneB: z.string(), enforcedBy: z.array(z.string()).default([]) })),
  assets: z.array(PlantAsset),
  flows: z.array(PlantFlow),
  /** Where a caller from outside is said to call from. */
  remoteAccess: z
    .array(z.object({ path: z.array(z.string()), sourceNetworks: z.array(z.string()).nullish() }))
    .default([]),
  unregistered: z.array(HiddenDevice).default([]),
})
export type TrafficPlant = z.infer<typeof TrafficPlant>
