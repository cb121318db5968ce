// Regular expressions that cannot stall: a search reads the text once, whatever the expression. States of many places at once are made when
// they are first reached and kept up to a bound (as RE2 does); beyond it they are made anew, and a character costs a step for each place.
import { accept, type Result, refuse } from '@penstock/model/kernel'
import { type CharSet, isIn, WORD } from './char-set.ts'
import { leastLengthOf, type Program, programOf } from './program.ts'
import { requiredTexts } from './required.ts'
import { mayHaveRun, type Run, runOf } from './run.ts'
import { type Assertion, type ExpressionFlags, parseExpression } from './syntax.ts'

const LONGEST_SOURCE = 8_192
/** Places and table cells that the kept states of one expression may take together. */
const MOST_KEPT = 200_000

/** What stands before or after a place in the text. */
const OTHER = 0
const WORDLY = 1
const NEWLINE = 2
const LAST_NEWLINE = 3
const EDGE = 4

/** Numbers of states in the table: the first after these is where a search begins. */
const UNKNOWN = 0
const MATCHED = 1

interface State {
  readonly places: Int32Array
  readonly before: number
  matchesAtEnd: boolean | undefined
}

export class RegularExpression {
  readonly source: string
  /** One of them, in lower case, is in every text that matches; null when nothing is known. */
  readonly required: readonly string[] | null
  readonly #program: Program
  readonly #leastLength: number
  readonly #run: Run | null
  readonly #classes: CharClasses
  readonly #marks: Int32Array
  #mark = 0
  #numbers = new Map<string, number>()
  #states: (State | undefined)[] = []
  #kept = 0
  /** The next state by state and class. */
  #table = new Int32Array(0)
  #first: number

  private constructor(
    source: string,
    program: Program,
    known: { required: readonly string[] | null; leastLength: number; run: Run | null },
  ) {
    this.source = source
    this.required = known.required
    this.#program = program
    this.#leastLength = known.leastLength
    this.#run = known.run
    this.#classes = new CharClasses(program.sets)
    this.#marks = new Int32Array(program.steps.length)
    this.#first = 0
    this.#forget()
  }

  /** The expression, or why it is refused. */
  static of(source: string, flags: ExpressionFlags): Result<RegularExpression, string> {
    if (source.length > LONGEST_SOURCE) return refuse(`it is longer than ${LONGEST_SOURCE} characters`)
    const tree = parseExpression(source, flags)
    if (!tree.ok) return tree
    const program = programOf(tree.value)
    if (!program.ok) return program
    const { value } = tree
    const known = { required: requiredTexts(value), leastLength: leastLengthOf(value), run: runOf(value) }
    return accept(new RegularExpression(source, program.value, known))
  }

