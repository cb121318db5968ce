// Records of protection: firewall texts, backups, installed software, alarms.
import { z } from 'zod'
import { Days, Hours, IsoDate, IsoTime, ids, Minutes, Name, PlantId, Text } from './scalars.ts'

export const FirewallConfig = z.strictObject({
  id: PlantId,
  asset: PlantId,
  dialect: z.enum(['fortinet', 'cisco-asa', 'nftables', 'palo-alto', 'iptables', 'pfsense']),
  readOn: IsoDate,
  origin: Text,
  text: z.string().max(4_000_000),
  hits: z.array(z.strictObject({ rule: Name, lastHitOn: IsoDate.nullable() })),
})

export const Backup = z.strictObject({
  id: PlantId,
  asset: PlantId,
  what: Text,
  covers: ids,
  server: PlantId.nullable(),
  schedule: Text,
  intervalH: Hours.nullable(),
  lastGood: IsoTime.nullable(),
  offlineCopy: z.boolean(),
  encrypted: z.boolean(),
  retentionDays: Days.nullable(),
  lastRestoreTest: IsoDate.nullable(),
  restoreResult: Text.nullable(),
})

export const InstalledSoftware = z.strictObject({
  asset: PlantId,
  name: Name,
  version: Text.nullable(),
  maker: Text.nullable(),
  source: Text,
  readOn: IsoDate,
})
export type InstalledSoftware = z.infer<typeof InstalledSoftware>

export const PlantAlarm = z.strictObject({
  tag: PlantId,
  text: Text,
  instrument: PlantId.nullable(),
  runsIn: PlantId,
  unit: Text.nullable(),
  limit: z.number().nullable(),
  direction: z.enum(['high', 'low', 'state']),
  priority: z.enum(['critical', 'high', 'medium', 'low']),
  response: Text,
  minutesToRespond: Minutes,
  creditedIn: z.array(z.strictObject({ sheet: PlantId, layer: PlantId })),
  suppressed: z.boolean(),
  suppressedSince: IsoDate.nullable().optional(),
  suppressedBy: PlantId.nullable().optional(),
  suppressedUntil: IsoDate.nullable().optional(),
})
