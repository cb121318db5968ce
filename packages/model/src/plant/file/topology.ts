// Zones, conduits, assets and field devices: where things stand and what joins them.
// A hand-made file needs only ids, names and zones; what it leaves out is unknown.
import { z } from 'zod'
import { AssetConfig, PortForward, Uplink } from './asset-state.ts'
import {
  ConduitStatus,
  Count,
  FlowTransport,
  Inspection,
  IpText,
  IsoDate,
  ids,
  MacText,
  Name,
  PlantDirection,
  PlantId,
  Port,
  SecurityLevel,
  SecurityVector,
  SubnetText,
  Text,
} from './scalars.ts'

export const PlantProtocol = z.strictObject({
  id: PlantId,
  name: Name.optional(),
  aliases: z.array(Name),
  transport: z.array(FlowTransport).min(1),
  /** Default server ports. */
  ports: z.array(Port),
  isIndustrial: z.boolean(),
})
export type PlantProtocol = z.infer<typeof PlantProtocol>

/** A Purdue level or range: `5+`, `4-5`, `3.5`, `1-2`. */
const PurdueText = z.string().regex(/^[0-5](\.5)?(\+|-[0-5](\.5)?)?$/)

export const PlantZone = z.strictObject({
  id: PlantId,
  name: Name,
  purdue: PurdueText.nullable().optional(),
  subnet: SubnetText.nullable().optional(),
  slTarget: SecurityLevel.optional(),
  slCapability: SecurityLevel.optional(),
  slTargetVector: SecurityVector.optional(),
  function: Text.optional(),
})
export type PlantZone = z.infer<typeof PlantZone>

const ConduitException = z.strictObject({
  id: PlantId,
  protocol: Name,
  ports: z.union([z.literal('any'), z.array(Port)]).optional(),
  from: PlantId,
  to: PlantId,
  reason: Text,
  approvedBy: PlantId.nullable(),
  approvedUntil: IsoDate.nullable(),
})

export const PlantConduit = z.strictObject({
  id: PlantId,
  zoneA: PlantId,
  zoneB: PlantId,
  enforcedBy: ids.optional(),
  protocols: z.array(Name),
  /** `a-to-b`: only zone A starts. */
  direction: PlantDirection,
  slTarget: SecurityLevel.optional(),
  /** `undocumented` records what a survey found and permits nothing. */
  status: ConduitStatus,
  /** Where given, both ends must be listed, by side. */
  endpoints: z.strictObject({ a: ids, b: ids }).optional(),
  /** Where given, the protocol's function codes must be listed. */
  functionLimits: z
    .array(z.strictObject({ protocol: Name, functions: z.array(Count), meaning: Text.optional() }))
    .optional(),
  /** What the device really checks. */
  inspection: Inspection.optional(),
  /** Recorded openings; they permit nothing. */
  exceptions: z.array(ConduitException).optional(),
  remoteAccess: z
    .strictObject({ mfa: z.boolean(), recorded: z.boolean(), jumpHost: PlantId.nullable(), hours: Text })
    .optional(),
})
export type PlantConduit = z.infer<typeof PlantConduit>

export const PlantInterface = z.strictObject({
  ip: IpText.nullable(),
  mac: MacText.nullable(),
  zone: PlantId,
  label: Text.optional(),
})
export type PlantInterface = z.infer<typeof PlantInterface>

export const PlantAsset = z.strictObject({
  id: PlantId,
  name: Name,
  zone: PlantId,
  role: Name.nullable().optional(),
  vendor: Text.nullable().optional(),
  product: Text.nullable().optional(),
  softwareProduct: Text.nullable().optional(),
  version: Text.nullable().optional(),
  modelNumber: Text.nullable().optional(),
  hwRev: Text.nullable().optional(),
  serial: Text.nullable().optional(),
  os: Text.nullable().optional(),
  /** Address of the first interface. */
  ip: IpText.nullable().optional(),
  mac: MacText.nullable().optional(),
  interfaces: z.array(PlantInterface).optional(),
  /** `<protocol>-<port>`. */
  services: z.array(Name).optional(),
  functions: ids.optional(),
  hostedOn: ids.optional(),
  /** Board or panel that feeds it. */
  fedFrom: Name.nullable().optional(),
  directory: PlantId.nullable().optional(),
  owner: z
    .strictObject({ group: PlantId.nullable(), person: PlantId.nullable(), confirmedOn: IsoDate.nullable() })
    .nullable()
    .optional(),
  attachedTo: z.strictObject({ switch: PlantId, port: Count }).nullable().optional(),
  stationName: Text.nullable().optional(),
  engineeringProject: PlantId.nullable().optional(),
  redundancy: z.enum(['pair', 'TMR']).nullable().optional(),
  temporary: z.boolean().optional(),
  purdue: z.number().min(0).max(5).nullable().optional(),
  keySwitch: z.enum(['RUN', 'PROGRAM', 'REMOTE', 'REMOTE-RUN', 'REMOTE-PROGRAM', 'STOP']).nullable().optional(),
  keySwitchReadOn: IsoDate.nullable().optional(),
  keySwitchSource: Text.nullable().optional(),
  forcedPoints: z.array(Name).optional(),
  config: AssetConfig.optional(),
  uplinks: z.array(Uplink).optional(),
  portForwards: z.array(PortForward).optional(),
})
export type PlantAsset = z.infer<typeof PlantAsset>

export const FieldDevice = z.strictObject({
  tag: PlantId,
  description: Text,
  kind: Name,
  wiredTo: PlantId.nullable(),
  sif: PlantId.nullable(),
  function: PlantId.nullable(),
  smartFieldbus: z.boolean(),
  purdue: z.number().min(0).max(5),
})
