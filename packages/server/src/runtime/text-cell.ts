// A cell of a workbook that is text: numbers keep their zeros, and nothing runs.

/** A cell of a workbook holds no more characters. */
const LONGEST = 32_767

export function textCell(text: string) {
  return { type: String, value: text.slice(0, LONGEST) }
}
