// What a judge of conversations needs of a plant: zones, conduits, the protocol vocabulary, and which address is whose.
// Small enough to travel to a cell, which judges by its own copy.
import { parseIp, parseSubnet } from '@penstock/model/plant'
import { z } from 'zod'

const Id = z.string().min(1)
const SubnetOfZone = z.string().refine((text) => parseSubnet(text) !== null, 'a subnet such as 10.20.30.0/26')
const Address = z.string().refine((text) => parseIp(text) !== null, 'an IPv4 or IPv6 address')

export const ModelZone = z.strictObject({
  id: Id,
  name: z.string(),
  /** A level or range such as `5+`, `1-2`; null when nobody said. */
  purdue: z.string().nullable(),
  subnets: z.array(SubnetOfZone),
  slTarget: z.number().nullable(),
})
export type ModelZone = z.infer<typeof ModelZone>

export const FunctionLimit = z.strictObject({ protocol: Id, functions: z.array(z.int().min(0)) })

export const ModelConduit = z.strictObject({
  id: Id,
  zoneA: Id,
  zoneB: Id,
  protocols: z.array(Id),
  /** `a-to-b`: only zone A starts. */
  direction: z.enum(['both', 'a-to-b']),
  /** `undocumented` permits nothing: a survey found it. */
  status: z.enum(['as designed', 'deviates', 'undocumented']),
  /** Assets by side; null where any member of the zones may talk. */
  endpoints: z.strictObject({ a: z.array(Id), b: z.array(Id) }).nullable(),
  functionLimits: z.array(FunctionLimit),
  /** What the enforcing device really checks; null when nobody said. */
  inspection: z.enum(['none', 'ports', 'application']).nullable(),
  enforcedBy: z.array(Id),
  slTarget: z.number().nullable(),
})
export type ModelConduit = z.infer<typeof ModelConduit>

export const ModelProtocol = z.strictObject({
  id: Id,
  aliases: z.array(Id),
  transport: z.array(z.enum(['tcp', 'udp', 'ethernet'])),
  ports: z.array(z.int().min(0).max(65_535)),
  isIndustrial: z.boolean(),
})
export type ModelProtocol = z.infer<typeof ModelProtocol>

/** A registered asset: all its addresses count in its own `zone`, whichever subnet a card of it stands in. */
export const ModelEndpoint = z.strictObject({
  asset: Id,
  zone: Id,
  interfaces: z.array(z.strictObject({ ip: Address.nullable(), mac: z.string().nullable() })),
  /** Where an asset without an address of its own is said to call from (remote access records). */
  networks: z.array(SubnetOfZone),
})
export type ModelEndpoint = z.infer<typeof ModelEndpoint>

/** When work is allowed: `recurrence` is an RFC 5545 rule, `actions` are ids of the catalogue of actions. */
export const ModelWindow = z.strictObject({
  id: Id,
  zones: z.array(Id),
  assets: z.array(Id),
  recurrence: z.string(),
  minutes: z.number(),
  timeZone: z.string(),
  actions: z.array(z.string()),
  /** First and last day without, as `2026-12-15`. */
  freezes: z.array(z.strictObject({ from: z.string(), to: z.string() })),
})
export type ModelWindow = z.infer<typeof ModelWindow>

export const ZoneModel = z.strictObject({
  version: z.int().min(0),
  zones: z.array(ModelZone),
  conduits: z.array(ModelConduit),
  protocols: z.array(ModelProtocol),
  endpoints: z.array(ModelEndpoint),
  /** Left out by a hub that told none. */
  windows: z.array(ModelWindow).optional(),
})
export type ZoneModel = z.infer<typeof ZoneModel>