  /** Whether it matches anywhere in the text. */
  isIn(text: string): boolean {
    if (text.length < this.#leastLength) return false
    if (this.#run !== null && !mayHaveRun(text, this.#run)) return false
    const { ascii, width } = this.#classes
    const lastNewline = text.charCodeAt(text.length - 1) === 10 ? text.length - 1 : -1
    let state = this.#first
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      let number: number
      if (code < 128) number = at === lastNewline ? this.#classes.lastNewline : ascii[code]!
      else {
        const whole = text.codePointAt(at)!
        if (whole > 0xffff) at += 1
        number = this.#classes.of(whole)
      }
      const next = this.#table[state * width + number]!
      state = next === UNKNOWN ? this.#step(state, number) : next
      if (state === MATCHED) return true
    }
    const last = this.#states[state]!
    last.matchesAtEnd ??= this.#closure(last, EDGE) === null
    return last.matchesAtEnd
  }

  #step(from: number, number: number): number {
    const state = this.#states[from]!
    const after = this.#classes.kindOf(number)
    const places = this.#closure(state, after)
    if (places === null) {
      this.#table[from * this.#classes.width + number] = MATCHED
      return MATCHED
    }
    const { steps, sets } = this.#program
    const code = this.#classes.sampleOf(number)
    const next = new Set<number>([this.#program.start])
    for (const place of places) {
      const step = steps[place]!
      if (step.kind === 'char' && isIn(sets[step.set]!, code)) next.add(step.next)
    }
    const kept = this.#states
    const reached = this.#stateOf(Int32Array.from(next).sort(), after)
    // When the states were forgotten on the way, `from` is none any more.
    if (kept === this.#states) this.#table[from * this.#classes.width + number] = reached
    return reached
  }

  /** Places that wait for a character; null when a match ends here. */
  #closure(state: State, after: number): readonly number[] | null {
    const { steps } = this.#program
    this.#mark += 1
    const open = [...state.places]
    const waiting: number[] = []
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      if (this.#marks[place] === this.#mark) continue
      this.#marks[place] = this.#mark
      const step = steps[place]!
      if (step.kind === 'match') return null
      if (step.kind === 'char') waiting.push(place)
      else if (step.kind === 'split') open.push(step.next, step.other)
      else if (holds(step.assertion, state.before, after)) open.push(step.next)
    }
    return waiting
  }

  #stateOf(places: Int32Array, before: number): number {
    const told = this.#program.hasAssertions ? before : OTHER
    const key = `${told}:${places.join(',')}`
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    // A state costs its places and its row of the table.
    if (this.#kept + places.length + this.#classes.width > MOST_KEPT) this.#forget()
    this.#kept += places.length + this.#classes.width
    return this.#add(key, { places, before: told, matchesAtEnd: undefined })
  }

  #add(key: string, state: State): number {
    const number = this.#states.length
    this.#states.push(state)
    this.#numbers.set(key, number)
    const needed = this.#states.length * this.#classes.width
    if (needed > this.#table.length) {
      const grown = new Int32Array(needed * 2)
      grown.set(this.#table)
      this.#table = grown
    }
    return number
  }

  /** Begins anew with the state in which a search begins. */
  #forget(): void {
    this.#numbers = new Map()
    this.#states = [undefined, undefined]
    this.#table = new Int32Array(0)
    this.#kept = 0
    this.#first = this.#stateOf(Int32Array.of(this.#program.start), EDGE)
  }
}

function holds(assertion: Assertion, before: number, after: number): boolean {
  switch (assertion) {
    case 'start':
      return before === EDGE
    case 'line-start':
      return before === EDGE || before === NEWLINE || before === LAST_NEWLINE
    case 'end':
      return after === EDGE || after === LAST_NEWLINE
    case 'line-end':
      return after === EDGE || after === NEWLINE || after === LAST_NEWLINE
    case 'last':
      return after === EDGE
    case 'boundary':
      return (before === WORDLY) !== (after === WORDLY)
    case 'no-boundary':
      return (before === WORDLY) === (after === WORDLY)
  }
}

/** Characters that no step of a program tells apart are one class. The last newline of a text has its own, for `$`. */
class CharClasses {
  readonly lastNewline: number
  /** How many there are. */
  readonly width: number
  readonly ascii = new Uint16Array(128)
  readonly #starts: readonly number[]

  constructor(sets: readonly CharSet[]) {
    const starts = new Set([0, 10, 11])
    for (const set of [...sets, WORD]) for (const [first, last] of set) starts.add(first).add(last + 1)
    this.#starts = [...starts].sort((a, b) => a - b)
    this.lastNewline = this.#starts.length
    this.width = this.#starts.length + 1
    for (let code = 0; code < 128; code += 1) this.ascii[code] = this.#search(code)
  }

  of(code: number): number {
    return this.#search(code)
  }

  sampleOf(number: number): number {
    return this.#starts[number] ?? 10
  }

  kindOf(number: number): number {
    if (number === this.lastNewline) return LAST_NEWLINE
    const code = this.sampleOf(number)
    return code === 10 ? NEWLINE : isIn(WORD, code) ? WORDLY : OTHER
  }

  #search(code: number): number {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#starts[middle]! <= code) low = middle
      else high = middle - 1
    }
    return low
  }
}
