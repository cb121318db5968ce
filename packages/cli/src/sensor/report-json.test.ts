// However many rows a list has, the pieces make the text that one call would.
import type { SensorReport, ValueRow } from '@penstock/sensor/report'
import { expect, test } from 'vitest'
import { reportJson } from './report-json.ts'

function reportOf(points: number): SensorReport {
  const values = Array.from(
    { length: points },
    (_, n) => ({ point: `unit 1 coil ${n}`, quality: [] }) as unknown as ValueRow,
  )
  const rest = { assets: [], conversations: [], operations: [], anomalies: [], states: [], transfers: [] }
  return {
    capture: { packets: points },
    ...rest,
    values,
    logons: [],
    discoveries: [],
    shadow: [],
  } as unknown as SensorReport
}

test.each([0, 1, 1999, 2000, 2001, 4000, 5003])('%d points', (points) => {
  const report = reportOf(points)
  expect([...reportJson(report)].join('')).toBe(`${JSON.stringify(report, null, 1)}\n`)
})
