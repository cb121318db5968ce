// Rows of baselines as clients read them.
import type {
  BaselineFunctionView,
  BaselinePairView,
  BaselinePlanView,
  BaselineStatus,
  DeviationView,
} from '@penstock/contract/baselines'
import { type FunctionProfile, gapsOf, reachOf, trimmedOf } from '@penstock/model/baselines'
import { idOfUuid, isoOfMicros, isoOrNull } from '@penstock/model/kernel'
import type { DeviationRow, PairRow, PlanRow } from './queries.ts'

export function statusOf(
  plan: Pick<PlanRow, 'clock' | 'version'>,
  row: Pick<PairRow, 'approved_at' | 'learn_until' | 'plan_version'>,
): BaselineStatus {
  if (row.plan_version !== plan.version) return 'learning'
  if (row.approved_at !== null) return 'active'
  return plan.clock >= row.learn_until ? 'proposed' : 'learning'
}

export function pairView(plan: PlanRow, row: PairRow): BaselinePairView {
  return {
    id: idOfUuid('bsl', row.id),
    client: row.client,
    server: row.server,
    protocol: row.protocol,
    status: statusOf(plan, row),
    learnUntil: isoOfMicros(row.learn_until),
    approvedBy: row.approved_by,
    approvedAt: isoOrNull(row.approved_at),
    intervals: row.profile.intervals,
    functions: Object.entries(row.profile.functions).map(([code, one]) => functionView(code, one)),
  }
}

export function planView(plan: PlanRow): BaselinePlanView {
  const { site, version, schedule } = plan
  const window = { learnFrom: isoOfMicros(plan.learn_from), learnUntil: isoOfMicros(plan.learn_until) }
  return { site, version, ...window, clock: isoOfMicros(plan.clock), schedule }
}

export function deviationView(row: DeviationRow): DeviationView {
  const { site, client, server, protocol, subject, name, phase, expected, observed, count, note, proof } = row
  return {
    id: idOfUuid('dev', row.id),
    site,
    kind: row.kind as DeviationView['kind'],
    reason: row.reason as DeviationView['reason'],
    ...{ client, server, protocol, subject, name, isChange: row.is_change, phase, expected, observed, count },
    firstAt: isoOfMicros(row.first_at),
    lastAt: isoOfMicros(row.last_at),
    state: row.state as DeviationView['state'],
    decidedBy: row.decided_by,
    decidedAt: isoOrNull(row.decided_at),
    note,
    captureId: idOfUuid('cap', proof.captureId),
    captureName: proof.captureName,
    isLine: proof.isLine ?? false,
    frame: proof.frame,
    offset: proof.offset,
    length: proof.length,
  }
}

function functionView(code: string, one: FunctionProfile): BaselineFunctionView {
  const { name, isChange, standing, intervals } = one
  const cadence = Object.keys(one.rhythms).flatMap((phase) => {
    const gapMicros = gapsOf(one, [phase])
    return gapMicros === null ? [] : [{ phase, gapMicros }]
  })
  const addresses = reachOf(one, standing === 'approved' ? 0 : trimmedOf(intervals))
  return { code, name, isChange, standing, intervals, addresses, targets: [...one.targets], cadence }
}
