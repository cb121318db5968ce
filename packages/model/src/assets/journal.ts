// Collects what the rules decide while they run: links to draw, pairs kept apart, findings for a person.
import type { EpochMicros } from '@penstock/model/kernel'
import type { Anchor, SourcedProof } from './anchor.ts'
import type { IdentityFinding, KeptApartRule, MergeRule, ReasonFacts } from './resolution.ts'

/** A suggestion that two anchors are one device. */
export interface Link {
  readonly rule: MergeRule
  readonly a: Anchor
  readonly b: Anchor
  readonly facts: ReasonFacts
  readonly proof: SourcedProof | null
}

export interface Refused {
  readonly rule: KeptApartRule
  /** What makes it one decision: its id is made from the rule and these. */
  readonly subject: readonly Anchor[]
  /** What the subject was kept apart from, when that is a list that grows. */
  readonly others: readonly Anchor[]
  readonly facts: ReasonFacts
  readonly proof: SourcedProof | null
}

export interface FindingDraft {
  readonly kind: IdentityFinding['kind']
  readonly anchors: readonly Anchor[]
  readonly facts: ReasonFacts
  readonly proof: SourcedProof | null
  readonly firstAt: EpochMicros | null
  readonly lastAt: EpochMicros | null
}

export class Journal {
  readonly links: Link[] = []
  readonly refused: Refused[] = []
  readonly findings: FindingDraft[] = []

  link(rule: MergeRule, a: Anchor, b: Anchor, facts: ReasonFacts, proof: SourcedProof | null): void {
    if (a === b) return
    this.links.push(a < b ? { rule, a, b, facts, proof } : { rule, a: b, b: a, facts, proof })
  }

  keepApart(
    rule: KeptApartRule,
    subject: readonly Anchor[],
    others: readonly Anchor[],
    facts: ReasonFacts,
    proof: SourcedProof | null,
  ): void {
    this.refused.push({ rule, subject, others, facts, proof })
  }

  find(finding: FindingDraft): void {
    this.findings.push(finding)
  }
}
