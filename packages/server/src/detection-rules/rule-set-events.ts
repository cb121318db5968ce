// What a set of rules changes of what nobody changes alone, as entries of the cell's own chain.
import { decidedRules, type RuleSet } from '@penstock/model/detections'
import { type EpochMicros, isoOfMicros } from '@penstock/model/kernel'
import { policyHash } from '@penstock/server/access'
import type { AuditEvent } from '@penstock/server/audit'

export function ruleSetEvents(next: RuleSet, held: RuleSet | null, at: EpochMicros): readonly AuditEvent[] {
  const { set, refused } = decidedRules(next, policyHash)
  const object = `rules/${next.domain}`
  const before = new Set([...(held?.disabled ?? []), ...(held?.suppressions ?? [])].map(({ id }) => id))
  const begun = [
    ...set.disabled.map((one) => ({ ...one, kind: 'off', site: null, address: null, zone: null })),
    ...set.suppressions.map((one) => ({ ...one, kind: 'suppressed' })),
  ].filter(({ id }) => !before.has(id))
  return [
    ...begun.map(({ id, kind, rule, site, address, zone, reason, until, by, decision }) => {
      const approvedBy = decision?.approvals.map(({ subject }) => subject) ?? []
      const scope = { id, kind, rule, site, address, zone, reason, until: isoOfMicros(until), approvedBy }
      return { actor: by, action: 'rules.except', object, details: scope, at }
    }),
    ...refused.map((id) => ({ actor: 'hub', action: 'rules.refuse-unapproved', object, details: { id }, at })),
  ]
}
