// What stands on the first page of every form.
import type { PlantDocument } from '@penstock/model/documents'
import { isoOfMicros } from '@penstock/model/kernel'
import { fingerprintOf } from './fingerprint.ts'

export type AboutLine = readonly [name: string, value: string]

export function aboutLines(document: PlantDocument): readonly AboutLine[] {
  const { site, scope, asOf, madeAt, version } = document.about
  return [
    ['Of', site],
    ['Holds', scope],
    ['As of', asOf === null ? `${minuteOf(madeAt)}, as the records stood` : minuteOf(asOf)],
    ['Made', `${minuteOf(madeAt)} by Penstock ${version}`],
    ['Content, SHA-256', fingerprintOf(document)],
  ]
}

/** `2026-10-01 06:00 UTC`. */
function minuteOf(at: PlantDocument['about']['madeAt']): string {
  return `${isoOfMicros(at).slice(0, 16).replace('T', ' ')} UTC`
}
