// Rules as functions of an event: the literal engine, which asks every rule of a source, and what the indexed one asks of its candidates.
import type { Cell, EventView, FieldCells, FieldNames } from '../event/view.ts'
import type { Condition, FieldSearch, KeywordSearch, Position, ValueTest } from '../rule/rule.ts'
import { isAddressIn } from '../value/addresses.ts'
import { compilePattern } from '../value/pattern.ts'
import { timePartOf } from '../value/time-part.ts'
import type { Mark, PlacedText } from './marks.ts'
import { placedOf } from './placed-texts.ts'

export type Holds = (view: EventView) => boolean

/** What conditions are compiled with. */
export interface Compiling {
  readonly names: FieldNames
  /** Answers tests of texts from an index over all of them; null to look for each. */
  readonly marks: Marking | null
}

export interface Marking {
  /** The mark for "one of these texts stands so in the field". */
  markOf(field: string, texts: readonly PlacedText[]): Mark
}

/** A condition taken apart: marks that must all be met, and what must hold besides. */
export interface Parts {
  readonly marks: readonly Mark[]
  readonly holds: Holds | null
}

export function compileCondition(condition: Condition, compiling: Compiling): Holds {
  return holdsOf(compileParts(condition, compiling))
}

function holdsOf({ marks, holds }: Parts): Holds {
  const [first, ...more] = marks
  if (first === undefined) return holds ?? (() => true)
  if (more.length === 0) return holds === null ? () => first.isMet() : (view) => first.isMet() && holds(view)
  return (view) => {
    for (const mark of marks) if (!mark.isMet()) return false
    return holds === null || holds(view)
  }
}

export function compileParts(condition: Condition, compiling: Compiling): Parts {
  switch (condition.kind) {
    case 'all': {
      const made = cheapestFirst(condition.of).map((each) => compileParts(each, compiling))
      const of = made.flatMap(({ holds }) => holds ?? [])
      return { marks: [...new Set(made.flatMap(({ marks }) => marks))], holds: allOf(of) }
    }
    case 'some': {
      if (condition.least > 1)
        return {
          marks: [],
          holds: someOf(
            condition.of.map((each) => compileCondition(each, compiling)),
            condition.least,
          ),
        }
      return anyOf(cheapestFirst(withoutSameField(condition.of)).map((each) => compileParts(each, compiling)))
    }
    case 'not': {
      const holds = compileCondition(condition.of, compiling)
      return { marks: [], holds: (view) => !holds(view) }
    }
    case 'field': {
      const number = compiling.names.numberOf(condition.field)
      return compiling.marks === null
        ? { marks: [], holds: compileTests(condition, compiling, (view) => view.field(number)) }
        : markTests(condition, compiling, compiling.marks)
    }
    case 'keywords':
      return { marks: [], holds: compileTests(condition, compiling, (view) => view.leaves()) }
  }
}

function allOf(of: readonly Holds[]): Holds | null {
  if (of.length < 2) return of[0] ?? null
  return (view) => {
    for (const holds of of) if (!holds(view)) return false
    return true
  }
}

/** Tests as they are asked without an index. */
function compileTests(
  { all, tests }: FieldSearch | KeywordSearch,
  compiling: Compiling,
  cellsOf: (view: EventView) => FieldCells,
): Holds {
  const each = tests.map((test) => compileTest(test, compiling))
  if (all)
    return (view) => {
      const cells = cellsOf(view)
      for (const test of each) if (!test(cells, view)) return false
      return true
    }
  return (view) => {
    const cells = cellsOf(view)
    for (const test of each) if (test(cells, view)) return true
    return false
  }
}

/** Tests that marks answer, or that need not be asked when a mark is not met. */
function markTests({ field, all, tests }: FieldSearch, compiling: Compiling, marking: Marking): Parts {
  const number = compiling.names.numberOf(field)
  const placed = tests.map((test) => ({ test, ...(placedOf(test) ?? { texts: null, isAll: false }) }))
  const slow = placed
    .filter(({ isAll }) => !isAll)
    .map(({ test, texts }) => {
      const passes = compileTest(test, compiling)
      return { texts, holds: (view: EventView) => passes(view.field(number), view) }
    })
  if (all) {
    const marks = placed.flatMap(({ texts }) => (texts === null ? [] : marking.markOf(field, texts)))
    return { marks, holds: allOf(slow.map(({ holds }) => holds)) }
  }
  // No text of a test that has none to offer is needed.
  const texts = placed.some((each) => each.texts === null) ? null : placed.flatMap((each) => each.texts ?? [])
  const marks = texts === null ? [] : [marking.markOf(field, texts)]
  if (slow.length === 0 || (placed.length === 1 && texts !== null)) return { marks, holds: slow[0]?.holds ?? null }
  const exact = placed.flatMap((each) => (each.isAll ? (each.texts ?? []) : []))
  const ways = slow.map((each): Holds => {
    const guard = each.texts === null ? null : marking.markOf(field, each.texts)
    return guard === null ? each.holds : (view) => guard.isMet() && each.holds(view)
  })
  if (exact.length > 0) {
    const mark = marking.markOf(field, exact)
    ways.unshift(() => mark.isMet())
  }
  return { marks, holds: someOf(ways, 1) }
}

