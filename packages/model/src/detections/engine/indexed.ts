// The indexed engine asks only rules of which a witness stands in the event: per kind of event and field one index of parts and one
// table of whole values. It scales with the length of the texts, not with the number of rules. Matches are those of the literal engine.
import { Cell, EventView, FieldNames } from '../event/view.ts'
import type { Position, SigmaRule } from '../rule/rule.ts'
import { compileCondition, type Holds, type Marking, type PlacedText } from './compile.ts'
import { type DetectionEngine, Plans } from './engine.ts'
import { SkipFilter } from './skip-filter.ts'
import { type Listener, TextIndex } from './text-index.ts'
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
  readonly parts: TextIndex
  /** Says fast that no part is there; null when it would not be fast, or a foreign character is asked. */
  readonly filter: SkipFilter | null
  readonly wholes: ReadonlyMap<string, Whole>
  /** Length of the longest of them, -1 for none: longer texts need not be looked up. */
  readonly longestWhole: number
  /** Asked when a value has characters beyond ASCII. */
  readonly foreign: readonly number[]
}

/** What a text of a field stands for: marks that rules share, by where it is to stand, and the rules that are asked when it is there. */
interface Part {
  readonly anywhere: number[]
  readonly atStart: number[]
  readonly atEnd: number[]
  readonly asked: number[]
}

/** The same for a text that is the whole value. */
interface Whole {
  readonly marks: number[]
  readonly asked: number[]
}

export function indexedEngine(rules: readonly SigmaRule[]): DetectionEngine {
  const names = new FieldNames()
  const view = new EventView(names)
  const marks = new Marks()
  const compiled = rules.map(({ condition }) => {
    const asked: AskedText[] = []
    const marking: Marking = {
      numberOf: (field, texts) => {
        const mark = marks.numberOf(field, texts)
        for (const { text, at } of texts) asked.push({ field, text, at, mark })
        return mark
      },
      isMet: (mark) => marks.isMet(mark),
    }
    return { holds: compileCondition(condition, { names, marks: marking }), asked, witnesses: witnessesOf(condition) }
  })
  const seen = new Turns(rules.length)
  let candidates: number[] = []
  const ask = (numbers: readonly number[]) => {
    for (const number of numbers) if (seen.add(number)) candidates.push(number)
  }
  const listener: Listener = {
    meet: (numbers, from, to) => {
      for (let at = from; at < to; at += 1) marks.meet(numbers[at]!)
    },
    ask: (numbers, from, to) => {
      for (let at = from; at < to; at += 1) if (seen.add(numbers[at]!)) candidates.push(numbers[at]!)
    },
  }
  const look = (index: FieldIndex, cell: Cell) => {
    if (index.filter === null || index.filter.mayBeIn(cell.text)) {
      const isForeign = index.parts.scan(cell.lower, listener)
      if (isForeign) ask(index.foreign)
    }
    // No text is shorter in lower case.
    if (cell.text.length > index.longestWhole) return
    const whole = index.wholes.get(cell.lower)
    if (whole === undefined) return
    for (const mark of whole.marks) marks.meet(mark)
    ask(whole.asked)
  }
  const plans = new Plans(rules, (numbers) => planOf(numbers, compiled, names))
  return {
    match: (event) => {
      marks.turn()
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

interface AskedText extends PlacedText {
  readonly field: string
  readonly mark: number
}

interface CompiledRule {
  readonly holds: Holds
  readonly asked: readonly AskedText[]
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

/** Sets of texts of a field, one for all rules that ask the same, answered by the indexes of the fields. */
class Marks {
  readonly #numbers = new Map<string, number>()
  readonly #met = new Turns(1024)

  numberOf(field: string, texts: readonly PlacedText[]): number {
    const key = JSON.stringify([field, ...texts.map(({ text, at }) => `${at} ${text}`).sort()])
    const number = this.#numbers.get(key) ?? this.#numbers.size
    this.#numbers.set(key, number)
    return number
  }

  turn(): void {
    this.#met.turn()
  }

  meet(number: number): void {
    this.#met.add(number)
  }

  isMet(number: number): boolean {
    return this.#met.has(number)
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
    for (const { field, text, at, mark } of asked) addNew(marksOf(textsOf(field), text, at), mark)
    const chosen = rarest(witnesses, (witness) => sharers.get(keyOf(witness)) ?? 1)
    if (chosen === null) always.push(number)
    for (const { field, kind, text } of chosen ?? []) addNew(rulesOf(textsOf(field), kind, text), number)
  }
  const indexOf = (field: string | null, { parts, wholes, foreign }: Texts): FieldIndex => ({
    field: field === null ? -1 : names.numberOf(field),
    parts: new TextIndex(parts),
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

/** Texts of one field, each with what it stands for. */
interface Texts {
  readonly parts: Map<string, Part>
  readonly wholes: Map<string, Whole>
  readonly foreign: number[]
}

function marksOf(texts: Texts, text: string, at: Position): number[] {
  if (at === 'whole') return wholeOf(texts, text).marks
  const { anywhere, atStart, atEnd } = partOf(texts, text)
  return at === 'anywhere' ? anywhere : at === 'start' ? atStart : atEnd
}

function rulesOf(texts: Texts, kind: Witness['kind'], text: string): number[] {
  if (kind === 'foreign') return texts.foreign
  return kind === 'whole' ? wholeOf(texts, text).asked : partOf(texts, text).asked
}

function wholeOf({ wholes }: Texts, text: string): Whole {
  const known = wholes.get(text) ?? { marks: [], asked: [] }
  wholes.set(text, known)
  return known
}

function partOf({ parts }: Texts, text: string): Part {
  const known = parts.get(text) ?? { anywhere: [], atStart: [], atEnd: [], asked: [] }
  parts.set(text, known)
  return known
}

/** Rules and marks come in the order of their numbers, so one that is there stands last. */
function addNew(numbers: number[], number: number): void {
  if (numbers.at(-1) !== number) numbers.push(number)
}

function keyOf({ field, kind, text }: Witness): string {
  return `${field ?? ''}\n${kind}${text}`
}
