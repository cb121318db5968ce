// A fault of a plant file or register as data: where it stands, what was found, what was expected, how to mend it.

export type PlantFaultCode =
  | 'plant.not-text'
  | 'plant.not-json'
  | 'plant.duplicate-key'
  | 'plant.unknown-schema'
  | 'plant.unknown-key'
  | 'plant.missing-key'
  | 'plant.wrong-type'
  | 'plant.wrong-value'
  | 'plant.out-of-range'
  | 'plant.duplicate-id'
  | 'plant.duplicate-address'
  | 'plant.dangling-reference'
  | 'plant.two-zones'
  | 'plant.contradiction'
  | 'plant.csv-shape'
  | 'plant.csv-formula'
  | 'plant.csv-unknown-column'
  | 'plant.csv-missing-column'

/**
 * How to mend it. `use`: write `value` there · `rename`: give one of the two another id (`value` names the first) ·
 * `one-zone`: list it under one zone only (`value` names the zone that it seems to belong to, when one does) ·
 * `add`: the key `value` is needed · `remove`: take it out · `remove-or-name`: an answer key of reference plants, take it
 * out or name its path `value` in `about.answerKeys` · `quote`: put the text in double quotes · `save-as`: save it as `value`.
 */
export interface Mend {
  readonly code: 'use' | 'rename' | 'one-zone' | 'add' | 'remove' | 'remove-or-name' | 'quote' | 'save-as'
  readonly value: string | null
}

export interface PlantFault {
  readonly code: PlantFaultCode
  /** As a person would find it: `assets[12].zoen`; empty for the file as a whole. */
  readonly path: string
  /** Id of the list entry that the path goes through, when it has one. */
  readonly id: string | null
  /** From 1, in the text; null when the plant came as parsed data. */
  readonly line: number | null
  readonly column: number | null
  readonly found: string | null
  readonly expected: string | null
  readonly mend: Mend | null
}

type Told = Pick<PlantFault, 'code'> & Partial<PlantFault>

/** A fault with what is not told left null. */
export function fault(told: Told): PlantFault {
  return { path: '', id: null, line: null, column: null, found: null, expected: null, mend: null, ...told }
}

export type DataPath = readonly (string | number)[]

/** `['assets', 12, 'zone']` as `assets[12].zone`; keys that are no plain names are quoted. */
export function pathText(path: DataPath): string {
  let text = ''
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`
    else if (/^[\w-]+$/.test(part)) text += text === '' ? part : `.${part}`
    else text += `[${JSON.stringify(part)}]`
  }
  return text
}

/** A value as a short text for a message, at most 80 characters. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value)
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`
}
