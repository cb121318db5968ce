// Firmware as devices tell it, as findings: a version that is older than the one told before, and any other at a safety controller. How it came
// there need not have been seen: a card, a cable or a protocol that nobody reads leave the same trace.
import type { CaptureProof, Claim } from '@penstock/model/observations'
import { standingOfVersions } from '@penstock/model/vulnerabilities'
import type { Finding } from '../finding.ts'
import { findingOf, type Ground, told } from './ground.ts'
import { type BehaviourRuleId, behaviourRule } from './rules.ts'

type Proven = Omit<Claim, 'proof'> & { readonly proof: CaptureProof }

/** What was told of a device before the batch, and when last. */
export interface KnownClaim extends Pick<Claim, 'about' | 'field' | 'value' | 'protocol' | 'method'> {
  readonly lastAt: number
}

/** Protocols that safety controllers alone speak. */
const SAFETY_PROTOCOLS: ReadonlySet<string> = new Set(['tristation'])

/** One for each rule and device, the earliest. A first word is no change; the same module is compared as the same question told it. */
export function firmwareFindings(ground: Ground, seen: readonly Proven[], known: readonly KnownClaim[]): Finding[] {
  const before = new Map<string, KnownClaim[]>()
  const keep = (claim: KnownClaim): void => {
    const key = placeOf(claim)
    before.set(key, [...(before.get(key) ?? []), claim])
  }
  for (const claim of known) if (claim.field === 'firmware') keep(claim)
  const findings = new Map<string, Finding>()
  const claims = seen.filter(({ field, basis }) => field === 'firmware' && basis === 'observed')
  for (const claim of claims.toSorted((a, b) => a.proof.at - b.proof.at)) {
    const { at } = claim.proof
    const last = (before.get(placeOf(claim)) ?? [])
      .filter(({ lastAt }) => lastAt < at)
      .reduce<KnownClaim | null>((latest, one) => (latest === null || one.lastAt > latest.lastAt ? one : latest), null)
    keep({ ...claim, lastAt: at })
    const finding = last === null ? null : changeOf(ground, claim, last.value)
    if (finding === null) continue
    const key = JSON.stringify([finding.rule, finding.subject])
    if (!findings.has(key)) findings.set(key, finding)
  }
  return [...findings.values()]
}

function changeOf(ground: Ground, claim: Proven, before: string): Finding | null {
  const { about, value, protocol, method, proof } = claim
  const target = about.ip ?? about.mac
  if (target === null || value === before) return null
  const direction = directionOf(before, value)
  const isSafety = SAFETY_PROTOCOLS.has(protocol) || ground.placeOf(target).kind === 'safety'
  const rule: BehaviourRuleId | null = isSafety
    ? 'program.safety-firmware'
    : direction === 'older'
      ? 'program.older-firmware'
      : null
  if (rule === null) return null
  return findingOf(ground, {
    ...{ rule: behaviourRule(rule), at: proof.at, source: null, target },
    evidence: [{ kind: 'proof', proof }],
    values: told({ protocol, place: moduleOf(method), before, now: value, direction }),
  })
}

/** `other` where the two are counted in different ways, or one is the other written shorter. */
function directionOf(before: string, now: string): 'older' | 'newer' | 'other' {
  const standing = standingOfVersions(now, before)
  return standing === 'below' ? 'older' : standing === 'above' ? 'newer' : 'other'
}

function placeOf({ about, protocol, method }: Pick<Claim, 'about' | 'protocol' | 'method'>): string {
  return JSON.stringify([about.mac ?? '', about.ip ?? '', protocol, method])
}

function moduleOf(method: string): string | null {
  const at = method.indexOf('@')
  return at < 0 ? null : method.slice(at + 1)
}
