// Rules as functions of an event: the literal engine, which asks every rule of a source, and what the indexed one asks of its candidates.
import type { Cell, EventView, FieldCells, FieldNames } from '../event/view.ts'
import type { Condition, FieldSearch, KeywordSearch, Position, ValueTest } from '../rule/rule.ts'
import { isAddressIn } from '../value/addresses.ts'
import { ANY, compilePattern, isAscii } from '../value/pattern.ts'
import { timePartOf } from '../value/time-part.ts'

export type Holds = (view: EventView) => boolean

/** What conditions are compiled with. */
export interface Compiling {
  readonly names: FieldNames
  /** Answers tests of texts from an index over all of them; null to look for each. */
  readonly marks: Marking | null
}

export interface Marking {
  /** A number for "one of these texts stands so in the field", met by the index as it reads the event. */
  numberOf(field: string, texts: readonly PlacedText[]): number
  isMet(mark: number): boolean
}

/** An ASCII text in lower case, and where in a field it is to stand. */
export interface PlacedText {
  readonly text: string
  readonly at: Position
}

/** A condition taken apart: marks that must all be met, and what must hold besides. */
interface Made {
  readonly marks: readonly number[]
  readonly holds: Holds | null
}

export function compileCondition(condition: Condition, compiling: Compiling): Holds {
  const { marks, holds } = make(condition, compiling)
  const isMet = (mark: number): boolean => compiling.marks!.isMet(mark)
  const [first] = marks
  if (first === undefined) return holds ?? (() => true)
  if (marks.length === 1) return holds === null ? () => isMet(first) : (view) => isMet(first) && holds(view)
  return (view) => {
    for (const mark of marks) if (!isMet(mark)) return false
    return holds === null || holds(view)
  }
}

function make(condition: Condition, compiling: Compiling): Made {
  switch (condition.kind) {
    case 'all': {
      const made = cheapestFirst(condition.of).map((each) => make(each, compiling))
      const of = made.flatMap(({ holds }) => holds ?? [])
      return { marks: [...new Set(made.flatMap(({ marks }) => marks))], holds: allOf(of) }
    }
    case 'some': {
      const of = cheapestFirst(condition.of).map((each) => compileCondition(each, compiling))
      return { marks: [], holds: someOf(of, condition.least) }
    }
    case 'not': {
      const holds = compileCondition(condition.of, compiling)
      return { marks: [], holds: (view) => !holds(view) }
    }
    case 'field': {
      const number = compiling.names.numberOf(condition.field)
      return makeTests(condition, compiling, condition.field, (view) => view.field(number))
    }
    case 'keywords':
      return makeTests(condition, compiling, null, (view) => view.leaves())
  }
}

function allOf(of: readonly Holds[]): Holds | null {
  if (of.length < 2) return of[0] ?? null
  return (view) => {
    for (const holds of of) if (!holds(view)) return false
    return true
  }
}

function makeTests(
  { all, tests }: FieldSearch | KeywordSearch,
  compiling: Compiling,
  field: string | null,
  cellsOf: (view: EventView) => FieldCells,
): Made {
  const { marks } = compiling
  const placed = tests.map((test) => (marks === null || field === null ? null : placedOf(test)))
  const texts = placed.filter((each) => each !== null)
  const rest = tests.filter((_, at) => placed[at] === null).map((test) => compileTest(test, compiling))
  if (all) {
    const holds = allOf(
      rest.map(
        (test): Holds =>
          (view) =>
            test(cellsOf(view), view),
      ),
    )
    return { marks: texts.map((text) => marks!.numberOf(field!, [text])), holds }
  }
  const mark = texts.length === 0 ? null : marks!.numberOf(field!, texts)
  if (mark !== null && rest.length === 0) return { marks: [mark], holds: null }
  return {
    marks: [],
    holds: (view) => {
      if (mark !== null && marks!.isMet(mark)) return true
      const cells = cellsOf(view)
      for (const test of rest) if (test(cells, view)) return true
      return false
    },
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

/** The text of a test that asks no more than where it stands, in whatever case, when it is ASCII. */
function placedOf(test: ValueTest): PlacedText | null {
  if (test.kind !== 'text' || test.pattern.isCased) return null
  const { pieces } = test.pattern
  const literals = pieces.filter((piece) => typeof piece === 'string')
  const [literal] = literals
  if (literal === undefined || literals.length > 1) return null
  const before = pieces[0] === ANY
  const after = pieces.at(-1) === ANY
  if (pieces.length !== 1 + Number(before) + Number(after)) return null
  const text = literal.toLowerCase()
  if (!isAscii(text)) return null
  return { text, at: before ? (after ? 'anywhere' : 'end') : after ? 'start' : 'whole' }
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
