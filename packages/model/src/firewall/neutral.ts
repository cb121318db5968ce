// The neutral form as JSON: what every dialect is read into, for other tools and for keeping.
import { accept, type Result, refuse } from '@penstock/model/kernel'
import { z } from 'zod'
import { type IpRange, mergeRanges, parseRange, rangeText } from './ranges.ts'
import { newReading } from './reading.ts'
import { DIALECTS, type FirewallPolicy, type FirewallRule, type RuleSet, type RulesRefusal } from './rule-set.ts'

const FORM = 'penstock-firewall/1'

const Range = z.string().refine((text) => parseRange(text) !== null, 'an address, a subnet or a range')
const PortPair = z.strictObject({ first: z.int().min(0).max(65_535), last: z.int().min(0).max(65_535) })
const Text = z.string().max(4000)

const NeutralRule = z.strictObject({
  id: Text,
  name: Text.nullable(),
  line: z.int().min(0).nullable(),
  action: z.enum(['accept', 'deny', 'return', 'unknown']),
  until: z.int().min(0).nullable(),
  isEnabled: z.boolean(),
  isForNew: z.boolean(),
  from: z.array(Text).nullable(),
  to: z.array(Text).nullable(),
  source: z.array(Range),
  destination: z.array(Range),
  services: z.array(
    z.strictObject({
      protocol: z.int().min(0).max(255).nullable(),
      sourcePorts: z.array(PortPair),
      ports: z.array(PortPair),
    }),
  ),
  conditions: z.array(Text),
  isLogged: z.boolean(),
  remark: Text.nullable(),
})

const Counted = z.int().min(0)

const NeutralRules = z.strictObject({
  form: z.literal(FORM),
  dialect: z.enum(DIALECTS).nullable(),
  device: Text.nullable(),
  interfaces: z.array(z.strictObject({ name: Text, subnets: z.array(Range) })),
  policies: z.array(
    z.strictObject({
      name: Text,
      path: z.enum(['forward', 'input', 'output']),
      from: Text.nullable(),
      to: Text.nullable(),
      otherwise: z.enum(['accept', 'deny']),
      rules: z.array(NeutralRule),
    }),
  ),
  management: z.array(z.strictObject({ line: Counted, protocol: Text, source: z.array(Range), from: Text.nullable() })),
  unknown: z.array(z.strictObject({ line: Counted, text: Text })),
  unknownCount: Counted,
  asideCount: Counted,
})

/** A rule set of one policy that was made and not read; the place of a rule stands for its line. */
export function neutralRules(policy: FirewallPolicy, device: string | null): RuleSet {
  const rules = policy.rules.map((rule, at) => ({ ...rule, line: at + 1 }))
  return { dialect: null, device, interfaces: [], policies: [{ ...policy, rules }], management: [], ...newReading() }
}

/** The rule set as JSON; addresses as text. Faults are of the reading and are left out. */
export function writeNeutralRules(set: RuleSet): string {
  const { faults: _faults, faultCount: _count, interfaces, policies, management, ...rest } = set
  return `${JSON.stringify(
    {
      form: FORM,
      ...rest,
      interfaces: interfaces.map((one) => ({ ...one, subnets: one.subnets.map(rangeText) })),
      policies: policies.map((policy) => ({ ...policy, rules: policy.rules.map(toText) })),
      management: management.map((one) => ({ ...one, source: one.source.map(rangeText) })),
    },
    null,
    2,
  )}\n`
}

export function isNeutralRules(text: string): boolean {
  return /^\s*\{\s*"form"\s*:/.test(text)
}

export function readNeutralRules(text: string): Result<RuleSet, RulesRefusal> {
  const read = NeutralRules.safeParse(parsed(text))
  if (!read.success) {
    const [issue] = read.error.issues
    return refuse({
      code: 'firewall.not-neutral',
      found: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`.slice(0, 200),
    })
  }
  const { form: _form, interfaces, policies, management, ...rest } = read.data
  return accept({
    ...newReading(),
    ...rest,
    interfaces: interfaces.map((one) => ({ ...one, subnets: rangesOf(one.subnets) })),
    policies: policies.map((policy) => ({
      ...policy,
      rules: policy.rules.map((rule) => ({
        ...rule,
        source: rangesOf(rule.source),
        destination: rangesOf(rule.destination),
      })),
    })),
    management: management.map((one) => ({ ...one, source: rangesOf(one.source) })),
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function toText(rule: FirewallRule) {
  return { ...rule, source: rule.source.map(rangeText), destination: rule.destination.map(rangeText) }
}

function rangesOf(texts: readonly string[]): readonly IpRange[] {
  return mergeRanges(texts.flatMap((text) => parseRange(text) ?? []))
}
