// The indexed engine asks only rules of which a witness stands in the event: per kind of event and field one index of parts and one
// table of whole values. It scales with the length of the texts, not with the number of rules. Matches are those of the literal engine.
import { EventView, FieldNames } from '../event/view.ts'
import type { SigmaRule } from '../rule/rule.ts'
import { compileParts, type Holds, type Marking } from './compile.ts'
import { type DetectionEngine, Plans } from './engine.ts'
import { FieldIndex, type Part, type Whole } from './field-index.ts'
import { Room } from './known-values.ts'
import { type Mark, Marks, type PlacedText } from './marks.ts'
import { rarest, type Witness, type Witnesses, witnessesOf } from './witness.ts'

/** Rules that run on one kind of event. */
interface Plan {
  readonly fields: readonly FieldIndex[]
  readonly anywhere: FieldIndex | null
  /** Rules without a witness. */
  readonly always: readonly number[]
}

const NO_RULES: readonly SigmaRule[] = []

export function indexedEngine(rules: readonly SigmaRule[]): DetectionEngine {
  const names = new FieldNames()
  const view = new EventView(names)
  const marks = new Marks(names)
  const compiled = rules.map((rule) => compiledRule(rule, names, marks))
  const seen = new Turns(rules.length)
  const candidates = new Int32Array(rules.length)
  let count = 0
  const ask = (numbers: readonly number[]) => {
    for (const number of numbers) if (seen.add(number)) candidates[count++] = number
  }
  const room = new Room()
  const plans = new Plans(rules, (numbers) => planOf(numbers, compiled, { names, marks, room }))
  return {
    match: (event) => {
      seen.turn()
      count = 0
      view.load(event)
      const plan = plans.of(event.logSources)
      for (const index of plan.fields) {
        const found = index.look(view.value(index.field))
        marks.find(index.field, found.bits)
        ask(found.asked)
      }
      if (plan.anywhere !== null) for (const text of view.leafTexts()) ask(plan.anywhere.look(text).asked)
      ask(plan.always)
      let met: number[] | null = null
      for (let at = 0; at < count; at += 1) {
        const number = candidates[at]!
        if (!isMet(compiled[number]!, view)) continue
        if (met === null) met = [number]
        else met.push(number)
      }
      return met === null ? NO_RULES : met.sort((a, b) => a - b).map((number) => rules[number]!)
    },
  }
}

function isMet({ marks, holds }: CompiledRule, view: EventView): boolean {
  for (const mark of marks) if (!mark.isMet()) return false
  return holds === null || holds(view)
}

function compiledRule({ condition }: SigmaRule, names: FieldNames, marks: Marks): CompiledRule {
  const asked: Mark[] = []
  const marking: Marking = {
    markOf: (field, texts) => {
      const mark = marks.markOf(field, texts)
      asked.push(mark)
      return mark
    },
  }
  return { ...compileParts(condition, { names, marks: marking }), asked, witnesses: witnessesOf(condition) }
}

interface CompiledRule {
  /** All of them are to be met, and what is asked besides must hold. */
  readonly marks: readonly Mark[]
  readonly holds: Holds | null
  /** Every mark that its condition looks at. */
  readonly asked: readonly Mark[]
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

  /** False when it was there. */
  add(number: number): boolean {
    if (this.#turns[number] === this.#turn) return false
    this.#turns[number] = this.#turn
    return true
  }
}

function planOf(
  numbers: readonly number[],
  compiled: readonly CompiledRule[],
  { names, marks, room }: { readonly names: FieldNames; readonly marks: Marks; readonly room: Room },
): Plan {
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
    const made: Texts = { parts: new Map(), wholes: new Map(), foreign: { marks: [], asked: [] } }
    byField.set(field, made)
    return made
  }
  for (const { field, texts, number } of new Set(numbers.flatMap((each) => compiled[each]!.asked)))
    for (const placed of texts) marksOf(textsOf(field), placed).push(number)
  for (const number of numbers) {
    const { witnesses } = compiled[number]!
    const chosen = rarest(witnesses, (witness) => sharers.get(keyOf(witness)) ?? 1)
    if (chosen === null) always.push(number)
    for (const { field, kind, text } of chosen ?? []) addNew(rulesOf(textsOf(field), kind, text), number)
  }
  const indexOf = (field: string | null, texts: Texts): FieldIndex => {
    const number = field === null ? -1 : names.numberOf(field)
    return new FieldIndex(number, texts, field === null ? 0 : marks.wordsOf(number), room)
  }
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
  readonly foreign: Whole
}

function marksOf(texts: Texts, { text, at }: PlacedText): number[] {
  if (at === 'foreign') return texts.foreign.marks
  if (at === 'whole') return wholeOf(texts, text).marks
  const { anywhere, atStart, atEnd } = partOf(texts, text)
  return at === 'anywhere' ? anywhere : at === 'start' ? atStart : atEnd
}

function rulesOf(texts: Texts, kind: Witness['kind'], text: string): number[] {
  if (kind === 'foreign') return texts.foreign.asked
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

/** Rules come in the order of their numbers, so one that is there stands last. */
function addNew(numbers: number[], number: number): void {
  if (numbers.at(-1) !== number) numbers.push(number)
}

function keyOf({ field, kind, text }: Witness): string {
  return `${field ?? ''}\n${kind}${text}`
}
