import { micros } from '@penstock/model/kernel'
import {
  Capacity,
  checkGuest,
  checkRoles,
  GUEST_ROLES,
  GuestRoom,
  grantOf,
  LONGEST_STAY_MICROS,
  permissionsOfRoles,
  Role,
} from '@penstock/model/operating-model'
import { expect, test } from 'vitest'

const NOW = micros(1_000)
const END = micros(2_000)

function guest(roles: readonly Role[], rooms: readonly GuestRoom[], until = END) {
  return { roles: [...roles], until, guest: { capacity: 'adviser' as const, rooms: [...rooms], sponsor: 'acc_x' } }
}

test('[O02] no guest of any capacity, role or room keeps accounts or enrols sensors', () => {
  let combinations = 0
  for (const role of Role.options) {
    const granted = grantOf(guest([role], GuestRoom.options), NOW)?.permissions ?? new Set()
    for (const never of ['access:manage', 'sensor:enrol', 'observation:write'] as const)
      expect([role, never, granted.has(never)]).toEqual([role, never, false])
    combinations++
  }
  for (const capacity of Capacity.options)
    for (const role of GUEST_ROLES[capacity]) expect(permissionsOfRoles([role]).has('access:manage')).toBe(false)
  expect(combinations).toBe(Role.options.length)
})

test('[O02] a guest has the rights of its roles in its rooms only, and a domain only with the monitoring room', () => {
  const inAssets = grantOf(guest(['ot-engineer'], ['assets']), NOW)
  expect([...(inAssets?.permissions ?? [])].sort()).toEqual(['asset:edit', 'asset:merge', 'asset:read'])
  expect(inAssets?.domain).toBeNull()
  const watching = grantOf(guest(['ot-analyst'], ['monitoring']), NOW)
  expect(watching?.domain).toBe('ot')
  expect(watching?.permissions.has('asset:read')).toBe(false)
  // A room opens nothing that the role does not grant.
  expect([...(grantOf(guest(['compliance'], ['zones']), NOW)?.permissions ?? [])]).toEqual(['zone:read'])
})

test('[O02] at the instant of its end a subject has no right, and one microsecond before it has all', () => {
  expect(grantOf(guest(['ot-analyst'], ['monitoring']), micros(END - 1))).not.toBeNull()
  expect(grantOf(guest(['ot-analyst'], ['monitoring']), END)).toBeNull()
  expect(grantOf({ roles: ['administrator'], until: END }, END)).toBeNull()
  expect(grantOf({ roles: ['administrator'] }, END)?.permissions.has('access:manage')).toBe(true)
})

test.each([
  { what: 'an administrator', roles: ['administrator'], until: END, code: 'access.guest-role' },
  { what: 'a lead', roles: ['ot-lead'], until: END, code: 'access.guest-role' },
  { what: 'one of several roles', roles: ['compliance', 'executive'], until: END, code: 'access.guest-role' },
  { what: 'no end', roles: ['compliance'], until: null, code: 'access.guest-end' },
  { what: 'an end that is now', roles: ['compliance'], until: NOW, code: 'access.guest-end' },
  {
    what: 'an end too far',
    roles: ['compliance'],
    until: micros(NOW + LONGEST_STAY_MICROS + 1),
    code: 'access.guest-end',
  },
] as const)('[O02] a guest with $what is refused', ({ roles, until, code }) => {
  expect(checkGuest({ capacity: 'adviser', roles, until }, NOW)).toEqual({ ok: false, refusal: { code } })
})

test('[O02] a guest of both domains is refused as everybody is, and the longest stay is taken', () => {
  expect(checkRoles(['it-analyst', 'ot-analyst']).ok).toBe(false)
  const until = micros(NOW + LONGEST_STAY_MICROS)
  expect(checkGuest({ capacity: 'auditor', roles: ['compliance'], until }, NOW).ok).toBe(true)
})
