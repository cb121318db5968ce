// The policy in force: made from accounts and tokens whenever they change, signed, and handed to both cells.
import { type KeyObject, sign } from 'node:crypto'
import { Domain, type EpochMicros, idOfUuid } from '@penstock/model/kernel'
import { Capacity, GuestRoom, Policy, type PolicySubject, Role } from '@penstock/model/operating-model'
import { type AccountRow, findPolicy, insertPolicy, listAccountRows, listTokenRows, type Tx } from './queries.ts'

/** Text of `sites` columns as a scope. */
export function siteScope(sites: readonly string[]): '*' | string[] {
  return sites.includes('*') ? '*' : [...sites]
}

/** An account as the policy names it. */
export function subjectOf(account: AccountRow): PolicySubject {
  const { capacity, rooms, sponsor, ends_at } = account
  return {
    subject: idOfUuid('acc', account.id),
    roles: account.roles.map((role) => Role.parse(role)),
    sites: siteScope(account.sites),
    ...(ends_at === null ? {} : { until: ends_at }),
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

/** Writes the next version of the policy, approved by whoever made the change; the model stays as it was. */
export async function renewPolicy(tx: Tx, approver: string, key: KeyObject, at: EpochMicros): Promise<Policy> {
  const before = await findPolicy(tx)
  const accounts = await listAccountRows(tx)
  const tokens = await listTokenRows(tx)
  const policy = Policy.parse({
    version: (before?.body.version ?? 0) + 1,
    model: before?.body.model ?? 'integrated',
    subjects: accounts.filter(({ state }) => state === 'active').map(subjectOf),
    sources: tokens
      .filter((token) => token.revoked_at === null)
      .map((token) => ({
        subject: idOfUuid('tok', token.id),
        domain: Domain.parse(token.domain),
        site: token.site,
        sourceKind: token.source_kind,
      })),
    decidedAt: at,
    approvals: [{ subject: approver, at }],
  })
  await insertPolicy(tx, policy, signText(JSON.stringify(policy), key), at)
  return policy
}

export function signText(text: string, key: KeyObject): string {
  return sign(null, Buffer.from(text), key).toString('base64url')
}
