// Signs of shadow infrastructure as findings, as bad as the catalogue says for the zone in which the device stands.
import type { EpochMicros } from '@penstock/model/kernel'
import type { CaptureProof } from '@penstock/model/observations'
import type { Finding, FindingLevel } from '../finding.ts'
import { findingOf, type Ground, told } from './ground.ts'
import { shadowRule } from './rules.ts'

export interface ShadowSeen {
  readonly host: string
  readonly indicator: string
  readonly name: string
  readonly category: string
  readonly title: string
  readonly score: number
  /** 0 ignore to 4 critical; null where the zone is not known. */
  readonly severity: number | null
  readonly signs: readonly { readonly kind: string; readonly pattern: string; readonly proof: CaptureProof }[]
  readonly control: { readonly protocol: string; readonly peer: string; readonly proof: CaptureProof } | null
  readonly firstAt: EpochMicros
}

const LEVELS: readonly (FindingLevel | null)[] = [null, 'informational', 'low', 'high', 'critical']
const UNPLACED: FindingLevel = 'low'

/** Null of what the catalogue says to ignore where it stands. */
export function shadowFinding(ground: Ground, seen: ShadowSeen): Finding | null {
  const level = seen.severity === null ? UNPLACED : (LEVELS[seen.severity] ?? null)
  if (level === null) return null
  const finding = findingOf(ground, {
    rule: shadowRule(seen),
    ...{ at: seen.firstAt, source: seen.host, target: seen.control?.peer ?? seen.host, level },
    evidence: [...seen.signs, ...(seen.control === null ? [] : [seen.control])].map(({ proof }) => ({
      kind: 'proof' as const,
      proof,
    })),
    values: told({
      ...{ indicator: seen.indicator, what: seen.name, score: seen.score },
      signs: seen.signs.map(({ kind, pattern }) => `${kind} ${pattern}`).join(', '),
      ...{ control: seen.control?.protocol, controller: seen.control?.peer },
    }),
  })
  // One question a device and indicator, whatever it speaks to.
  const { sourceIp, sourceMac } = finding.subject
  const subject = {
    ...(sourceIp === undefined ? { sourceMac: sourceMac ?? '' } : { sourceIp }),
    device: seen.indicator,
  }
  return { ...finding, subject }
}
