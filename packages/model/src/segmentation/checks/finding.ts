// The words of a segmentation check: what it found, on which facts, by which way, and where the plant's file says so.

export type SegmentationRule =
  | 'segmentation.flow-without-conduit'
  | 'segmentation.flow-outside-conduit'
  | 'segmentation.conduit-undocumented'
  | 'segmentation.conduit-without-device'
  | 'segmentation.conduit-never-seen'
  | 'segmentation.conduit-target-low'
  | 'segmentation.level-gap'
  | 'segmentation.asset-in-two-zones'
  | 'segmentation.level-jump'
  | 'segmentation.outside-to-control'
  | 'segmentation.port-open-to-anyone'
  | 'segmentation.vendor-uplink'
  | 'segmentation.remote-access-weak'
  | 'segmentation.temporary-not-apart'
  | 'segmentation.exception-open'
  | 'segmentation.rule-too-wide'
  | 'segmentation.rule-without-conduit'
  | 'segmentation.rule-wider-than-conduit'
  | 'segmentation.rule-expired'
  | 'segmentation.rule-unused'
  | 'segmentation.rule-for-nobody'
  | 'segmentation.rules-not-understood'
  | 'segmentation.clear-management'
  | 'segmentation.engineering-from-elsewhere'
  | 'segmentation.safety-can-be-written'
  | 'segmentation.safety-shares-control'
  | 'segmentation.safety-account-shared'
  | 'segmentation.safety-key-open'
  | 'segmentation.safety-points-forced'
  | 'segmentation.layer-in-cause'
  | 'segmentation.layer-left-out'
  | 'segmentation.layers-share'
  | 'segmentation.trust-without-conduit'
  | 'segmentation.backup-in-same-trust'
  | 'segmentation.directory-across-zones'
  | 'segmentation.time-and-names-across-zones'

export interface SegmentationFact {
  readonly name: string
  readonly value: string
}

export interface SegmentationFinding {
  readonly rule: SegmentationRule
  /** `question`: nothing is wrong by itself, the owner has to say whether it is meant so. */
  readonly kind: 'finding' | 'question'
  /** Id of the entry of the plant that it is about; of observed traffic, the client. */
  readonly id: string
  readonly facts: readonly SegmentationFact[]
  /** Assets, addresses, zones and conduits in the order in which one comes through. */
  readonly path: readonly string[]
  /** Conduits that it makes red. */
  readonly conduits: readonly string[]
  /** `conduits[id=C-07].enforcedBy`; empty for what only traffic shows. */
  readonly places: readonly string[]
}

export interface SegmentationCheck {
  readonly rule: SegmentationRule
  readonly kind: SegmentationFinding['kind']
  /** The sentence of a finding, after the id. */
  readonly says: string
  /** Where the demand stands. */
  readonly source: string
}

export interface Told {
  readonly id: string
  readonly facts?: Readonly<Record<string, string | number | null | undefined>>
  readonly path?: readonly string[]
  readonly conduits?: readonly string[]
  readonly places?: readonly string[]
}

export type Tell = (rule: SegmentationRule, told: Told) => void
