// A fault of a file as the page tells it: line, column, what is wrong, the mend.
import type { RowFault } from '@penstock/contract/assets'
import { type PlantFault, plantFaultText } from '@penstock/model/plant'

export function faultView(fault: PlantFault): RowFault {
  const { message, mend } = plantFaultText(fault)
  return { line: fault.line ?? 1, column: columnOf(fault), code: fault.code, message, mend }
}

/** The name of the column: the last word of `row 3 ips`; in the header, the cell that is wrong or missing; null for a whole row. */
function columnOf({ path, found, expected }: PlantFault): string | null {
  if (path === 'header') return found ?? expected
  return /^row \d+ (.+)$/.exec(path)?.[1] ?? null
}
