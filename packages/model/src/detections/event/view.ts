// One event at a time, as tests ask it: each field is looked up, and put into lower case, once however many rules ask for it.
import { type DetectionEvent, fieldValue, leavesOf, scalarText } from './event.ts'

/** One value as text, put into lower case when that is asked. */
export class Cell {
  readonly text: string
  #lower: string | null = null

  constructor(text: string) {
    this.text = text
  }

  get lower(): string {
    this.#lower ??= this.text.toLowerCase()
    return this.#lower
  }
}

export interface FieldCells {
  readonly isPresent: boolean
  /** Missing, null, or a list of nothing but nulls. */
  readonly isNull: boolean
  /** Texts, numbers and truth values: one, or those of a list. */
  readonly cells: readonly Cell[]
}

const NO_CELLS: readonly Cell[] = []
const MISSING: FieldCells = { isPresent: false, isNull: true, cells: NO_CELLS }
const NULL: FieldCells = { isPresent: true, isNull: true, cells: NO_CELLS }
const NESTED: FieldCells = { isPresent: true, isNull: false, cells: NO_CELLS }

/** Field names as numbers, shared by all rules of an engine. */
export class FieldNames {
  readonly names: string[] = []
  /** Whether nothing but an event's own field can have the name: objects have some of their own (`constructor`). */
  readonly isPlain: boolean[] = []
  /** Whether the name may be a path. */
  readonly isPath: boolean[] = []
  readonly #numbers = new Map<string, number>()

  numberOf(name: string): number {
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    this.#numbers.set(name, this.names.length)
    this.names.push(name)
    this.isPlain.push(!(name in {}))
    this.isPath.push(name.includes('.'))
    return this.names.length - 1
  }
}

export class EventView {
  readonly #names: FieldNames
  readonly #fields: (FieldCells | undefined)[] = []
  readonly #asked: number[] = []
  #event: DetectionEvent = { fields: {}, logSources: [] }
  #leafTexts: readonly string[] | null = null
  #leaves: FieldCells | null = null

  constructor(names: FieldNames) {
    this.#names = names
  }

  load(event: DetectionEvent): void {
    for (const number of this.#asked) this.#fields[number] = undefined
    this.#asked.length = 0
    this.#event = event
    this.#leafTexts = null
    this.#leaves = null
  }

  /** As it stands in the event. */
  value(number: number): unknown {
    const { names, isPlain, isPath } = this.#names
    const name = names[number]!
    if (isPlain[number] !== true) return fieldValue(this.#event, name)
    const own = this.#event.fields[name]
    if (own !== undefined) return own
    return this.#event.ocsf === undefined && isPath[number] !== true ? undefined : fieldValue(this.#event, name)
  }

  field(number: number): FieldCells {
    const known = this.#fields[number]
    if (known !== undefined) return known
    while (this.#fields.length <= number) this.#fields.push(undefined)
    const made = cellsOf(this.value(number))
    this.#fields[number] = made
    this.#asked.push(number)
    return made
  }

  /** Every value of the event, as text. */
  leafTexts(): readonly string[] {
    this.#leafTexts ??= leavesOf(this.#event)
    return this.#leafTexts
  }

  /** The same, as a field of all of them. */
  leaves(): FieldCells {
    this.#leaves ??= { isPresent: true, isNull: false, cells: this.leafTexts().map((text) => new Cell(text)) }
    return this.#leaves
  }
}

function cellsOf(value: unknown): FieldCells {
  if (typeof value === 'string') return { isPresent: true, isNull: false, cells: [new Cell(value)] }
  if (value === undefined) return MISSING
  if (value === null) return NULL
  if (Array.isArray(value)) {
    const cells = value
      .map(scalarText)
      .filter((text) => text !== null)
      .map((text) => new Cell(text))
    if (cells.length > 0) return { isPresent: true, isNull: false, cells }
    return value.every((each) => each === null || each === undefined) ? NULL : NESTED
  }
  const text = scalarText(value)
  return text === null ? NESTED : { isPresent: true, isNull: false, cells: [new Cell(text)] }
}
