// Who may reach what: accounts, vendors, remote access, cloud services, management edges.
import { z } from 'zod'
import { Count, Hours, IsoDate, ids, Name, PlantId, SubnetText, Text } from './scalars.ts'

export const Account = z.strictObject({
  id: PlantId,
  name: Name,
  /** A directory, or `local` or `project`. */
  domain: PlantId,
  kind: z.enum(['user', 'admin', 'service', 'shared', 'emergency', 'vendor']),
  privilege: Name,
  person: PlantId.nullable(),
  systems: ids,
  mfa: z.boolean(),
  shared: z.boolean(),
  enabled: z.boolean(),
  lastUse: IsoDate.nullable(),
  passwordChangedOn: IsoDate.nullable(),
  owner: PlantId.nullable().optional(),
  runs: ids.optional(),
  vendor: PlantId.optional(),
  defaultPassword: z.boolean().optional(),
})

export const Vendor = z.strictObject({
  id: PlantId,
  name: Name,
  products: ids,
  contract: z.strictObject({
    from: IsoDate,
    until: IsoDate,
    securityTerms: z.boolean(),
    incidentNoticeH: Hours.nullable(),
  }),
  remoteAccess: ids,
  supportHours: Text,
  tools: z.array(Text),
  fourthParties: z.array(Text),
  staff: z.array(z.strictObject({ role: Text, count: Count.nullable(), vetted: z.boolean() })),
  contactVerifiedOn: IsoDate.nullable(),
})

export const RemoteAccess = z.strictObject({
  id: PlantId,
  title: Name,
  vendor: PlantId.nullable(),
  /** Assets from the outside in. */
  path: ids,
  targets: ids,
  protocols: z.array(Name),
  mfa: z.boolean(),
  recorded: z.boolean(),
  jumpHost: PlantId.nullable(),
  hours: z
    .strictObject({
      maxSessionH: Hours.optional(),
      needsPermit: z.boolean().optional(),
      always: z.boolean().optional(),
      /** As in `08:00-18:00 Mon-Fri` or `19:00-07:00 and weekends`. */
      windows: Text.optional(),
      /** In which the windows are meant, such as `Europe/London`; UTC when left out. */
      timeZone: Name.optional(),
    })
    .nullable(),
  accounts: ids,
  status: z.enum(['approved', 'tolerated', 'expired']),
  approvedBy: PlantId.nullable(),
  approvedUntil: IsoDate.nullable(),
  lastUse: IsoDate.nullable(),
  conduits: ids,
  /** Where its sessions come from; null when nobody knows. */
  sourceNetworks: z.array(SubnetText).nullable(),
  opensFromInside: z.boolean().optional(),
  /** Telemetry, not a person's session. */
  machineToMachine: z.boolean().optional(),
  /** The group or person who answers for it here. */
  owner: PlantId.nullable().optional(),
  /** Programs by which it is used, as people call them. */
  tools: z.array(Name).optional(),
})

export const CloudService = z.strictObject({
  id: PlantId,
  asset: PlantId.nullable(),
  /** Where it counts when no asset stands for it. */
  zone: PlantId.nullable().optional(),
  /** Whose service it is. */
  domain: z.enum(['it', 'ot']).optional(),
  name: Name,
  provider: Text,
  usedBy: ids,
  owner: PlantId.nullable(),
  dataHeld: z.array(Text),
  reaches: ids,
  mfa: z.boolean(),
  approvedUntil: IsoDate.nullable(),
  exitPlan: IsoDate.nullable(),
  /** Functions that stop without it, and how long each holds out. */
  neededBy: z.array(z.strictObject({ function: PlantId, holdUpH: Hours })).optional(),
})

/** `by` controls `what` with `account`. */
export const Management = z.strictObject({
  id: PlantId,
  by: PlantId,
  what: ids,
  kind: Name,
  account: PlantId.nullable(),
  schedule: Text,
})
