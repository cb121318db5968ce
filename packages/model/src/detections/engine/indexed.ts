// The indexed engine asks only rules of which a witness stands in the event: per kind of event and field one automaton over parts and one
// table of whole values. It scales with the length of the texts, not with the number of rules. Matches are those of the literal engine.
import { Cell, EventView, FieldNames } from '../event/view.ts'
import type { SigmaRule } from '../rule/rule.ts'
import { Automaton } from './automaton.ts'
import { compileCondition, type Holds } from './compile.ts'
import { type DetectionEngine, Plans } from './engine.ts'
import { SkipFilter } from './skip-filter.ts'
import { rarest, type Witness, type Witnesses, witnessesOf } from './witness.ts'

/** Rules that run on one kind of event. */
interface Plan {
  readonly fields: readonly FieldIndex[]
  readonly anywhere: FieldIndex | null
  /** Rules without a witness. */
  readonly always: readonly number[]
}

interface FieldIndex {
  readonly field: number
  readonly parts: Automaton<Part>
  /** Says fast that no part is there; null when it would not be fast, or a foreign character is asked. */
  readonly filter: SkipFilter | null
  readonly wholes: ReadonlyMap<string, readonly number[]>
  /** Length of the longest of them, -1 for none: longer texts need not be looked up. */
  readonly longestWhole: number
  /** Asked when a value has characters beyond ASCII. */
  readonly foreign: readonly number[]
}

/** What a text stands for: tests that rules share (their numbers, -1 for none), and the rules that are asked when it is there. */
interface Part {
  /** That it stands anywhere in the field. */
  test: number
  /** That the field ends with it. */
  endTest: number
  readonly rules: number[]
}

export function indexedEngine(rules: readonly SigmaRule[]): DetectionEngine {
  const names = new FieldNames()
  const view = new EventView(names)
  const parts = new PartTests()
  const compiled = rules.map(({ condition }) => {
    const asked: AskedPart[] = []
    const isPart = (field: string, text: string, isEnd: boolean) => {
      const test = parts.numberOf(field, text, isEnd)
      asked.push({ field, text, isEnd, test })
      return () => parts.isMet(test)
    }
    return { holds: compileCondition(condition, { names, isPart }), asked, witnesses: witnessesOf(condition) }
  })
  const seen = new Turns(rules.length)
  let candidates: number[] = []
  const ask = (numbers: readonly number[]) => {
    for (const number of numbers) if (seen.add(number)) candidates.push(number)
  }
  const note = ({ test, rules: numbers }: Part) => {
    if (test >= 0) parts.meet(test)
    if (numbers.length > 0) ask(numbers)
  }
  const noteEnd = ({ endTest }: Part) => {
    if (endTest >= 0) parts.meet(endTest)
  }
  const look = (index: FieldIndex, cell: Cell) => {
    if (index.filter === null || index.filter.mayBeIn(cell.text)) scan(index, cell)
    // No text is shorter in lower case.
    if (cell.text.length > index.longestWhole) return
    const whole = index.wholes.get(cell.lower)
    if (whole !== undefined) ask(whole)
  }
  const scan = (index: FieldIndex, cell: Cell) => {
    let state = index.parts.scan(cell.text, note, true)
    if (state < 0) {
      // Beyond ASCII a text may be another one in lower case.
      state = index.parts.scan(cell.lower, note, false)
      ask(index.foreign)
    }
    index.parts.endings(state, noteEnd)
  }
  const plans = new Plans(rules, (numbers) => planOf(numbers, compiled, names))
  return {
    match: (event) => {
      parts.turn()
      seen.turn()
      candidates = []
      view.load(event)
      const plan = plans.of(event.logSources)
      for (const index of plan.fields) for (const cell of view.field(index.field).cells) look(index, cell)
      if (plan.anywhere !== null) for (const text of view.leafTexts()) look(plan.anywhere, new Cell(text))
      ask(plan.always)
      const met = candidates.filter((number) => compiled[number]!.holds(view))
      return met.sort((a, b) => a - b).map((number) => rules[number]!)
    },
  }
}

interface AskedPart {
  readonly field: string
  readonly text: string
  readonly isEnd: boolean
  readonly test: number
}

interface CompiledRule {
  readonly holds: Holds
  readonly asked: readonly AskedPart[]
  readonly witnesses: readonly Witnesses[]
}

