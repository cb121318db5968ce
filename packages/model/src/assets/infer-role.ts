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
  /** It stands in another device's rack. */
  readonly isPart: boolean
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
  for (const { rule, judges } of JUDGED) {
    const evidence = evidenceFor(rule.when, judges, signals)
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

/** What was seen for each condition, or null when one of them does not hold; the first that does not ends it. */
function evidenceFor(when: Asked, judges: readonly Judge[], signals: RoleSignals): readonly string[] | null {
  const seen: string[] = []
  for (const judge of judges) {
    const text = judge(when, signals)
    if (text === null) return null
    seen.push(text)
  }
  return seen
}

/** A rule's conditions, of which a judge reads those that it is called for. */
type Asked = Required<Omit<RoleCondition, 'controllersAtMost'>> & Pick<RoleCondition, 'controllersAtMost'>
/** What was seen; null when the condition does not hold. */
type Judge = (when: Asked, signals: RoleSignals) => string | null

const JUDGES: Readonly<Record<Exclude<keyof RoleCondition, 'controllersAtMost'>, Judge>> = {
  isShared: (_, { isShared }) => (isShared ? 'address of a redundancy group' : null),
  isPart: (_, { isPart }) => (isPart ? 'module of a rack' : null),
  serves: ({ serves }, signals) => anyOf('serves', serves, signals.serves),
  calls: ({ calls }, signals) => anyOf('calls', calls, signals.calls),
  publishes: ({ publishes }, signals) => anyOf('publishes', publishes, signals.publishes),
  usesKinds: ({ usesKinds }, { controlKinds }) => anyOf('uses', usesKinds, controlKinds),
  neverCalls: ({ neverCalls }, { calls }) => (noneOf(neverCalls, calls) ? 'never calls' : null),
  neverUsesKinds: ({ neverUsesKinds }, { controlKinds }) =>
    noneOf(neverUsesKinds, controlKinds) ? 'only reads' : null,
  controllersAtLeast: ({ controllersAtLeast, controllersAtMost = Number.MAX_SAFE_INTEGER }, { controllers }) => {
    const fits = controllers >= controllersAtLeast && controllers <= controllersAtMost
    return fits ? `client of ${controllers} controller${controllers === 1 ? '' : 's'}` : null
  },
  maker: ({ maker }, { makers }) => matching('maker', maker, makers),
  says: ({ says }, { texts }) => matching('says', says, texts),
  named: ({ named }, { names }) => matching('named', named, names),
  forwardsAtLeast: ({ forwardsAtLeast }, { forwardedIps }) =>
    forwardedIps >= forwardsAtLeast ? `sends packets of ${forwardedIps} other addresses` : null,
}

/** Each rule with the judges of what it asks, in the order in which they speak. */
const JUDGED = ROLE_RULES.map((rule) => ({
  rule: rule as RoleRule & { readonly when: Asked },
  judges: Object.entries(JUDGES).flatMap(([name, judge]) => (name in rule.when ? judge : [])),
}))

function anyOf(verb: string, wanted: readonly string[], had: ReadonlySet<string>): string | null {
  if (had.size === 0) return null
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
