// What is wrong with a rule set by itself: too wide, never reached, past its date, not used, managed in the clear.
import { coveredBy } from './cover.ts'
import { isEveryAddress, rangesText } from './ranges.ts'
import { clipped } from './reading.ts'
import type { FirewallRule, RuleSet } from './rule-set.ts'
import { isAnyService, portCount, type Service, serviceText } from './services.ts'

export type RuleFindingRule =
  | 'firewall.any-to-any'
  | 'firewall.any-service'
  | 'firewall.wide-ports'
  | 'firewall.shadowed'
  | 'firewall.redundant'
  | 'firewall.expired'
  | 'firewall.unused'
  | 'firewall.accepts-by-default'
  | 'firewall.clear-management'

export interface RuleFinding {
  readonly rule: RuleFindingRule
  /** Id of the firewall rule, or the name of the policy or of the management statement. */
  readonly id: string
  readonly policy: string | null
  readonly line: number | null
  readonly facts: readonly { readonly name: string; readonly value: string }[]
}

export interface RuleHit {
  readonly rule: string
  /** `YYYY-MM-DD`; null when it never was. */
  readonly lastHitOn: string | null
}

export interface ReviewOptions {
  /** `YYYY-MM-DD`: what is past and what is old is told as of it; left out, neither is told. */
  readonly asOf?: string
  readonly hits?: readonly RuleHit[]
  /** A rule that was not met since this day, `YYYY-MM-DD`, is not used. */
  readonly usedSince?: string
}

/** More ports than this in one service are a wide range: a protocol that takes ports as it runs is not a reason. */
const WIDE_PORTS = 1024
/** In longer policies nobody asks every rule against every other. */
const MOST_COMPARED = 10_000

/** Findings in the order of the rules. Rules that are off, or only meet known connections, are passed over. */
export function reviewRules(set: RuleSet, options: ReviewOptions = {}): readonly RuleFinding[] {
  const found: RuleFinding[] = []
  for (const policy of set.policies) {
    const certain: FirewallRule[] = []
    const skips: { readonly from: number; readonly until: number }[] = []
    for (const [at, rule] of policy.rules.entries()) {
      if (!rule.isEnabled || !rule.isForNew) continue
      const tell = (name: RuleFindingRule, facts: Readonly<Record<string, string>>): void => {
        const told = Object.entries(facts).map(([key, value]) => ({ name: key, value }))
        found.push({ rule: name, id: rule.id, policy: policy.name, line: rule.line, facts: told })
      }
      if (rule.action === 'accept') width(rule, tell)
      if (rule.line !== null) {
        age(rule, options, tell)
        if (policy.rules.length <= MOST_COMPARED && rule.action !== 'return' && rule.action !== 'unknown')
          cover(rule, certain, tell)
      }
      if (rule.action === 'return' || rule.action === 'unknown')
        skips.push({ from: at, until: rule.until ?? policy.rules.length })
      else if (rule.conditions.length === 0 && !skips.some((skip) => at < skip.until)) certain.push(rule)
    }
    if (
      policy.path === 'forward' &&
      policy.otherwise === 'accept' &&
      policy.rules.some((rule) => rule.isEnabled && rule.line !== null && !rule.id.startsWith('level of '))
    )
      found.push({ rule: 'firewall.accepts-by-default', id: policy.name, policy: policy.name, line: null, facts: [] })
  }
  return [...found, ...management(set)]
}

type Tell = (name: RuleFindingRule, facts: Readonly<Record<string, string>>) => void

function width(rule: FirewallRule, tell: Tell): void {
  const isAny = rule.services.some(isAnyService)
  const facts = {
    source: rangesText(rule.source),
    destination: rangesText(rule.destination),
    service: servicesText(rule),
  }
  if (isAny && isEveryAddress(rule.source) && isEveryAddress(rule.destination)) tell('firewall.any-to-any', facts)
  else if (isAny) tell('firewall.any-service', facts)
  else if (rule.services.some(isWide)) tell('firewall.wide-ports', facts)
}

function isWide({ protocol, ports }: Service): boolean {
  return (protocol === 6 || protocol === 17 || protocol === null) && portCount(ports) > WIDE_PORTS
}

/** Services of a rule as a short text. */
export function servicesText(rule: FirewallRule): string {
  return rule.services.map(serviceText).join('; ')
}

function age(rule: FirewallRule, { asOf, hits, usedSince }: ReviewOptions, tell: Tell): void {
  const until =
    rule.remark === null ? null : /\b(?:until|till|expires?(?: on)?) (\d{4}-\d{2}-\d{2})\b/i.exec(rule.remark)
  if (asOf !== undefined && until !== null && until[1]! < asOf) {
    tell('firewall.expired', { until: until[1]!, remark: clipped(rule.remark ?? '') })
  }
  const hit = hits?.find((one) => one.rule === rule.id)
  if (hit === undefined || usedSince === undefined || (hit.lastHitOn !== null && hit.lastHitOn >= usedSince)) return
  tell('firewall.unused', { 'last hit on': hit.lastHitOn ?? 'never' })
}

function cover(rule: FirewallRule, certain: readonly FirewallRule[], tell: Tell): void {
  const by = coveredBy(rule, certain)
  if (by === null) return
  const isSame = by.every((one) => one.action === rule.action)
  tell(isSame ? 'firewall.redundant' : 'firewall.shadowed', { by: by.map((one) => one.id).join(', ') })
}

const CLEAR = new Set(['telnet', 'http'])

function management(set: RuleSet): readonly RuleFinding[] {
  return set.management
    .filter(({ protocol }) => CLEAR.has(protocol))
    .map(({ protocol, line, source, from }) => ({
      rule: 'firewall.clear-management',
      id: protocol,
      policy: null,
      line,
      facts: [
        { name: 'from', value: rangesText(source) },
        ...(from === null ? [] : [{ name: 'interface', value: from }]),
      ],
    }))
}

const SENTENCES: Readonly<Record<RuleFindingRule, string>> = {
  'firewall.any-to-any': 'lets everything through from anywhere to anywhere',
  'firewall.any-service': 'lets every service through',
  'firewall.wide-ports': 'lets a wide range of ports through',
  'firewall.shadowed': 'is never reached: earlier rules decide otherwise on all of it',
  'firewall.redundant': 'is never reached: earlier rules decide the same on all of it',
  'firewall.expired': 'says that it is temporary, and its date is past',
  'firewall.unused': 'was not used within the time that is asked',
  'firewall.accepts-by-default': 'lets through what no rule names',
  'firewall.clear-management': 'lets people manage the device in the clear',
}

/** The finding as a sentence. */
export function ruleFindingText(finding: RuleFinding): string {
  const facts = finding.facts.map(({ name, value }) => `${name} ${value}`).join(', ')
  const place = finding.line === null ? '' : `line ${finding.line}: `
  return `${place}${clipped(finding.id)} ${SENTENCES[finding.rule]}${facts === '' ? '' : ` (${facts})`}`
}
