import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { zonesCheck, zonesPropose, zonesRings } from '@penstock/cli/segmentation'
import { afterAll, expect, test, vi } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'penstock-check-'))
afterAll(() => rmSync(folder, { recursive: true }))
const plant = join(folder, 'plant.json')
writeFileSync(plant, loadWrenfieldWorksText())

async function run(args: readonly string[], command = zonesCheck): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = []
  const err: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  const code = await command(args)
  vi.restoreAllMocks()
  return { code, out: out.join(''), err: err.join('') }
}

test('findings with rule, way and place; questions apart', async () => {
  const { code, out, err } = await run([plant])
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(/^36 checks: 47 findings, \d+ questions\n/)
  expect(out).toContain('position PROGRAM')
  expect(out).toContain(
    '    by OPS-BKP1 → Z-OPS → C-07 → Z-SIS → SIS-EWS1\n    flows[src=OPS-BKP1,dst=SIS-EWS1], flows[id=FL-026]\n',
  )
  expect(out.indexOf('To be asked of the owner:')).toBeGreaterThan(out.indexOf('[segmentation.level-gap]'))
})

test('why one conduit is red, as a JSON document', async () => {
  const { code, out } = await run([plant, '--conduit', 'C-06', '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    found: [{ rule: 'segmentation.safety-can-be-written', conduits: ['C-06'], path: ['Z-DCS', 'C-06', 'Z-SIS'] }],
  })
})

test.each([
  ['no plant', [], 2, 'usage: penstock zones check'],
  ['no such file', [join(folder, 'nowhere')], 1, 'nowhere'],
  ['no such conduit', [plant, '--conduit', 'C-99'], 2, 'has no conduit C-99'],
  ['a capture that is none', [plant, '--capture', plant], 2, 'no pcap or pcapng'],
])('%s', async (_, args, expected, said) => {
  const { code, err } = await run(args)
  expect(code).toBe(expected)
  expect(err).toContain(said)
})

test('rings: the state of each boundary, the flow that breaks one, what is missing', async () => {
  const { code, out, err } = await run([plant], zonesRings)
  expect([code, err]).toEqual([0, ''])
  expect(out).toContain(
    'dmz | supervisory: BROKEN\n  FL-091 OPS-EWS2 → DMZ-MFT1 mcp: no conduit allows it\n  C-04: DMZ-FW1',
  )
  expect(out).toContain('outside | corporate: drawn only\n')
  expect(out).toContain('  missing: C-01: no rules read\n')
  expect((await run([plant, '--conduit', 'C-01'], zonesRings)).code).toBe(2)
})

test('a proposal: beside the drawing what it does not allow, and anew everything, with what is left out and why', async () => {
  const beside = await run([plant], zonesPropose)
  expect([beside.code, beside.err]).toEqual([0, ''])
  expect(beside.out).toContain(
    '0 zones proposed\n1 conduits proposed\n  C-DMZ-OPS Z-OPS → Z-DMZ: mcp, enforced by DMZ-FW1\n',
  )
  expect(beside.out).toContain('    leaves out OPS-BKP1 → SIS-EWS1 smb: reaches-safety\n')
  const anew = await run([plant, '--anew', '--json'], zonesPropose)
  const { zones, ifAccepted } = JSON.parse(anew.out) as { zones: readonly object[]; ifAccepted: object }
  expect([zones.length, ifAccepted]).toEqual([16, { allowed: 83, 'not-allowed': 8, unknown: 0 }])
  const capture = 'fixtures/captures/modbus/reads.pcap'
  expect((await run([plant, '--capture', capture], zonesPropose)).out).toMatch(/^As drawn: /)
  expect((await run([plant, '--wrong'], zonesPropose)).code).toBe(2)
})
