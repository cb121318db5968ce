// What a detector asks of the plant: where an address stands, and which allowed work is going on there. From it comes how bad a finding is.
import type { EpochMicros, SiteKey } from '@penstock/model/kernel'
import { Mac } from '@penstock/model/observations'
import type { ZoneKind } from '@penstock/model/shadow'
import { FINDING_LEVELS, type Finding, type FindingLevel, type FindingSubject } from '../finding.ts'
import type { BehaviourRule } from './rules.ts'

export interface StandingEnd {
  readonly zone: string | null
  readonly kind: ZoneKind | null
  /** It is no device of the plant. */
  readonly isOutside: boolean
}

/** A site as its zone model in force says. */
export interface Ground {
  readonly site: SiteKey
  readonly placeOf: (address: string) => StandingEnd
  /** Id of the open maintenance window that allows one of these actions there, or null. */
  readonly windowAt: (address: string, actions: readonly string[], at: EpochMicros) => string | null
}

/** Steps from the level at a device of control. A safety system is the last that stands between a fault and people. */
const STEPS: Readonly<Record<ZoneKind, number>> = {
  safety: 1,
  control: 0,
  supervisory: 0,
  operations: -1,
  dmz: -1,
  enterprise: -2,
  guest: -2,
}

/** The level of a finding where it happens: by what stands there, and one higher when it comes from outside. Nothing is below low. */
export function levelAt(level: FindingLevel, place: StandingEnd, isFromOutside: boolean): FindingLevel {
  const step = (place.kind === null ? 0 : STEPS[place.kind]) + (isFromOutside ? 1 : 0)
  const at = Math.max(1, FINDING_LEVELS.indexOf(level) + step)
  return FINDING_LEVELS[Math.min(at, FINDING_LEVELS.length - 1)]!
}

/** For what was asked and did not happen; it stays to be explained. */
export function oneLower(level: FindingLevel): FindingLevel {
  return FINDING_LEVELS[Math.max(1, FINDING_LEVELS.indexOf(level) - 1)]!
}

export interface Found {
  readonly rule: BehaviourRule
  readonly at: EpochMicros
  readonly source: string | null
  /** The device that it happens to. */
  readonly target: string
  /** Where its room knows better than the rule. */
  readonly level?: FindingLevel
  readonly evidence: Finding['evidence']
  readonly values: Finding['values']
}

/** The finding, with its level by place; work that a window allows is told, and asks nobody. */
export function findingOf(ground: Ground, found: Found): Finding {
  const { rule, at, source, target, evidence, values } = found
  const place = ground.placeOf(target)
  const isFromOutside = source !== null && ground.placeOf(source).isOutside
  const window = rule.actions.length === 0 ? null : ground.windowAt(target, rule.actions, at)
  const level = found.level ?? levelAt(rule.level, place, isFromOutside)
  return {
    kind: rule.kind,
    rule: rule.id,
    ruleVersion: rule.version,
    title: rule.title,
    level: window === null ? level : 'informational',
    techniques: rule.techniques,
    site: ground.site,
    at,
    subject: subjectOf(source, target),
    evidence,
    values: {
      ...values,
      ...(place.zone === null ? {} : { zone: place.zone }),
      ...(window === null ? {} : { window }),
    },
  }
}

export function subjectOf(source: string | null, target: string | null): FindingSubject {
  return {
    ...(source === null ? {} : isMac(source) ? { sourceMac: source } : { sourceIp: source }),
    ...(target === null ? {} : isMac(target) ? { destinationMac: target } : { destinationIp: target }),
  }
}

/** Only what is there. */
export function told(values: Readonly<Record<string, string | number | null | undefined>>): Finding['values'] {
  const entries = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== '')
  return Object.fromEntries(entries) as Finding['values']
}

function isMac(address: string): boolean {
  return Mac.safeParse(address).success
}
