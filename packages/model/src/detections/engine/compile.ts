// Rules as functions of an event: the literal engine, which asks every rule of a source, and what the indexed one asks of its candidates.
import type { Cell, EventView, FieldCells, FieldNames } from '../event/view.ts'
import type { Condition, FieldSearch, KeywordSearch, Position, ValueTest } from '../rule/rule.ts'
import { isAddressIn } from '../value/addresses.ts'
import { ANY, compilePattern, isAscii, type TextPattern } from '../value/pattern.ts'
import { timePartOf } from '../value/time-part.ts'

export type Holds = (view: EventView) => boolean

/** What conditions are compiled with. */
export interface Compiling {
  readonly names: FieldNames
  /** A test that a text in lower case stands in a field, or at its end, by an index over all such texts; null to look for it. */
  readonly isPart: (field: string, text: string, isEnd: boolean) => (() => boolean) | null
}

export function compileCondition(condition: Condition, compiling: Compiling): Holds {
  switch (condition.kind) {
    case 'all': {
      const of = cheapestFirst(condition.of).map((each) => compileCondition(each, compiling))
      return (view) => {
        for (const holds of of) if (!holds(view)) return false
        return true
      }
    }
    case 'some':
      return compileSome(
        cheapestFirst(condition.of).map((each) => compileCondition(each, compiling)),
        condition.least,
      )
    case 'not': {
      const holds = compileCondition(condition.of, compiling)
      return (view) => !holds(view)
    }
    case 'field': {
      const number = compiling.names.numberOf(condition.field)
      return compileTests(condition, compiling, condition.field, (view) => view.field(number))
    }
    case 'keywords':
      return compileTests(condition, compiling, null, (view) => view.leaves())
  }
}

function compileTests(
  { all, tests }: FieldSearch | KeywordSearch,
  compiling: Compiling,
  field: string | null,
  cellsOf: (view: EventView) => FieldCells,
): Holds {
  const of = tests.map((test) => compileTest(test, compiling, field))
  if (all)
    return (view) => {
      const cells = cellsOf(view)
      for (const test of of) if (!test(cells, view)) return false
      return true
    }
  return (view) => {
    const cells = cellsOf(view)
    for (const test of of) if (test(cells, view)) return true
    return false
  }
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

function compileSome(of: readonly Holds[], least: number): Holds {
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
function compileTest(test: ValueTest, compiling: Compiling, searched: string | null): FieldTest {
  switch (test.kind) {
    case 'null':
      return (field) => field.isNull
    case 'exists':
      return (field) => field.isPresent === test.wanted
    case 'either': {
      const of = test.of.map((each) => compileTest(each, compiling, searched))
      return (field, view) => of.some((each) => each(field, view))
    }
    case 'text': {
      const part = searched === null ? null : partOf(test.pattern)
      const isPart = part === null ? null : compiling.isPart(searched!, part.text, part.isEnd)
      if (isPart !== null) return isPart
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

/** The text, in lower case, when a pattern is no more than that it stands anywhere or at the end, and it is ASCII. */
function partOf({ pieces, isCased }: TextPattern): { readonly text: string; readonly isEnd: boolean } | null {
  const [before, piece, after] = pieces
  const isEnd = pieces.length === 2
  if (isCased || before !== ANY || typeof piece !== 'string' || !(isEnd || (pieces.length === 3 && after === ANY)))
    return null
  const text = piece.toLowerCase()
  return isAscii(text) ? { text, isEnd } : null
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
