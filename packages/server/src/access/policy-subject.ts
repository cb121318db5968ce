// An account as the policy names it.
import { idOfUuid } from '@penstock/model/kernel'
import { Capacity, GuestRoom, type PolicySubject, Role } from '@penstock/model/operating-model'
import type { AccountRow } from './queries.ts'

/** Text of `sites` columns as a scope. */
export function siteScope(sites: readonly string[]): '*' | string[] {
  return sites.includes('*') ? '*' : [...sites]
}

/** An account as the policy names it. */
export function subjectOf(account: AccountRow, persons: ReadonlyMap<string, string> = NOBODY): PolicySubject {
  const { capacity, rooms, sponsor, ends_at } = account
  const subject = idOfUuid('acc', account.id)
  const person = persons.get(subject)
  return {
    subject,
    roles: account.roles.map((role) => Role.parse(role)),
    sites: siteScope(account.sites),
    ...(ends_at === null ? {} : { until: ends_at }),
    ...(person === undefined ? {} : { person }),
    ...(capacity === null || rooms === null || sponsor === null
      ? {}
      : {
          guest: {
            capacity: Capacity.parse(capacity),
            rooms: rooms.map((room) => GuestRoom.parse(room)),
            sponsor: idOfUuid('acc', sponsor),
          },
        }),
  }
}

const NOBODY: ReadonlyMap<string, string> = new Map()
