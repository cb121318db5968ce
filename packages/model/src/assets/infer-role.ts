// Applies the role table to what is known of one device.
import type { FunctionKind } from '@penstock/model/observations'
import { LEVEL_OF_ROLE, ROLE_RULES, type RoleCondition, type RoleRule } from './role-rules.ts'

/** What the table asks about one device; families as `familyOf` spells them, texts in lower case. */
export interface RoleSignals {
  readonly serves: ReadonlySet<string>
  readonly calls: ReadonlySet<string>
  readonly publishes: ReadonlySet<string>
  readonly controllers: number
  readonly controlKinds: ReadonlySet<FunctionKind>
  readonly makers: readonly string[]
  /** Models, order numbers and descriptions. */
  readonly texts: readonly string[]
  readonly names: readonly string[]
  readonly forwardedIps: number
  readonly isShared: boolean
}

export interface InferredRole {
  readonly role: string
  readonly purdueLevel: number | null
  readonly rule: string
  /** What the rule saw, such as `serves s7comm; says "x208"`. */
  readonly reason: string
}

/** The first rule that fits, or null: then nobody knows what the device is for. */
export function inferRole(signals: RoleSignals): InferredRole | null {
  for (const rule of ROLE_RULES) {
    const evidence = evidenceFor(rule.when, signals)
    if (evidence !== null) return inferred(rule, evidence)
  }
  return null
}

/** The level that goes with a role's word, or null when the role does not tell. */
export function levelOfRole(role: string): number | null {
  return LEVEL_OF_ROLE[role] ?? null
}

function inferred(rule: RoleRule, evidence: readonly string[]): InferredRole {
  return { role: rule.role, purdueLevel: rule.purdueLevel, rule: rule.id, reason: evidence.join('; ') }
}

/** What was seen for each condition, or null when one of them does not hold. */
function evidenceFor(when: RoleCondition, signals: RoleSignals): readonly string[] | null {
  const seen: (string | null)[] = []
  if (when.isShared !== undefined) seen.push(signals.isShared ? 'address of a redundancy group' : null)
  if (when.serves !== undefined) seen.push(anyOf('serves', when.serves, signals.serves))
  if (when.calls !== undefined) seen.push(anyOf('calls', when.calls, signals.calls))
  if (when.publishes !== undefined) seen.push(anyOf('publishes', when.publishes, signals.publishes))
  if (when.usesKinds !== undefined) seen.push(anyOf('uses', when.usesKinds, signals.controlKinds))
  if (when.neverCalls !== undefined) seen.push(noneOf(when.neverCalls, signals.calls) ? 'never calls' : null)
  if (when.neverUsesKinds !== undefined) {
    seen.push(noneOf(when.neverUsesKinds, signals.controlKinds) ? 'only reads' : null)
  }
  if (when.controllersAtLeast !== undefined) {
    const { controllers } = signals
    const fits =
      controllers >= when.controllersAtLeast && controllers <= (when.controllersAtMost ?? Number.MAX_SAFE_INTEGER)
    seen.push(fits ? `client of ${controllers} controller${controllers === 1 ? '' : 's'}` : null)
  }
  if (when.maker !== undefined) seen.push(matching('maker', when.maker, signals.makers))
  if (when.says !== undefined) seen.push(matching('says', when.says, signals.texts))
  if (when.named !== undefined) seen.push(matching('named', when.named, signals.names))
  if (when.forwardsAtLeast !== undefined) {
    const fits = signals.forwardedIps >= when.forwardsAtLeast
    seen.push(fits ? `sends packets of ${signals.forwardedIps} other addresses` : null)
  }
  const found = seen.filter((text) => text !== null)
  return found.length === seen.length ? found : null
}

function anyOf(verb: string, wanted: readonly string[], had: ReadonlySet<string>): string | null {
  const found = wanted.filter((item) => had.has(item))
  return found.length === 0 ? null : `${verb} ${found.join(', ')}`
}

function noneOf<Item>(unwanted: readonly Item[], had: ReadonlySet<Item>): boolean {
  return !unwanted.some((item) => had.has(item))
}

function matching(verb: string, pattern: RegExp, texts: readonly string[]): string | null {
  const found = texts.find((text) => pattern.test(text))
  return found === undefined ? null : `${verb} "${found.slice(0, 80)}"`
}
