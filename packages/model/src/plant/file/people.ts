// Groups, people, rotas and directories. People are role ids; a register of real persons stays with its owner.
import { z } from 'zod'
import { HourOfWeek, IsoDate, ids, Name, PlantId, Text } from './scalars.ts'

export const Group = z.strictObject({
  id: PlantId,
  name: Name,
  kind: z.enum(['stakeholder', 'soc-team']),
  lead: PlantId.nullable(),
  members: ids,
  domain: z.enum(['it', 'ot', 'both']).optional(),
})

export const Person = z.strictObject({
  id: PlantId,
  displayName: Name,
  initials: Text,
  title: Text,
  governanceRoles: z.array(Name),
  groups: ids,
  employer: Text.nullable(),
  startedOn: IsoDate.nullable(),
  leftOn: IsoDate.nullable(),
  skills: z.array(Name),
  contacts: z.array(
    z.strictObject({
      channel: Name,
      address: Text,
      independentOfCorporateIt: z.boolean(),
      verifiedOn: IsoDate.nullable(),
    }),
  ),
  vendor: PlantId.optional(),
})

export const Rota = z.strictObject({
  id: PlantId,
  /** Rung of the escalation ladder; null outside it. */
  rung: z.int().min(0).max(9).nullable(),
  role: Name,
  slots: z.array(
    z.strictObject({ fromH: HourOfWeek, toH: HourOfWeek, primary: PlantId, alternate: PlantId.nullable() }),
  ),
  timeZone: Name,
  lastCallOutDrill: IsoDate.nullable(),
  team: PlantId.optional(),
})

export const Directory = z.strictObject({ id: PlantId, name: Name, servers: ids, trusts: ids })
