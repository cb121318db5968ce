// The report held against what tshark reads of the same captures, by the rules of the truth files' README.
import { readdirSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { readCaptures, type SensorReport } from './index.ts'
import {
  cipTally,
  dcpTally,
  dnp3Tally,
  identitiesOf,
  loadTruth,
  modbusTally,
  operationsOf,
  s7Tally,
  samplePath,
  samplesMissing,
  type Tally,
} from './truth-file.fixture.ts'

const CAPTURES: readonly (readonly [string, string])[] = [
  ['plant-mb2', 'mixed/plant-mb2.pcap'],
  ['s7-go-online', 's7/go-online.pcapng'],
  ['s7-download-ob1', 's7/download-ob1.pcapng'],
  ['s7-stop', 's7/stop.pcapng'],
  ['s7-s7comm-plus', 's7/s7comm-plus.pcap'],
  ['enip-cip-services', 'enip/cip-services.pcap'],
  ['enip-remote-mode-change', 'enip/remote-mode-change.pcap'],
  ['enip-restart', 'enip/restart.pcap'],
  ['modbus-function-codes', 'modbus/function-codes.pcap'],
  ['modbus-polling', 'modbus/polling.pcap'],
  ['modbus-small', 'modbus/small.pcap'],
  ['profinet-dcp-change-ip', 'profinet/dcp-change-ip.pcap'],
  ['profinet-io-cm-mixed', 'profinet/io-cm-mixed.pcap'],
  ['bacnet-discovery', 'bacnet/discovery.pcap'],
  ['dnp3-controls', 'dnp3/controls.pcap'],
]

/** What truth files do not tell, or only among calls of other services: the test of its own room holds it against its bytes. */
const BEYOND_TRUTH: ReadonlySet<string> = new Set(['s7comm-plus', 'profinet'])

describe.skipIf(samplesMissing !== null).each(CAPTURES)('%s', (name, file) => {
  let truth: ReturnType<typeof loadTruth>
  let report: SensorReport
  beforeAll(() => {
    truth = loadTruth(name)
    // tshark counts a packet as often as the capture holds it.
    report = readCaptures([samplePath(file)], { duplicateMicros: 0 })
  })

  test('[A01] every sender is on one asset, and no MAC of several addresses merges devices', () => {
    const faults: string[] = []
    for (const { mac, ipv4, ipv4_total: total } of truth.hosts.by_mac) {
      const holders = report.assets.filter((asset) => asset.macs.includes(mac))
      if (holders.length !== 1) faults.push(`${mac} is on ${holders.length} assets`)
      const own = Object.keys(ipv4).filter((ip) => holders[0]?.ips.includes(ip))
      if (total > 1 && own.length > 1) faults.push(`${mac} of ${total} addresses merged ${own.join(' ')}`)
    }
    for (const ip of Object.keys(truth.hosts.ipv4_senders)) {
      // A host without an address yet sends from 0.0.0.0.
      if (ip === '0.0.0.0') continue
      const holders = report.assets.filter((asset) => asset.ips.includes(ip))
      if (holders.length !== 1) faults.push(`${ip} is on ${holders.length} assets`)
    }
    expect(faults).toEqual([])
  })

  test('every identity is on the asset that said it', () => {
    const missing = identitiesOf(truth).filter(({ holder, value }) => {
      const asset = report.assets.find((one) => one.macs.includes(holder) || one.ips.includes(holder))
      const said = Object.values(asset?.provenance ?? {}).flatMap((rows) => rows.map((row) => row.value))
      return !said.some((text) => text === value || text.split(/[\s,()=]+/).includes(value) || text.includes(value))
    })
    expect(missing).toEqual([])
  })

  test.each([
    ['modbus-tcp', modbusTally],
    ['s7comm', s7Tally],
    ['ethernet-ip', cipTally],
    ['profinet-dcp', dcpTally],
    ['dnp3', dnp3Tally],
  ] as const)('client, server and function of %s', (protocol, tallyOf) => {
    expect(differences(tallyOf(truth), seenTally(report, protocol))).toEqual([])
  })

  test('operations', () => {
    const expected = operationsOf(truth)
    const judged = report.operations.filter(({ protocol }) => !BEYOND_TRUTH.has(protocol))
    const seen = new Set(judged.map((row) => `${row.protocol} ${row.client} > ${row.server} ${row.code}`))
    expect([...expected].filter((key) => !seen.has(key)).map((key) => `missing ${key}`)).toEqual([])
    expect([...seen].filter((key) => !expected.has(key)).map((key) => `too many ${key}`)).toEqual([])
  })

  test('at least as many anomalies as malformed places', () => {
    // tshark takes one stream of plant-mb2 for TDS because of its port.
    const malformed = truth.malformed.filter((line) => !line.includes('TDS'))
    expect(report.anomalies.length).toBeGreaterThanOrEqual(malformed.length)
  })
})

describe.skipIf(samplesMissing !== null)('every sample capture', () => {
  const files = samplesMissing === null ? readdirSync(samplePath(''), { recursive: true, encoding: 'utf8' }) : []
  test.each(files.filter((file) => /\.pcap(ng)?$/.test(file)))('%s is read to its end', (file) => {
    const report = readCaptures([samplePath(file)])
    expect(report.capture.packets).toBeGreaterThan(0)
    expect(report.assets.length).toBeGreaterThan(0)
    expect(report.capture.skipped['record-length'] ?? 0).toBe(0)
  })
})

// Copies: what `editcap -w 0.001` takes out of them, and what has the same IP identification, sequence number and checksum within 1 ms in
// tshark's fields. Holes: packets that tshark marks with `tcp.analysis.lost_segment`.
describe.skipIf(samplesMissing !== null)('what a capture holds twice, and not at all', () => {
  test.each([
    { file: 'profinet/io-cm-mixed.pcap', duplicates: 631, gaps: 0 },
    { file: 's7/clean.pcap', duplicates: 171, gaps: 0 },
    { file: 's7/go-online.pcapng', duplicates: 0, gaps: 223 },
    { file: 's7/download-ob1.pcapng', duplicates: 0, gaps: 74 },
    { file: 'modbus/polling.pcap', duplicates: 0, gaps: 0 },
  ])('$file: $duplicates copies, $gaps holes', ({ file, duplicates, gaps }) => {
    const { capture } = readCaptures([samplePath(file)])
    expect({ duplicates: capture.duplicates, gaps: capture.tcp.gaps }).toEqual({ duplicates, gaps })
  })
})

test('the samples are there', (context) => {
  if (samplesMissing !== null) context.skip(samplesMissing)
})

/** Encapsulation commands (four digits) are no CIP services. */
function seenTally(report: SensorReport, protocol: string): Tally {
  const tally = new Map<string, number>()
  for (const row of report.conversations) {
    if (row.protocol !== protocol) continue
    for (const { code, count } of row.functions) {
      if (protocol === 'ethernet-ip' && code.length > 4) continue
      const key = `${row.client} > ${row.server} ${code}`
      tally.set(key, (tally.get(key) ?? 0) + count)
    }
  }
  return tally
}

/** Counts may differ by 1 % or 2, whichever is more. */
function differences(expected: Tally, seen: Tally): string[] {
  const lines: string[] = []
  for (const [key, count] of expected) {
    const own = seen.get(key)
    if (own === undefined) lines.push(`missing ${key} ×${count}`)
    else if (Math.abs(own - count) > Math.max(2, count / 100)) lines.push(`${key}: ${own} instead of ${count}`)
  }
  for (const [key, count] of seen) if (!expected.has(key)) lines.push(`too many ${key} ×${count}`)
  return lines
}
