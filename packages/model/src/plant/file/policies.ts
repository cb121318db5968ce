// Policies with the check that holds paper against practice, and the windows in which work is allowed.
import { z } from 'zod'
import { Count, Days, Hours, IsoDate, ids, Name, PlantId, Text } from './scalars.ts'

const Requirements = z.strictObject({
  jumpHost: z.boolean().optional(),
  mfa: z.boolean().optional(),
  recorded: z.boolean().optional(),
  hours: z.union([z.literal('permit'), Hours]).optional(),
  shared: z.boolean().optional(),
  enabledAfterLeaving: z.boolean().optional(),
  job: z.boolean().optional(),
  offlineCopy: z.boolean().optional(),
  restoreTestDays: Days.optional(),
  anyAny: z.boolean().optional(),
  expiredTemporary: z.boolean().optional(),
  hitsWithinDays: Days.optional(),
  defaultPassword: z.boolean().optional(),
  contactDays: Days.optional(),
})

const PolicyCheck = z.strictObject({
  kind: Name,
  requires: z.union([Requirements, z.literal('conduit')]).optional(),
  except: z.union([z.literal('machineToMachine'), ids]).optional(),
  targetsInZones: ids.optional(),
  vendorOnly: z.boolean().optional(),
  role: Name.optional(),
  field: Name.optional(),
  mustBe: Name.optional(),
  zone: PlantId.optional(),
  exceptEnforcing: z.boolean().optional(),
  onlyZone: z.boolean().optional(),
  graceDays: Days.optional(),
  temporary: z.boolean().optional(),
  conduit: PlantId.optional(),
  enforcement: Name.optional(),
  forbids: z.array(Name).optional(),
})

export const PlantPolicy = z.strictObject({
  id: PlantId,
  statement: Text,
  owner: PlantId.nullable(),
  approvedOn: IsoDate.nullable(),
  reviewBy: IsoDate.nullable(),
  check: PolicyCheck,
})

export const MaintenanceWindow = z.strictObject({
  id: PlantId,
  scope: z.strictObject({ units: ids.optional(), zones: ids.optional() }),
  /** RFC 5545 recurrence rule. */
  recurrence: Name,
  durationH: Hours,
  timeZone: Name,
  allowedProcessStates: z.array(z.strictObject({ unit: PlantId, states: ids })),
  /** Ids of the action catalogue. */
  allowedActions: z.array(Name),
  maximumConcurrentChanges: Count,
  owner: PlantId.nullable(),
  staffing: z.array(Name),
  freezes: z.array(z.strictObject({ from: IsoDate, to: IsoDate, why: Text })),
})
