// Every made capture of `fixtures/captures` held against its expectations.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { CaptureError, observeFiles } from '@penstock/sensor/observe'
import { describe, expect, test } from 'vitest'
import { readCaptures, type SensorReport } from './index.ts'

const FIXTURES = fileURLToPath(new URL('../../../../fixtures/captures/', import.meta.url))
const PATTERN = /\.pcap(ng)?(\.gz)?$/
const files = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' }).filter((file) => PATTERN.test(file))

type Line = Readonly<Record<string, unknown>> & { readonly line: string }

describe.each(files)('%s', (file) => {
  const path = FIXTURES + file
  const lines = readFileSync(path.replace(PATTERN, '.expected.jsonl'), 'utf8')
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text) as Line)

  test.each(lines)('$line', (line) => {
    if (line.line === 'refused') {
      expect(() => readCaptures([path])).toThrow(CaptureError)
      return
    }
    const report = readCaptures([path])
    switch (line.line) {
      case 'capture':
        expect(report.capture.packets).toBe(line['packets'])
        expect(report.capture.skipped).toMatchObject(line['skipped'] ?? {})
        break
      case 'conversation':
        expect(conversationsOf(report, line)).toContainEqual(withoutLine(line))
        break
      case 'operation':
        expect(operationsOf(report)).toContainEqual(withoutLine(line))
        break
      case 'identity':
        expect(saidOf(report, String(line['device']), String(line['field']))).toContain(line['value'])
        break
      case 'detail':
        expect(detailsOf(report)).toContainEqual(withoutLine(line))
        break
      case 'binding':
        expect(bindingsOf(path)).toContainEqual(withoutLine(line))
        break
      case 'anomaly':
        expect(report.anomalies.map((row) => row.frame)).toContain(line['frame'])
        break
      default:
        expect.fail(`a line of an unknown kind: ${line.line}`)
    }
  })
})

function withoutLine(line: Line): Record<string, unknown> {
  return Object.fromEntries(Object.entries(line).filter(([field]) => field !== 'line'))
}

/** The fields that the expectation names; of the functions, those it lists. */
function conversationsOf(report: SensorReport, line: Line): Record<string, unknown>[] {
  const listed = Object.keys(line['functions'] as object)
  return report.conversations.map((row) => {
    const functions = Object.fromEntries(
      row.functions.filter(({ code }) => listed.includes(code)).map(({ code, count }) => [code, count]),
    )
    return Object.fromEntries(Object.entries({ ...row, functions }).filter(([field]) => field in line))
  })
}

function operationsOf(report: SensorReport): Record<string, unknown>[] {
  const sums = new Map<string, { count: number }>()
  for (const { protocol, code, kind, client, server, count } of report.operations) {
    const key = JSON.stringify([protocol, code, kind, client, server])
    const known = sums.get(key) ?? { protocol, code, kind, client, server, count: 0 }
    known.count += count
    sums.set(key, known)
  }
  return [...sums.values()]
}

function saidOf(report: SensorReport, device: string, field: string): string[] {
  const asset = report.assets.find((one) => one.macs.includes(device) || one.ips.includes(device))
  return (asset?.provenance[field as 'name'] ?? []).map((row) => row.value)
}

function detailsOf(report: SensorReport): Record<string, unknown>[] {
  return report.conversations.flatMap(({ client, server, details }) =>
    details.map((one) => ({ client, server, ...one })),
  )
}

function bindingsOf(path: string): { ip: string | null; mac: string }[] {
  return [...observeFiles([path])].flatMap((batch) => batch.bindings).map(({ ip, mac }) => ({ ip, mac }))
}
