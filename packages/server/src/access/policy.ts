// The policy in force: made from accounts and tokens whenever they change, signed, and handed to both cells.
import { createHash, type KeyObject, sign } from 'node:crypto'
import { Domain, type EpochMicros, idOfUuid } from '@penstock/model/kernel'
import { checkPolicy, outlasts, Policy } from '@penstock/model/operating-model'
import { canonicalJson } from '@penstock/server/audit'
import { AppError } from '@penstock/server/http'
import { personKeys } from './persons.ts'
import { subjectOf } from './policy-subject.ts'
import { findPolicy, insertPolicy, listAccountRows, listSites, listTokenRows, type Tx } from './queries.ts'

/** What a decision by four eyes changes of a policy; accounts and tokens change by themselves. */
export type PolicyChange = Partial<
  Pick<Policy, 'model' | 'independence' | 'decision' | 'breakGlass' | 'exceptions' | 'forgetting'>
>

/** Writes the next version of the policy, approved by whoever made the change; what `change` does not name stays as it was. */
export async function renewPolicy(
  tx: Tx,
  approver: string,
  key: KeyObject,
  at: EpochMicros,
  change: PolicyChange = {},
): Promise<Policy> {
  const before = await findPolicy(tx)
  const {
    model = 'integrated',
    independence,
    decision,
    breakGlass = [],
    exceptions = [],
    forgetting = [],
  } = { ...before?.body, ...change }
  const accounts = await listAccountRows(tx)
  const tokens = await listTokenRows(tx)
  const persons = personKeys(accounts)
  const subjects = accounts.filter(({ state }) => state === 'active').map((account) => subjectOf(account, persons))
  const rules = { subjects, ...(independence === undefined ? {} : { independence }) }
  const policy = Policy.parse({
    ...rules,
    version: (before?.body.version ?? 0) + 1,
    model,
    sources: tokens
      .filter((token) => token.revoked_at === null)
      .map((token) => ({
        subject: idOfUuid('tok', token.id),
        domain: Domain.parse(token.domain),
        site: token.site,
        sourceKind: token.source_kind,
        ...(token.listener === null ? {} : { listener: { name: token.listener, peers: token.peers ?? [] } }),
      })),
    decidedAt: at,
    approvals: [{ subject: approver, at }],
    knownSites: await listSites(tx),
    breakGlass: breakGlass.filter(({ until }) => until > at),
    exceptions: exceptions.filter((each) => outlasts(each, rules, at)),
    ...(forgetting.length === 0 ? {} : { forgetting }),
    ...(decision === undefined ? {} : { decision }),
  })
  // What a cell would refuse is not signed either.
  const checked = checkPolicy(policy, before?.body ?? null, policyHash)
  if (!checked.ok) throw new AppError('policy-refused', { reason: checked.refusal.code })
  await insertPolicy(tx, policy, signText(JSON.stringify(policy), key), at)
  return policy
}

/** SHA-256 of the canonical JSON of a value, in hex: what approvals are bound to. */
export function policyHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex')
}

export function signText(text: string, key: KeyObject): string {
  return sign(null, Buffer.from(text), key).toString('base64url')
}
