// What rules ask of one field of one kind of event: an index of parts, a table of whole values, and what was found of values from before.
import { scalarText } from '../event/event.ts'
import { KnownValues, type Room } from './known-values.ts'
import { SkipFilter } from './skip-filter.ts'
import { type Found, TextIndex } from './text-index.ts'

/** What a text of a field stands for: marks by where it is to stand, and the rules that are asked when it is there. */
export interface Part {
  readonly anywhere: number[]
  readonly atStart: number[]
  readonly atEnd: number[]
  readonly asked: number[]
}

/** The same for a text that is the whole value, or for a value with characters beyond ASCII. */
export interface Whole {
  readonly marks: number[]
  readonly asked: number[]
}

/** Texts of one field in lower case, each with what it stands for. */
export interface FieldTexts {
  readonly parts: ReadonlyMap<string, Part>
  readonly wholes: ReadonlyMap<string, Whole>
  readonly foreign: Whole
}

export class FieldIndex {
  /** Number of the field; -1 for the event as a whole. */
  readonly field: number
  readonly #parts: TextIndex | null
  /** Says fast that no part is there; null when it would not be fast, or a foreign character is asked. */
  readonly #filter: SkipFilter | null
  readonly #wholes: ReadonlyMap<string, Whole>
  /** Length of the longest of them, -1 for none: longer texts need not be looked up. */
  readonly #longestWhole: number
  readonly #foreign: Whole
  readonly #asksForeign: boolean
  readonly #known: KnownValues<Found>
  readonly #none: Found
  readonly #scratch: { readonly bits: Int32Array; readonly asked: number[] }

  /** `words` is how many words the marks of the field take. */
  constructor(field: number, { parts, wholes, foreign }: FieldTexts, words: number, room: Room) {
    this.field = field
    this.#asksForeign = foreign.marks.length + foreign.asked.length > 0
    this.#parts = parts.size === 0 && !this.#asksForeign ? null : new TextIndex(parts)
    this.#filter = this.#asksForeign ? null : SkipFilter.of([...parts.keys()])
    this.#wholes = wholes
    this.#longestWhole = [...wholes.keys()].reduce((longest, text) => Math.max(longest, text.length), -1)
    this.#foreign = foreign
    this.#known = new KnownValues(room)
    this.#none = { bits: new Int32Array(words), asked: [] }
    this.#scratch = { bits: new Int32Array(words), asked: [] }
  }

  /** What the value of a field holds; good until the next value is looked at. Rules may come twice. */
  look(value: unknown): Found {
    if (typeof value === 'string') return this.#lookText(value)
    if (value === undefined || value === null) return this.#none
    if (!Array.isArray(value)) {
      const text = scalarText(value)
      return text === null ? this.#none : this.#lookText(text)
    }
    this.#clear()
    for (const each of value) {
      const text = scalarText(each)
      if (text !== null) this.#read(text)
    }
    return this.#scratch
  }

  #lookText(text: string): Found {
    // No text is shorter in lower case.
    if (text.length > this.#longestWhole && this.#isWithoutParts(text)) return this.#none
    const known = this.#known.get(text)
    if (known !== undefined) return known
    this.#clear()
    this.#read(text)
    if (!this.#known.keeps(text)) return this.#scratch
    const { bits, asked } = this.#scratch
    const found = { bits: bits.slice(), asked: asked.slice() }
    this.#known.keep(text, found, 4 * (bits.length + asked.length))
    return found
  }

  #isWithoutParts(text: string): boolean {
    return this.#parts === null || (this.#filter !== null && !this.#filter.mayBeIn(text))
  }

  #clear(): void {
    this.#scratch.bits.fill(0)
    this.#scratch.asked.length = 0
  }

  #read(text: string): void {
    const lower = text.toLowerCase()
    if (this.#parts !== null && (this.#filter === null || this.#filter.mayBeIn(text))) {
      const isForeign = this.#parts.scan(lower, this.#scratch)
      if (isForeign && this.#asksForeign) this.#meet(this.#foreign)
    }
    if (text.length > this.#longestWhole) return
    const whole = this.#wholes.get(lower)
    if (whole !== undefined) this.#meet(whole)
  }

  #meet({ marks, asked }: Whole): void {
    const { bits, asked: all } = this.#scratch
    for (const mark of marks) bits[mark >> 5]! |= 1 << (mark & 31)
    for (const rule of asked) all.push(rule)
  }
}
