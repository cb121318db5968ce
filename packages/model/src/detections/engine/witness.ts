// Witnesses of a rule: texts of which one must stand in an event for the rule to hold. Only rules with a witness in the event are asked.
// A rule that can hold without any has none, and is asked of every event of its sources.
import type { Condition, ValueTest } from '../rule/rule.ts'
import { isAscii, type TextPattern } from '../value/pattern.ts'

export interface Witness {
  /** Null: anywhere in the event. */
  readonly field: string | null
  /** `whole`: the value is the text. `part`: the text, all ASCII, stands in it. `foreign`: some character beyond ASCII does. */
  readonly kind: 'whole' | 'part' | 'foreign'
  /** In lower case; empty for `foreign`. */
  readonly text: string
}

/** Any of them suffices for the rule to be asked. */
export type Witnesses = readonly Witness[]

/** Sets of witnesses of which each by itself would do, for the index to choose from; empty when there is none. */
export function witnessesOf(condition: Condition): readonly Witnesses[] {
  switch (condition.kind) {
    case 'all':
      return condition.of.flatMap(witnessesOf)
    case 'some':
      return unionOfBest(condition.of.map(witnessesOf))
    case 'not':
      return []
    case 'field':
      return ofTests(condition.field, condition.all, condition.tests)
    case 'keywords':
      return ofTests(null, condition.all, condition.tests)
  }
}

/** The set that is met least often, by what is known of them. `sharers` tells how many rules ask for the same text. */
export function rarest(sets: readonly Witnesses[], sharers: (witness: Witness) => number = () => 1): Witnesses | null {
  let best: Witnesses | null = null
  let least = Number.POSITIVE_INFINITY
  for (const set of sets) {
    let cost = 0
    for (const witness of set) cost += commonness(witness) * Math.sqrt(sharers(witness))
    if (cost < least) {
      least = cost
      best = set
    }
  }
  return best
}

/** About how often a part of a length stands in a command line or a path, by length from 0. Only the order matters. */
const PART_COMMONNESS = [1, 1, 0.8, 0.4, 0.15, 0.06, 0.04, 0.03, 0.02, 0.015, 0.012, 0.01, 0.008, 0.007, 0.006, 0.005]

/** What many rules ask for (`\\cmd.exe`) is common in events as well, so a text costs more with each rule that shares it. */
function commonness({ field, kind, text }: Witness): number {
  if (kind === 'foreign') return 0.02
  const byLength = PART_COMMONNESS[Math.min(text.length, PART_COMMONNESS.length - 1)]!
  // Looking through a whole event costs more than through a field.
  const cost = kind === 'whole' ? byLength / 3 : byLength
  return field === null ? cost * 10 : cost
}

function ofTests(field: string | null, all: boolean, tests: readonly ValueTest[]): readonly Witnesses[] {
  const each = tests.map((test) => ofTest(field, test))
  return all ? each.flat() : unionOfBest(each)
}

function unionOfBest(each: readonly (readonly Witnesses[])[]): readonly Witnesses[] {
  const best = each.map((sets) => rarest(sets))
  return best.includes(null) ? [] : [withoutLonger(best.flatMap((set) => set ?? []))]
}

function ofTest(field: string | null, test: ValueTest): readonly Witnesses[] {
  switch (test.kind) {
    case 'text': {
      const witness = ofPattern(field, test.pattern)
      return witness === null ? [] : [[witness]]
    }
    case 'expression':
      return test.expression.required === null
        ? []
        : [test.expression.required.map((text) => ({ field, kind: 'part', text }))]
    case 'either':
      return unionOfBest(test.of.map((each) => ofTest(field, each)))
    case 'addresses':
    case 'compare':
    case 'exists':
    case 'field':
    case 'null':
      return []
  }
}

function ofPattern(field: string | null, { pieces }: TextPattern): Witness | null {
  const [only = ''] = pieces
  if (pieces.length < 2 && typeof only === 'string') return { field, kind: 'whole', text: only.toLowerCase() }
  let text = ''
  for (const piece of pieces) {
    if (typeof piece !== 'string') continue
    const lower = piece.toLowerCase()
    if (!isAscii(lower)) return { field, kind: 'foreign', text: '' }
    if (lower.length > text.length) text = lower
  }
  return text === '' ? null : { field, kind: 'part', text }
}

/** A text that holds a part of the same field says no more than that part. */
function withoutLonger(set: Witnesses): Witnesses {
  if (set.length > MOST_COMPARED) return set
  return set.filter((one, at) => !set.some((other, otherAt) => otherAt !== at && saysAll(other, one, otherAt < at)))
}

/** Sets longer than this are taken as they are: comparing each with each would take too long. */
const MOST_COMPARED = 200

function saysAll(other: Witness, one: Witness, isFirst: boolean): boolean {
  if (other.field !== one.field || other.kind === 'whole') return false
  if (other.kind === 'foreign') return one.kind === 'foreign' && isFirst
  return (
    one.kind !== 'foreign' &&
    one.text.includes(other.text) &&
    (one.text !== other.text || one.kind === 'whole' || isFirst)
  )
}
