// Faults as sentences for a terminal and for a problem's details: what is wrong, where, and the mend.
import type { Mend, PlantFault, PlantFaultCode } from './fault.ts'

export interface PlantFaultText {
  readonly message: string
  readonly mend: string | null
}

/** `assets[12].zoen (DMZ-JMP1), line 1890: unknown key "zoen"` and `write "zone"`. */
export function plantFaultText(fault: PlantFault): PlantFaultText {
  const id = fault.id === null || fault.path === '' ? '' : ` (${fault.id})`
  const line =
    fault.line === null ? '' : `${fault.path === '' ? '' : ', '}line ${fault.line}, column ${fault.column ?? 1}`
  const place = `${fault.path}${id}${line}`
  const what = SENTENCES[fault.code](fault)
  return { message: place === '' ? what : `${place}: ${what}`, mend: fault.mend === null ? null : mendText(fault.mend) }
}

type Sentence = (fault: PlantFault) => string

const expecting: Sentence = ({ found, expected }) =>
  `found ${found ?? 'nothing'}${expected === null ? '' : `, expected ${expected}`}`

const SENTENCES: Readonly<Record<PlantFaultCode, Sentence>> = {
  'plant.not-text': (fault) => `this is no text: ${expecting(fault)}`,
  'plant.not-json': (fault) => `this is no JSON: ${expecting(fault)}`,
  'plant.duplicate-key': ({ found }) => `"${found ?? ''}" is given twice`,
  'plant.unknown-schema': (fault) => `another schema: ${expecting(fault)}`,
  'plant.unknown-key': ({ found }) => `unknown key "${found ?? ''}"`,
  'plant.missing-key': ({ expected }) => `missing${expected === null ? '' : `, expected ${expected}`}`,
  'plant.wrong-type': (fault) => `wrong type: ${expecting(fault)}`,
  'plant.wrong-value': (fault) => `wrong value: ${expecting(fault)}`,
  'plant.out-of-range': (fault) => `out of range: ${expecting(fault)}`,
  'plant.duplicate-id': ({ found }) => `the id ${found ?? ''} is used twice`,
  'plant.duplicate-address': ({ found }) => `the address is used twice: ${found ?? ''}`,
  'plant.dangling-reference': ({ found, expected }) => `${found ?? ''} does not exist, expected ${expected ?? 'an id'}`,
  'plant.two-zones': ({ found }) => `an asset in two zones: ${found ?? ''}`,
  'plant.contradiction': (fault) => `two fields disagree: ${expecting(fault)}`,
  'plant.csv-shape': (fault) => `the row does not have the form of the header: ${expecting(fault)}`,
  'plant.csv-formula': ({ found }) => `a cell that a spreadsheet would run as a formula: ${found ?? ''}`,
  'plant.csv-unknown-column': ({ found }) => `unknown column "${found ?? ''}"`,
  'plant.csv-missing-column': ({ expected }) => `the column "${expected ?? ''}" is missing`,
}

function mendText({ code, value }: Mend): string {
  switch (code) {
    case 'use':
      return `write "${value ?? ''}"`
    case 'rename':
      return `give one of the two another value (the first is ${value ?? 'above'})`
    case 'one-zone':
      return value === null ? 'list it under one zone only' : `list it under one zone only, it seems to be ${value}`
    case 'add':
      return `add "${value ?? ''}"`
    case 'remove':
      return 'take it out'
    case 'remove-or-name':
      return `take it out, or name "${value ?? ''}" in about.answerKeys`
    case 'quote':
      return value === null ? 'put the cell in double quotes' : `write ${value}`
    case 'save-as':
      return `save the file as ${value ?? ''}`
  }
}
