// Runs every check of the registry over a plant, and over observed traffic where there is any.
import type { PlantFile } from '@penstock/model/plant'
import type { JudgedConversation } from '@penstock/model/zones'
import { levelGaps } from '../levels/zone-levels.ts'
import type { SegmentationFinding, Tell } from './finding.ts'
import { checkFirewalls } from './firewalls.ts'
import { checkFlows } from './flows.ts'
import { checkLayers } from './layers.ts'
import { plantView } from './plant-view.ts'
import { kindOf } from './registry.ts'
import { checkSafety } from './safety.ts'
import { checkTopology } from './topology.ts'
import { checkTrust } from './trust.ts'

export interface SegmentationOptions {
  /** Observed; without it the flows that the plant's people know are judged alone. */
  readonly traffic?: readonly JudgedConversation[]
  /** Conduits that are known to be in use, where somebody else judged the traffic. */
  readonly seenConduits?: ReadonlySet<string>
}

/** Findings and questions; the same plant and traffic give the same list in the same order. */
export function checkSegmentation(plant: PlantFile, options: SegmentationOptions = {}): readonly SegmentationFinding[] {
  const view = plantView(plant, options.traffic ?? [], options.seenConduits ?? null)
  const found: SegmentationFinding[] = []
  const tell: Tell = (rule, { id, facts = {}, path = [], conduits = [], places = [] }) => {
    const told = Object.entries(facts).flatMap(([name, value]) =>
      value === null || value === undefined ? [] : [{ name, value: String(value) }],
    )
    found.push({ rule, kind: kindOf(rule), id, facts: told, path, conduits: [...new Set(conduits)], places })
  }
  checkFlows(view, tell)
  checkTopology(view, tell)
  checkFirewalls(view, tell)
  checkSafety(view, tell)
  checkLayers(plant, tell)
  checkTrust(view, tell)
  for (const { zone, gaps } of levelGaps(plant)) {
    tell('segmentation.level-gap', {
      id: zone,
      facts: { gaps: gaps.map((gap) => `${gap.requirement} ${gap.capability} of ${gap.target}`).join(', ') },
      path: [zone],
      places: [`zones[id=${zone}].slTarget`, `zones[id=${zone}].slCapability`],
    })
  }
  return found
}

/** Why a conduit is red: the findings that say so, in the order in which they were told. */
export function findingsOfConduit(
  findings: readonly SegmentationFinding[],
  conduit: string,
): readonly SegmentationFinding[] {
  return findings.filter((one) => one.kind === 'finding' && one.conduits.includes(conduit))
}