function cheapestFirst(of: readonly Condition[]): readonly Condition[] {
  return of.toSorted((a, b) => costOf(a) - costOf(b))
}

/** About how many looks at a text it takes to answer. */
function costOf(condition: Condition): number {
  switch (condition.kind) {
    case 'field':
      return condition.tests.reduce((sum, test) => sum + (test.kind === 'expression' ? 20 : 1), 0)
    case 'keywords':
      return 50 * condition.tests.length
    case 'not':
      return costOf(condition.of)
    case 'all':
    case 'some':
      return condition.of.reduce((sum, each) => sum + costOf(each), 0)
  }
}

/** Any of them: those that are one mark are looked at without a call each. */
function anyOf(of: readonly Parts[]): Parts {
  if (of.length === 1) return of[0]!
  const marks = of.flatMap((each) => (each.holds === null && each.marks.length === 1 ? each.marks : []))
  const others = of.filter((each) => each.holds !== null || each.marks.length !== 1).map(holdsOf)
  return {
    marks: [],
    holds: (view) => {
      for (const mark of marks) if (mark.isMet()) return true
      for (const holds of others) if (holds(view)) return true
      return false
    },
  }
}

/** Searches of one field of which any suffices are one search. */
function withoutSameField(of: readonly Condition[]): readonly Condition[] {
  const byField = new Map<string, FieldSearch>()
  const others: Condition[] = []
  for (const each of of) {
    if (each.kind !== 'field' || (each.all && each.tests.length > 1)) {
      others.push(each)
      continue
    }
    const tests = [...(byField.get(each.field)?.tests ?? []), ...each.tests]
    byField.set(each.field, { kind: 'field', field: each.field, all: false, tests })
  }
  return [...byField.values(), ...others]
}

function someOf(of: readonly Holds[], least: number): Holds {
  if (least === 1)
    return (view) => {
      for (const holds of of) if (holds(view)) return true
      return false
    }
  return (view) => {
    let met = 0
    for (const holds of of) if (holds(view)) met += 1
    return met >= least
  }
}

type FieldTest = (field: FieldCells, view: EventView) => boolean

/** A field of several values passes when one of them does. */
function compileTest(test: ValueTest, compiling: Compiling): FieldTest {
  switch (test.kind) {
    case 'null':
      return (field) => field.isNull
    case 'exists':
      return (field) => field.isPresent === test.wanted
    case 'either': {
      const of = test.of.map((each) => compileTest(each, compiling))
      return (field, view) => of.some((each) => each(field, view))
    }
    case 'text': {
      const isLike = compilePattern(test.pattern)
      return test.pattern.isCased
        ? (field) => hasCell(field, (cell) => isLike(cell.text))
        : (field) => {
            for (const cell of field.cells) if (isLike(cell.lower)) return true
            return false
          }
    }
    case 'expression':
      return (field) => hasCell(field, (cell) => test.expression.isIn(cell.text))
    case 'addresses':
      return (field) => hasCell(field, (cell) => isAddressIn(test.addresses, cell.text))
    case 'compare':
      return (field) =>
        hasCell(field, ({ text }) => {
          const number = test.part === null ? numberOf(text) : timePartOf(text, test.part)
          return number !== null && compares(number, test.by, test.value)
        })
    case 'field': {
      const other = compiling.names.numberOf(test.field)
      const textOf = (cell: Cell) => (test.isCased ? cell.text : cell.lower)
      return (field, view) =>
        hasCell(field, (cell) => hasCell(view.field(other), (one) => isAt(textOf(cell), textOf(one), test.at)))
    }
  }
}

function hasCell(field: FieldCells, passes: (cell: Cell) => boolean): boolean {
  for (const cell of field.cells) if (passes(cell)) return true
  return false
}

function numberOf(text: string): number | null {
  const number = text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(number) ? number : null
}

function compares(number: number, by: 'eq' | 'lt' | 'lte' | 'gt' | 'gte', value: number): boolean {
  switch (by) {
    case 'eq':
      return number === value
    case 'lt':
      return number < value
    case 'lte':
      return number <= value
    case 'gt':
      return number > value
    case 'gte':
      return number >= value
  }
}

function isAt(text: string, part: string, at: Position): boolean {
  switch (at) {
    case 'whole':
      return text === part
    case 'anywhere':
      return text.includes(part)
    case 'start':
      return text.startsWith(part)
    case 'end':
      return text.endsWith(part)
  }
}
