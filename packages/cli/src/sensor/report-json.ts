// The report as `JSON.stringify(report, null, 1)` writes it, piece by piece: the whole text of a large plant is longer than its report.
import type { SensorReport } from '@penstock/sensor/report'

const ROWS_A_PIECE = 2000

export function* reportJson(report: SensorReport): Generator<string> {
  let before = '{'
  for (const [name, part] of Object.entries(report) as [string, unknown][]) {
    yield `${before}\n`
    if (Array.isArray(part) && part.length > ROWS_A_PIECE) yield* pieces(name, part)
    else yield JSON.stringify({ [name]: part }, null, 1).slice(2, -2)
    before = ','
  }
  yield '\n}\n'
}

function* pieces(name: string, rows: readonly unknown[]): Generator<string> {
  for (let from = 0; from < rows.length; from += ROWS_A_PIECE) {
    const text = JSON.stringify([rows.slice(from, from + ROWS_A_PIECE)], null, 1)
    yield `${from === 0 ? ` ${JSON.stringify(name)}: [` : ','}${text.slice(4, -5)}`
  }
  yield '\n ]'
}
