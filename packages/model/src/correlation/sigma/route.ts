// Where a match goes: for each rule that takes it in, its place among the rule's references and the fields that name its group and value.
import { fieldOf, groupText, joinTexts, numberOf } from './fields.ts'
import type { MeasuredValue } from './measure.ts'
import type { CorrelationRule } from './rule.ts'

export interface Route {
  /** Place of the rule in the order of rules. */
  readonly rank: number
  readonly position: number
  readonly groupFields: readonly string[]
  readonly valueField: string | null
  readonly isText: boolean
}

/** What takes in the matches of one rule. */
export interface Intake {
  readonly routes: readonly Route[]
  /** Ids of its events that wait. One event may satisfy several rules; only the same rule again is a redelivery. */
  readonly waiting: Set<string>
}

/** By the id of what matched. Routes that group by the same fields share their list, by which a key is found once. */
export function intakesOf(rules: readonly CorrelationRule[]): ReadonlyMap<string, Intake> {
  const intakes = new Map<string, { readonly routes: Route[]; readonly waiting: Set<string> }>()
  const lists = new Map<string, readonly string[]>()
  const shared = (fields: readonly string[]): readonly string[] => {
    const name = JSON.stringify(fields)
    if (!lists.has(name)) lists.set(name, fields)
    return lists.get(name)!
  }
  for (const [rank, rule] of rules.entries()) {
    for (const [position, id] of rule.rules.entries()) {
      const own = (name: string): string => rule.aliases[name]?.[id] ?? name
      const route: Route = {
        rank,
        position,
        groupFields: shared(rule.groupBy.map(own)),
        valueField: rule.field === null ? null : own(rule.field),
        isText: rule.type === 'value_count',
      }
      const intake = intakes.get(id)
      if (intake === undefined) intakes.set(id, { routes: [route], waiting: new Set() })
      else intake.routes.push(route)
    }
  }
  return intakes
}

/** Key of the group, or null when a field is missing: then the event is in no group. */
export function groupKeyOf(names: readonly string[], fields: Readonly<Record<string, unknown>>): string | null {
  if (names.length === 1) return groupText(fieldOf(fields, names[0]!))
  const texts: string[] = []
  for (const name of names) {
    const text = groupText(fieldOf(fields, name))
    if (text === null) return null
    texts.push(text)
  }
  return joinTexts(texts)
}

/** The value, or undefined when the event has none that the rule can use. */
export function measuredValueOf(route: Route, fields: Readonly<Record<string, unknown>>): MeasuredValue | undefined {
  if (route.valueField === null) return null
  const said = fieldOf(fields, route.valueField)
  return (route.isText ? groupText(said) : numberOf(said)) ?? undefined
}