/** A set of small numbers that is emptied for each event in one step. */
class Turns {
  #turns: Int32Array
  #turn = 1

  constructor(size: number) {
    this.#turns = new Int32Array(size)
  }

  turn(): void {
    this.#turn += 1
    if (this.#turn < 0x7fff_ffff) return
    this.#turns.fill(0)
    this.#turn = 1
  }

  has(number: number): boolean {
    return this.#turns[number] === this.#turn
  }

  /** False when it was there. */
  add(number: number): boolean {
    if (this.#turns[number] === this.#turn) return false
    if (number >= this.#turns.length) this.#grow(number)
    this.#turns[number] = this.#turn
    return true
  }

  #grow(number: number): void {
    const grown = new Int32Array(2 * number + 1)
    grown.set(this.#turns)
    this.#turns = grown
  }
}

/** Tests that a text stands in a field or at its end, one for all rules that ask it, answered by the automata. */
class PartTests {
  readonly #anywhere = new Map<string, Map<string, number>>()
  readonly #atEnd = new Map<string, Map<string, number>>()
  #count = 0
  readonly #met = new Turns(1024)

  numberOf(field: string, text: string, isEnd: boolean): number {
    const numbers = isEnd ? this.#atEnd : this.#anywhere
    const ofField = numbers.get(field) ?? new Map<string, number>()
    numbers.set(field, ofField)
    const number = ofField.get(text) ?? this.#count
    if (number === this.#count) {
      ofField.set(text, number)
      this.#count += 1
    }
    return number
  }

  turn(): void {
    this.#met.turn()
  }

  meet(test: number): void {
    this.#met.add(test)
  }

  isMet(test: number): boolean {
    return this.#met.has(test)
  }
}

function planOf(numbers: readonly number[], compiled: readonly CompiledRule[], names: FieldNames): Plan {
  const sharers = new Map<string, number>()
  for (const number of numbers)
    for (const set of compiled[number]!.witnesses)
      for (const witness of set) {
        const key = keyOf(witness)
        sharers.set(key, (sharers.get(key) ?? 0) + 1)
      }
  const always: number[] = []
  const byField = new Map<string | null, Texts>()
  const textsOf = (field: string | null): Texts => {
    const known = byField.get(field)
    if (known !== undefined) return known
    const made: Texts = { parts: new Map(), wholes: new Map(), foreign: [] }
    byField.set(field, made)
    return made
  }
  for (const number of numbers) {
    const { asked, witnesses } = compiled[number]!
    for (const { field, text, isEnd, test } of asked) {
      const part = partOf(textsOf(field), text)
      if (isEnd) part.endTest = test
      else part.test = test
    }
    const chosen = rarest(witnesses, (witness) => sharers.get(keyOf(witness)) ?? 1)
    if (chosen === null) always.push(number)
    for (const { field, kind, text } of chosen ?? []) rulesOf(textsOf(field), kind, text).push(number)
  }
  const indexOf = (field: string | null, { parts, wholes, foreign }: Texts): FieldIndex => ({
    field: field === null ? -1 : names.numberOf(field),
    parts: new Automaton(parts),
    filter: foreign.length > 0 ? null : SkipFilter.of([...parts.keys()]),
    wholes,
    longestWhole: [...wholes.keys()].reduce((longest, text) => Math.max(longest, text.length), -1),
    foreign,
  })
  const anywhere = byField.get(null)
  return {
    fields: [...byField].filter(([field]) => field !== null).map(([field, texts]) => indexOf(field, texts)),
    anywhere: anywhere === undefined ? null : indexOf(null, anywhere),
    always,
  }
}

/** Texts of one field, each with the rules that are asked when it is there. */
interface Texts {
  readonly parts: Map<string, Part>
  readonly wholes: Map<string, number[]>
  readonly foreign: number[]
}

function rulesOf({ parts, wholes, foreign }: Texts, kind: Witness['kind'], text: string): number[] {
  if (kind === 'foreign') return foreign
  if (kind === 'whole') {
    const known = wholes.get(text) ?? []
    wholes.set(text, known)
    return known
  }
  return partOf({ parts }, text).rules
}

function partOf({ parts }: Pick<Texts, 'parts'>, text: string): Part {
  const known = parts.get(text) ?? { test: -1, endTest: -1, rules: [] }
  parts.set(text, known)
  return known
}

function keyOf({ field, kind, text }: Witness): string {
  return `${field ?? ''}\n${kind}${text}`
}
