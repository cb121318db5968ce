// Turns the journal into decisions and findings that name the assets which came out of them.
import { compareTexts } from '@penstock/model/kernel'
import { type Anchor, type AssetKey, compareProofs, type SourcedProof } from './anchor.ts'
import type { Components } from './components.ts'
import type { FindingDraft, Journal, Link, Refused } from './journal.ts'
import type { IdentityDecision, IdentityFinding } from './resolution.ts'

/** Of a long list of parts only this many are kept; `facts.count` has the number. */
const PARTS_KEPT = 20

export function explainDecisions(
  used: readonly Link[],
  journal: Journal,
  components: Components,
  keyOf: (anchor: Anchor) => AssetKey | null,
): IdentityDecision[] {
  const decisions = new Map<string, IdentityDecision>()
  for (const { rule, a, b, facts, proof } of used) {
    const id = `merged|${rule}|${a}|${b}`
    decisions.set(id, { verdict: 'merged', rule, id, parts: [a, b], assets: keysOf([a, b], keyOf), facts, proof })
  }
  for (const refused of journal.refused) {
    const decision = refusalOf(refused, components, keyOf)
    const known = decision === null ? undefined : decisions.get(decision.id)
    if (decision !== null && (known === undefined || isEarlier(decision, known))) decisions.set(decision.id, decision)
  }
  return [...decisions.values()].sort((x, y) => compareTexts(x.id, y.id))
}

/** Findings by key; one whose devices turned out to be a single one, for a stronger reason, is none. */
export function explainFindings(
  journal: Journal,
  components: Components,
  keyOf: (anchor: Anchor) => AssetKey | null,
): IdentityFinding[] {
  const findings = new Map<string, IdentityFinding>()
  for (const draft of journal.findings) {
    if (isSettled(draft, components)) continue
    const key = `${draft.kind}|${draft.anchors.join('|')}`
    const known = findings.get(key)
    if (known !== undefined && !isEarlierProof(draft.proof, known.proof)) continue
    const { kind, facts, proof, firstAt, lastAt } = draft
    findings.set(key, {
      key,
      kind,
      anchors: [...draft.anchors],
      assets: keysOf(draft.anchors, keyOf),
      facts,
      proof,
      firstAt,
      lastAt,
    })
  }
  return [...findings.values()].sort((x, y) => compareTexts(x.key, y.key))
}

/** Null when everything that it kept apart was joined for another reason. */
function refusalOf(
  { rule, subject, others, facts, proof }: Refused,
  components: Components,
  keyOf: (anchor: Anchor) => AssetKey | null,
): IdentityDecision | null {
  const isElsewhere = (anchor: Anchor) => !isJoined(components, subject[0]!, anchor)
  const rest = [...new Set(others.filter(isElsewhere))].sort(compareTexts)
  if (rest.length === 0 && !subject.some(isElsewhere)) return null
  const parts = [...subject, ...rest.slice(0, PARTS_KEPT)]
  const count = others.length === 0 ? subject.length : rest.length
  const id = `kept-apart|${rule}|${subject.join('|')}`
  return { verdict: 'kept-apart', rule, id, parts, assets: keysOf(parts, keyOf), facts: { ...facts, count }, proof }
}

function isSettled({ kind, anchors }: FindingDraft, components: Components): boolean {
  if (kind === 'declared-ip-differs' || kind === 'declared-twice') return false
  return anchors.every((anchor) => isJoined(components, anchors[0]!, anchor))
}

function isJoined(components: Components, a: Anchor, b: Anchor): boolean {
  if (a === b) return true
  return components.has(a) && components.has(b) && components.rootOf(a) === components.rootOf(b)
}

function keysOf(anchors: readonly Anchor[], keyOf: (anchor: Anchor) => AssetKey | null): AssetKey[] {
  return [...new Set(anchors.flatMap((anchor) => keyOf(anchor) ?? []))].sort(compareTexts)
}

function isEarlier(decision: IdentityDecision, known: IdentityDecision): boolean {
  if (isEarlierProof(decision.proof, known.proof)) return true
  if (isEarlierProof(known.proof, decision.proof)) return false
  return JSON.stringify(decision.facts) < JSON.stringify(known.facts)
}

function isEarlierProof(proof: SourcedProof | null, known: SourcedProof | null): boolean {
  return proof !== null && (known === null || compareProofs(proof, known) < 0)
}
