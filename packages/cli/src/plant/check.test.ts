import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { parsePlantExport, parsePlantImport, plantCheck } from '@penstock/cli/plant'
import { afterAll, expect, test, vi } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'penstock-plant-'))
afterAll(() => rmSync(folder, { recursive: true }))

function saved(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function run(args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = []
  const err: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  const code = await plantCheck(args)
  vi.restoreAllMocks()
  return { code, out: out.join(''), err: err.join('') }
}

const sound = saved('plant.json', loadWrenfieldWorksText())

test('a sound plant: its size and its weaknesses', async () => {
  const { code, out, err } = await run([sound])
  expect(code).toBe(0)
  expect(err).toBe('')
  expect(out).toContain('Wrenfield Works, 11 zones, 18 conduits, 103 assets, no faults')
  expect(out).toContain(
    'SIS-EWS1 has interfaces in two zones and enforces no conduit between them (zones Z-SIS, Z-OPS)',
  )
})

test('as one JSON document', async () => {
  const { code, out } = await run([sound, '--json'])
  expect(code).toBe(0)
  const document = JSON.parse(out) as { weaknesses: { rule: string }[] }
  expect(document).toMatchObject({
    ok: true,
    faults: [],
    name: 'Wrenfield Works',
    zones: 11,
    conduits: 18,
    assets: 103,
  })
  expect(document.weaknesses.map((one) => one.rule)).toContain('plant-check.asset-in-two-zones')
})

test('faults name the place and the mend, on stderr', async () => {
  const file = saved('slip.json', loadWrenfieldWorksText().replace('"zone": "Z-DMZ"', '"zoen": "Z-DMZ"'))
  const { code, out, err } = await run([file])
  expect(code).toBe(2)
  expect(out).toBe('')
  expect(err).toMatch(
    /: 1 fault\n {2}assets\[11\]\.zoen \(DMZ-FW1\), line \d+, column 7: unknown key "zoen" → write "zone"\n/,
  )
  const json = await run([file, '--json'])
  expect(JSON.parse(json.out)).toMatchObject({
    ok: false,
    faults: [{ code: 'plant.unknown-key', mendText: 'write "zone"' }],
  })
})

test.each<[string, string | Uint8Array, string]>([
  ['an empty file', '', 'this is no JSON: found the end of the file, expected a value'],
  ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47), 'this is no text: found byte 0x89 at position 0'],
  ['a wrong encoding', Buffer.from('{"about": {"name": "K\xfchler"}}', 'latin1'), 'save the file as UTF-8'],
])('%s is bad input', async (name, content, expected) => {
  const { code, err } = await run([saved(name, content)])
  expect(err).toContain(expected)
  expect(code).toBe(2)
})

test('a file that does not exist is not found', async () => {
  const { code, err } = await run([join(folder, 'nowhere.json')])
  expect(err).toContain('no such file')
  expect(code).toBe(1)
})

test.each([[[]], [[sound, '--jsn']], [[sound, sound]]])('%j is bad usage', async (args) => {
  const { code, err } = await run(args)
  expect(err).toContain('usage: penstock plant check')
  expect(code).toBe(2)
})

test('import and export say what they need', () => {
  expect(parsePlantImport(['p.json', '--to', 'd', '--dry-run'])).toEqual({
    ok: true,
    value: { file: 'p.json', site: 'default', to: 'd', dryRun: true, json: false },
  })
  expect(parsePlantImport(['--to', 'd']).ok).toBe(false)
  expect(parsePlantImport(['p.json', 'q.json', '--to', 'd']).ok).toBe(false)
  expect(parsePlantImport(['p.json', '--to', 'd', '--site', 'No Site']).ok).toBe(false)
  expect(parsePlantExport(['--to', 'd', '--out', 'x.json'])).toEqual({
    ok: true,
    value: { site: 'default', to: 'd', out: 'x.json' },
  })
  expect(parsePlantExport(['--out', 'x.json']).ok).toBe(false)
})
