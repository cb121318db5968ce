// Guests: advisers, integrators and auditors of other organisations. A guest has a sponsor, rooms, sites and an end; what is not in a
// room is not for guests at all, whatever a role would grant.
import { accept, type EpochMicros, type Result, refuse } from '@penstock/model/kernel'
import { z } from 'zod'
import type { Permission, Role } from './roles.ts'

/** As what a guest comes. */
export const Capacity = z.enum(['adviser', 'integrator', 'auditor'])
export type Capacity = z.infer<typeof Capacity>

/** Areas of the product that are opened to a guest one by one. */
export const GuestRoom = z.enum(['assets', 'zones', 'plant', 'monitoring', 'audit'])
export type GuestRoom = z.infer<typeof GuestRoom>

export const GuestTerms = z.strictObject({
  capacity: Capacity,
  rooms: z.array(GuestRoom).min(1),
  /** Account that answers for the guest. */
  sponsor: z.string(),
})
export type GuestTerms = z.infer<typeof GuestTerms>

/** What each room opens. A permission that no room names is never a guest's: access, enrolment, and whatever comes later. */
const ROOM_PERMISSIONS: Readonly<Record<GuestRoom, readonly Permission[]>> = {
  assets: ['asset:read', 'asset:edit', 'asset:merge'],
  zones: ['zone:read', 'zone:edit'],
  plant: ['plant:read', 'process:read', 'path:read', 'plant:import', 'site:edit'],
  monitoring: ['monitoring:read', 'monitoring:count', 'detection:read', 'capture:create', 'job:read', 'sensor:read'],
  audit: ['audit:read', 'audit:verify'],
}

/** Roles that each capacity may hold: none that leads a domain or keeps accounts. */
export const GUEST_ROLES: Readonly<Record<Capacity, readonly Role[]>> = {
  adviser: ['it-analyst', 'ot-analyst', 'compliance'],
  integrator: ['it-analyst', 'ot-analyst', 'ot-engineer'],
  auditor: ['compliance'],
}

/** The longest that a guest is let in at once; it may be renewed. */
export const LONGEST_STAY_MICROS = 366 * 86_400_000_000

export type GuestRefusal = { code: 'access.guest-role' } | { code: 'access.guest-end' }

/** Judges the terms of a guest at `at`: roles that the capacity may hold, and an end that is ahead and within a year. */
export function checkGuest(
  { capacity, roles, until }: { capacity: Capacity; roles: readonly Role[]; until: EpochMicros | null },
  at: EpochMicros,
): Result<EpochMicros, GuestRefusal> {
  if (roles.some((role) => !GUEST_ROLES[capacity].includes(role))) return refuse({ code: 'access.guest-role' })
  if (until === null || until <= at || until - at > LONGEST_STAY_MICROS) return refuse({ code: 'access.guest-end' })
  return accept(until)
}

/** What is left of `permissions` in these rooms. */
export function permissionsInRooms(
  permissions: ReadonlySet<Permission>,
  rooms: readonly GuestRoom[],
): ReadonlySet<Permission> {
  return new Set(rooms.flatMap((room) => ROOM_PERMISSIONS[room].filter((permission) => permissions.has(permission))))
}
