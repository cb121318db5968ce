import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { zonesJudge } from '@penstock/cli/zones'
import { micros } from '@penstock/model/kernel'
import { planTraffic, TrafficPlant, writeTraffic } from '@penstock/sensor/traffic'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'penstock-zones-'))
const plant = join(folder, 'plant.json')
const capture = join(folder, 'wrenfield.pcap')

beforeAll(() => {
  writeFileSync(plant, loadWrenfieldWorksText())
  const file = TrafficPlant.parse(JSON.parse(loadWrenfieldWorksText()))
  const out = openSync(capture, 'w')
  writeTraffic(planTraffic(file, { startAt: micros(1_790_834_400_000_000), durationS: 300, seed: 1 }), (bytes) => {
    writeSync(out, bytes)
  })
  closeSync(out)
})
afterAll(() => rmSync(folder, { recursive: true }))

async function run(args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = []
  const err: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  const code = await zonesJudge(args)
  vi.restoreAllMocks()
  return { code, out: out.join(''), err: err.join('') }
}

interface Row {
  readonly client: string
  readonly server: string
  readonly clientAsset: string | null
  readonly serverAsset: string | null
  readonly protocol: string
  readonly verdict: string
  readonly rule: string
  readonly conduit: string | null
  readonly evidence: { readonly file: string; readonly frame: number }
}

test('traffic of the reference plant: the planted breaches, and what the unregistered devices do, with the packet', async () => {
  const { code, out } = await run([plant, '--capture', capture, '--json'])
  expect(code).toBe(0)
  const report = JSON.parse(out) as { conversations: Row[]; breaches: Row[]; proposals: object[] }
  const registered = report.breaches.filter((row) => row.clientAsset !== null || row.client.startsWith('198.'))
  const told = registered.map(
    (row) =>
      `${row.clientAsset ?? row.client} ${row.serverAsset ?? row.server} ${row.protocol} ${row.rule} ${row.conduit ?? '-'}`,
  )
  expect(told.sort()).toEqual([
    '198.51.100.200 REM-PLC1 pcom zones.conduit-undocumented C-15',
    'OPS-BKP1 SIS-EWS1 smb zones.conduit-undocumented C-07',
    expect.stringMatching(/^OPS-EWS2 198\.51\.100\.\d+ https zones\.no-conduit -$/),
    'OPS-EWS2 DMZ-MFT1 mcp zones.protocol-not-named C-04',
    'PKG-WB-NP ENT-ERP1 https zones.no-conduit -',
  ])
  const strangers = new Set(report.breaches.filter((row) => !registered.includes(row)).map((row) => row.client))
  expect(strangers).toEqual(new Set(['10.20.40.210', '10.20.40.66']))
  expect(report.breaches.every((row) => row.evidence.file === capture && row.evidence.frame >= 1)).toBe(true)
  expect(report.conversations.length).toBeGreaterThan(100)
  expect(report.proposals.length).toBeGreaterThan(0)
})

test('for people: counts, breaches, what was never seen', async () => {
  const { code, out } = await run([plant, '--capture', capture])
  expect(code).toBe(0)
  expect(out).toMatch(/^\d+ conversations: \d+ allowed, \d+ not allowed, \d+ unknown\nNot allowed:\n/)
  expect(out).toContain('OPS-BKP1 → SIS-EWS1  smb tcp/445  (Z-OPS → Z-SIS): only known from a survey: C-07')
  expect(out).toContain('Allowed, never seen in these captures:\n')
})

test('a plant with faults and a file that is no capture are bad input', async () => {
  const broken = join(folder, 'broken.json')
  writeFileSync(broken, loadWrenfieldWorksText().replace('"zone": "Z-DMZ"', '"zone": "Z-DMX"'))
  const faulty = await run([broken, '--capture', capture])
  expect(faulty.err).toContain('"Z-DMX" does not exist')
  expect(faulty.code).toBe(2)
  const none = await run([plant, '--capture', plant])
  expect(none.err).toContain('is no pcap or pcapng capture')
  expect(none.code).toBe(2)
  const nowhere = await run([plant, '--capture', join(folder, 'nowhere.pcap')])
  expect(nowhere.code).toBe(1)
})

test.each([
  [[]],
  [[plant]],
  [['--capture', capture]],
  [[plant, plant, '--capture', capture]],
  [[plant, '--cpture', capture]],
])('%j is bad usage', async (args) => {
  const { code, err } = await run(args)
  expect(err).toContain('usage: penstock zones judge')
  expect(code).toBe(2)
})
