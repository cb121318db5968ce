// The data of this edition, held against its schemas. In the file of `penstock sensor read` stands what this gives: there it is checked
// when that file is made.
import { readFileSync } from 'node:fs'
import { ShadowBehaviour, ShadowIndicators } from '@penstock/model/shadow'

export interface Checked {
  readonly indicators: ShadowIndicators
  readonly behaviour: ShadowBehaviour
}

export function checkedData(): Checked {
  return {
    indicators: ShadowIndicators.parse(readData('shadow-indicators.json')),
    behaviour: ShadowBehaviour.parse(readData('shadow-behaviour.json')),
  }
}

function readData(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'))
}
