// Every check of segmentation, once: its rule, whether it finds or asks, its sentence, and where the demand stands.
import type { SegmentationCheck, SegmentationFinding, SegmentationRule } from './finding.ts'

type Row = readonly [SegmentationCheck['kind'], string, string]

const ROWS: Readonly<Record<SegmentationRule, Row>> = {
  'segmentation.flow-without-conduit': [
    'finding',
    'talks between zones that no documented conduit joins',
    'IEC 62443-3-2 ZCR 3',
  ],
  'segmentation.flow-outside-conduit': [
    'finding',
    'talks beyond the protocols, direction, ends or function codes of the conduit',
    'IEC 62443-3-3 SR 5.2',
  ],
  'segmentation.conduit-undocumented': ['finding', 'is known from a survey only', 'IEC 62443-3-2 ZCR 3'],
  'segmentation.conduit-without-device': ['finding', 'has no device that enforces it', 'IEC 62443-3-3 SR 5.2'],
  'segmentation.conduit-never-seen': ['question', 'is declared, and no traffic uses it', 'IEC 62443-3-3 SR 7.7'],
  'segmentation.conduit-target-low': [
    'finding',
    'has a lower target level than both of its zones',
    'IEC 62443-3-2 ZCR 5',
  ],
  'segmentation.level-gap': ['finding', 'cannot reach its target level in some requirements', 'IEC 62443-3-2 ZCR 5'],
  'segmentation.asset-in-two-zones': [
    'finding',
    'has cards in two zones and enforces no conduit',
    'IEC 62443-3-3 SR 5.1',
  ],
  'segmentation.level-jump': ['finding', 'crosses two levels or more without the DMZ', 'IEC 62443-3-2 ZCR 3.2'],
  'segmentation.outside-to-control': ['finding', 'joins the outside with a control zone', 'IEC 62443-3-2 ZCR 3.6'],
  'segmentation.port-open-to-anyone': ['finding', 'forwards a port from any source', 'IEC 62443-3-3 SR 1.13'],
  'segmentation.vendor-uplink': [
    'finding',
    'has a way out that its vendor manages, past the firewall of the site',
    'IEC 62443-3-2 ZCR 3.6',
  ],
  'segmentation.remote-access-weak': [
    'finding',
    'reaches control systems from outside without what remote access needs',
    'IEC 62443-3-3 SR 1.13',
  ],
  'segmentation.temporary-not-apart': [
    'finding',
    'is temporary and stands among what runs the process',
    'IEC 62443-3-2 ZCR 3.4',
  ],
  'segmentation.exception-open': [
    'finding',
    'has an exception past its end, without one, or for everything',
    'IEC 62443-3-3 SR 5.2',
  ],
  'segmentation.rule-too-wide': [
    'finding',
    'has a firewall rule for everything or for a wide range of ports',
    'IEC 62443-3-3 SR 7.7',
  ],
  'segmentation.rule-without-conduit': [
    'finding',
    'has a firewall rule that no conduit allows',
    'IEC 62443-3-3 SR 5.2',
  ],
  'segmentation.rule-wider-than-conduit': [
    'question',
    'has a firewall rule that is wider than its conduit',
    'IEC 62443-3-3 SR 5.2',
  ],
  'segmentation.rule-expired': ['finding', 'has a temporary firewall rule past its date', 'IEC 62443-3-3 SR 5.2'],
  'segmentation.rule-unused': ['finding', 'has a firewall rule that was not used for a year', 'IEC 62443-3-3 SR 7.7'],
  'segmentation.rule-for-nobody': [
    'finding',
    'has a firewall rule for an address that no registered asset has',
    'IEC 62443-3-3 SR 7.7',
  ],
  'segmentation.rules-not-understood': ['question', 'has statements that were not understood', 'IEC 62443-3-3 SR 5.2'],
  'segmentation.clear-management': ['finding', 'lets people manage the firewall in the clear', 'IEC 62443-3-3 SR 4.1'],
  'segmentation.engineering-from-elsewhere': [
    'finding',
    'engineers devices from a host that is no engineering station',
    'IEC 62443-3-3 SR 2.1',
  ],
  'segmentation.safety-can-be-written': ['finding', 'lets a stranger write into a safety zone', 'IEC 61511-1 cl. 11.2'],
  'segmentation.safety-shares-control': [
    'finding',
    'is engineered and connected together with what it protects from',
    'IEC 61511-1 cl. 11.2',
  ],
  'segmentation.safety-account-shared': ['finding', 'opens safety systems and others', 'IEC 61511-1 cl. 11.2'],
  'segmentation.safety-key-open': [
    'finding',
    'has its key switch in a position that lets programs in',
    'IEC 61511-1 cl. 11.2',
  ],
  'segmentation.safety-points-forced': ['finding', 'has forced points', 'IEC 61511-1 cl. 16.2'],
  'segmentation.layer-in-cause': [
    'finding',
    'credits a layer against a cause in the same asset',
    'IEC 61511-1 cl. 9.4',
  ],
  'segmentation.layer-left-out': [
    'question',
    'leaves a layer out for a cause in the same asset; what stands in for it has to be said',
    'IEC 61511-1 cl. 9.4',
  ],
  'segmentation.layers-share': ['finding', 'has two layers that one asset realises', 'IEC 61511-1 cl. 9.4'],
  'segmentation.trust-without-conduit': [
    'finding',
    'controls assets of a zone that no documented conduit joins with its own',
    'IEC 62443-3-2 ZCR 3',
  ],
  'segmentation.backup-in-same-trust': [
    'finding',
    'keeps backups in reach of what destroys their originals',
    'IEC 62443-3-3 SR 7.3',
  ],
  'segmentation.directory-across-zones': [
    'question',
    'serves logons of another zone and no conduit carries them',
    'IEC 62443-3-2 ZCR 3',
  ],
  'segmentation.time-and-names-across-zones': [
    'question',
    'needs time, names or logons of another zone',
    'IEC 62443-3-3 SR 7.4',
  ],
}

export const SEGMENTATION_CHECKS: readonly SegmentationCheck[] = Object.entries(ROWS).map(
  ([rule, [kind, says, source]]) => ({
    rule: rule as SegmentationRule,
    kind,
    says,
    source,
  }),
)

export function kindOf(rule: SegmentationRule): SegmentationFinding['kind'] {
  return ROWS[rule][0]
}

/** The finding as a sentence. */
export function segmentationText({ rule, id, facts }: SegmentationFinding): string {
  const told = facts.map(({ name, value }) => `${name} ${value}`).join(', ')
  return `${id} ${ROWS[rule][1]}${told === '' ? '' : ` (${told})`}`
}
