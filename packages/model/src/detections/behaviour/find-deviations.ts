// Deviations from a baseline as findings: each kind by a rule of its own, and a change by another than a question.
import type { Deviation } from '@penstock/model/baselines'
import type { CaptureProof } from '@penstock/model/observations'
import { CONTROL_PROTOCOLS } from '@penstock/model/shadow'
import type { Finding } from '../finding.ts'
import { findingOf, type Ground, told } from './ground.ts'
import { type BehaviourRuleId, behaviourRule } from './rules.ts'

/** A deviation as its cell keeps it. */
export interface KeptDeviation extends Omit<Deviation, 'proof'> {
  readonly id: string
  readonly proof: CaptureProof
}

/** `baseline_deviation`: where the row of it stands. */
export const DEVIATION_FACT = 'baseline_deviation'

export function deviationFinding(ground: Ground, deviation: KeptDeviation): Finding {
  const { id, proof, client, server, protocol, reason, name, phase, expected, observed } = deviation
  return findingOf(ground, {
    rule: behaviourRule(ruleOf(deviation)),
    at: proof.at,
    source: client === '' ? null : client,
    // Of a scan the device is who calls.
    target: server === '' ? client : server,
    evidence: [
      { kind: 'proof', proof },
      { kind: 'fact', of: DEVIATION_FACT, id },
    ],
    values: told({
      ...{ protocol, reason, what: name, phase, observed },
      ...{ usualLow: expected?.low, usualHigh: expected?.high },
    }),
  })
}

export function ruleOf({
  kind,
  isChange,
  protocol,
}: Pick<Deviation, 'kind' | 'isChange' | 'protocol'>): BehaviourRuleId {
  switch (kind) {
    case 'new-pair':
      return CONTROL_PROTOCOLS.has(protocol) ? 'behaviour.new-master' : 'behaviour.new-talker'
    case 'new-function':
      return isChange ? 'behaviour.new-command' : 'behaviour.new-function'
    case 'new-address':
      return isChange ? 'behaviour.new-target' : 'behaviour.new-address'
    case 'value':
      return 'behaviour.value'
    case 'cadence':
      return 'behaviour.cadence'
    case 'silence':
      return 'behaviour.absence'
    case 'scan':
      return 'behaviour.scan'
    case 'flood':
      return 'behaviour.flood'
  }
}
