// The rules that the documented conduits of a plant ask for, in the words of a firewall: a proposal to be reviewed before use.
import {
  neutralRules,
  type WriteRefusal,
  writeCiscoAsa,
  writeNeutralRules,
  writeNftables,
} from '@penstock/model/firewall'
import { accept, type Result } from '@penstock/model/kernel'
import type { PlantFile } from '@penstock/model/plant'
import { zoneModelOf } from '@penstock/model/zones'
import { conduitRules, type LeftOut } from './conduit-rules.ts'

export const RULE_SET_FORMATS = ['nftables', 'cisco-asa', 'neutral'] as const
export type RuleSetFormat = (typeof RULE_SET_FORMATS)[number]

export interface WrittenRuleSet {
  readonly text: string
  readonly rules: number
  /** Parts of conduits that no rule can hold. */
  readonly leftOut: readonly LeftOut[]
}

/** Of one device, or of all. */
export function writeRuleSet(
  plant: PlantFile,
  format: RuleSetFormat,
  device: string | null,
): Result<WrittenRuleSet, WriteRefusal> {
  const { policy, leftOut } = conduitRules(zoneModelOf(plant, 0), device)
  const told = { rules: policy.rules.length, leftOut }
  if (format === 'neutral') return accept({ text: writeNeutralRules(neutralRules(policy, device)), ...told })
  const title = `Conduits of ${plant.about.name}${device === null ? '' : `, ${device}`}: a proposal to be reviewed before use`
  const written = format === 'nftables' ? writeNftables(policy, title) : writeCiscoAsa(policy, title)
  return written.ok ? accept({ text: written.value, ...told }) : written
}
