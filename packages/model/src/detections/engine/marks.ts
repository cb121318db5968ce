// Marks: sets of texts of a field, of which one stands there or none does. Rules that ask the same of a field share a mark. What a value was
// found to hold is one bit a mark, so that a value which is known from before answers for all rules at once.
import type { FieldNames } from '../event/view.ts'
import type { Position } from '../rule/rule.ts'

/** An ASCII text in lower case, and where in a field it is to stand; `foreign` for any character beyond ASCII. */
export interface PlacedText {
  readonly text: string
  readonly at: Position | 'foreign'
}

export const FOREIGN: PlacedText = { text: '', at: 'foreign' }

/** What each field of the event that is looked at was found to hold, by the field's number. */
export type Findings = (Int32Array | undefined)[]

export class Mark {
  readonly field: string
  /** One of them meets it. */
  readonly texts: readonly PlacedText[]
  /** Among the marks of the field. */
  readonly number: number
  readonly #fieldNumber: number
  readonly #word: number
  readonly #bit: number
  readonly #findings: Findings

  constructor(asked: Pick<Mark, 'field' | 'texts' | 'number'>, fieldNumber: number, findings: Findings) {
    this.field = asked.field
    this.texts = asked.texts
    this.number = asked.number
    this.#fieldNumber = fieldNumber
    this.#word = asked.number >> 5
    this.#bit = 1 << (asked.number & 31)
    this.#findings = findings
  }

  isMet(): boolean {
    return (this.#findings[this.#fieldNumber]![this.#word]! & this.#bit) !== 0
  }
}

export class Marks {
  readonly #names: FieldNames
  readonly #marks = new Map<string, Mark>()
  readonly #counts = new Map<number, number>()
  readonly #findings: Findings = []

  constructor(names: FieldNames) {
    this.#names = names
  }

  markOf(field: string, texts: readonly PlacedText[]): Mark {
    const key = JSON.stringify([field, ...texts.map(({ text, at }) => `${at} ${text}`).sort()])
    const known = this.#marks.get(key)
    if (known !== undefined) return known
    const fieldNumber = this.#names.numberOf(field)
    const number = this.#counts.get(fieldNumber) ?? 0
    const mark = new Mark({ field, texts, number }, fieldNumber, this.#findings)
    this.#marks.set(key, mark)
    this.#counts.set(fieldNumber, number + 1)
    return mark
  }

  /** How many words of 32 bits the marks of a field take. */
  wordsOf(field: number): number {
    return ((this.#counts.get(field) ?? 0) + 31) >> 5
  }

  /** Says what a field of this event was found to hold. */
  find(field: number, bits: Int32Array): void {
    this.#findings[field] = bits
  }
}
