// The state of an asset as somebody read it: its configuration, its own ways out, the ports it forwards.
import { z } from 'zod'
import { Count, Inspection, IpText, IsoDate, Name, PlantId, Port, Text } from './scalars.ts'

export const AssetConfig = z.strictObject({
  inspection: Inspection.optional(),
  functionCodeFilter: z.boolean().optional(),
  configRead: IsoDate.optional(),
  offlineCopy: z.boolean().optional(),
  immutableCopy: z.boolean().optional(),
  vlans: z.array(Count.max(4094)).optional(),
  webUi: z.boolean().optional(),
  accessProtection: Text.optional(),
  fSignatureReadOn: IsoDate.optional(),
  defaultPassword: z.boolean().optional(),
  passwordCheckedOn: IsoDate.optional(),
})

/** A way out of its own. */
export const Uplink = z.strictObject({
  id: PlantId,
  kind: Name,
  publicIp: IpText.nullable(),
  managedBy: PlantId.nullable(),
  throughSiteFirewall: z.boolean(),
})

export const PortForward = z.strictObject({
  publicPort: Port,
  protocol: Name,
  to: PlantId,
  toPort: Port,
  sources: z.union([z.literal('any'), z.array(Text)]),
  enabled: z.boolean(),
  seenInExport: IsoDate.optional(),
})
