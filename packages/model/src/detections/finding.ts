// What a detector found in one place at one time, whichever detector it was. Findings about the same are one detection.
import type { EpochMicros, SiteKey } from '@penstock/model/kernel'
import type { CaptureProof } from '@penstock/model/observations'
import { RULE_LEVELS } from './rule/rule.ts'

export const FINDING_KINDS = [
  'sigma',
  'sigma-correlation',
  'behaviour',
  'zone-breach',
  'shadow',
  'program-change',
  'silence',
] as const
export type FindingKind = (typeof FINDING_KINDS)[number]

/** Sigma's, least first. */
export const FINDING_LEVELS = RULE_LEVELS
export type FindingLevel = (typeof FINDING_LEVELS)[number]

/** Where what was found can be looked at. */
export type EvidenceRef =
  /** A row of the telemetry's event table. */
  | {
      readonly kind: 'event'
      readonly source: string
      readonly batch: string
      readonly line: number
      readonly nth: number
    }
  /** A frame of a capture, as observations have it. */
  | { readonly kind: 'proof'; readonly proof: CaptureProof }
  /** A row of the cell's store. */
  | { readonly kind: 'fact'; readonly of: string; readonly id: string }

/** Whom it is about, as the wire names them: hostile text. */
export interface FindingSubject {
  readonly sourceIp?: string
  readonly sourceMac?: string
  readonly sourceHost?: string
  readonly destinationIp?: string
  readonly destinationMac?: string
  readonly destinationHost?: string
  readonly user?: string
  readonly device?: string
}

export interface Finding {
  readonly kind: FindingKind
  readonly rule: string
  readonly ruleVersion: string
  readonly title: string
  readonly level: FindingLevel
  /** ATT&CK ids; the catalogue's version is kept by the rule. */
  readonly techniques: readonly string[]
  readonly site: SiteKey
  /** When it happened. */
  readonly at: EpochMicros
  readonly subject: FindingSubject
  readonly evidence: readonly EvidenceRef[]
  /** What the rule saw, for the page: hostile text. */
  readonly values: Readonly<Record<string, string | number>>
}

/**
 * Findings of a rule with one key are one detection while that is not closed: the two ends, each by the address that says most, the
 * user and the device.
 */
export function subjectKeyOf({ site, subject }: Pick<Finding, 'site' | 'subject'>): string {
  const { sourceIp, sourceHost, sourceMac, destinationIp, destinationHost, destinationMac, user, device } = subject
  const source = sourceIp ?? sourceHost ?? sourceMac ?? ''
  const destination = destinationIp ?? destinationHost ?? destinationMac ?? ''
  return JSON.stringify([site, source, destination, user ?? '', device ?? ''])
}

/** Where a detection stands with the people who look at it. */
export const DETECTION_STATES = ['new', 'acknowledged', 'closed'] as const
export type DetectionState = (typeof DETECTION_STATES)[number]

export const DETECTION_VERDICTS = ['true-positive', 'benign', 'false-positive', 'duplicate'] as const
export type DetectionVerdict = (typeof DETECTION_VERDICTS)[number]

export const DETECTION_ENTRY_KINDS = [
  'acknowledged',
  'comment',
  'verdict',
  'reopened',
  'escalated',
  'refused-close',
] as const
export type DetectionEntryKind = (typeof DETECTION_ENTRY_KINDS)[number]

/** Instants that leave a cell are told by the quarter of an hour in which they lie. */
export const BUCKET_MICROS = 900_000_000
