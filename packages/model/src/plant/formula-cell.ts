// Cells that a spreadsheet would run. On the way out they get an apostrophe in front, on the way in it is taken off again.
// Characters: OWASP, CSV injection (= + - @ tab, carriage return), and the full-width forms that some programs fold.

const DANGER = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

/** A cell that no spreadsheet runs. */
export function neutralised(cell: string): string {
  return DANGER.test(cell) ? `'${cell}` : cell
}

/** The cell as it was before `neutralised`. */
export function restored(cell: string): string {
  return cell.startsWith("'") && DANGER.test(cell) ? cell.slice(1) : cell
}

/** Whether a cell of somebody else's file would run. A bare dash and plain numbers (`-12.5`) do nothing. */
export function isFormula(cell: string): boolean {
  return !cell.startsWith("'") && DANGER.test(cell) && !/^([+-]?\d+([.,]\d+)?|-+)$/.test(cell)
}
