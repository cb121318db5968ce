// Faults of a file as CSV.
import type { RowFault } from '@penstock/contract/assets'
import { neutralised, writeCsv } from '@penstock/model/plant'

export function faultsCsv(faults: readonly RowFault[]): string {
  const lines = faults.map(({ line, column, code, message, mend }) => [
    String(line),
    ...[column ?? '', code, message, mend ?? ''].map(neutralised),
  ])
  return `\ufeff${writeCsv([['line', 'column', 'code', 'fault', 'mend'], ...lines])}`
}
