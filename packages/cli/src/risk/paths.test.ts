import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { riskPaths, riskThreats } from '@penstock/cli/risk'
import { afterAll, expect, test, vi } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'penstock-risk-'))
afterAll(() => rmSync(folder, { recursive: true }))

function saved(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function run(
  command: typeof riskPaths,
  args: readonly string[],
): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = []
  const err: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  const code = await command(args)
  vi.restoreAllMocks()
  return { code, out: out.join(''), err: err.join('') }
}

const plant = saved('plant.json', loadWrenfieldWorksText())

interface Document {
  readonly paths: { goal: string; steps: string[]; crosses: string[]; cost: number; evidence: { facts: unknown[] }[] }[]
  readonly chokePoints: { id: string }[]
  readonly cutSets: { goal: string; facts: string[] }[]
  readonly lostWithout: string[]
  readonly limits: string[]
}

test('one goal as a JSON document: steps, conduits, evidence, choke points, cuts, limits', async () => {
  const { code, out, err } = await run(riskPaths, [plant, '--goal', 'SIS-MP1', '--json'])
  expect([code, err]).toEqual([0, ''])
  const document = JSON.parse(out) as Document
  expect(document.paths).toContainEqual(
    expect.objectContaining({
      goal: 'SIS-MP1',
      steps: ['ENT-WS-PE', 'DMZ-JMP1', 'OPS-EWS1', 'SIS-EWS1', 'SIS-MP1'],
      crosses: ['C-02', 'C-04', 'C-07'],
    }),
  )
  expect(document.chokePoints.map((one) => one.id)).toContain('key-switch:SIS-MP1')
  expect(document.cutSets.length).toBeGreaterThan(2)
  expect(document.limits.join(' ')).toContain('never loses what he has gained')
})

test('as text, goal first, each hop with its place in the file', async () => {
  const { code, out } = await run(riskPaths, [plant, '--goal', 'REM-PLC1'])
  expect(code).toBe(0)
  expect(out).toContain('internet:EXT-INET: EXT-INET → REM-PLC1 (C-15)')
  expect(out).toContain('assets[id=REM-RTR1].portForwards')
})

test('what if the key stood in RUN: the goals that it saves are named', async () => {
  const args = [plant, '--goal', 'SIS-MP1', '--without', 'key-switch:SIS-MP1']
  const { code, out } = await run(riskPaths, args)
  expect(code).toBe(0)
  expect(out).toMatch(/no longer reached: .*SIS-MP1.*SIF-201/)
  expect(out).toContain('Never reached:\n  SIS-MP1')
})

test('an advisory opens what no account does', async () => {
  const match = { assetId: 'OPS-NTP1', advisoryId: 'ICSA-24-000-00', cves: ['CVE-2024-0001'], kev: false }
  const ask = async (grade: string) => {
    const matches = saved(`${grade}.json`, JSON.stringify({ matches: [{ ...match, grade }] }))
    const { out } = await run(riskPaths, [plant, '--goal', 'F-TIME', '--json', '--matches', matches])
    return JSON.parse(out) as Document
  }
  expect((await ask('N')).paths).toEqual([])
  const { paths } = await ask('A')
  expect(paths.length).toBeGreaterThan(0)
  for (const path of paths) expect(JSON.stringify(path.evidence.at(-1))).toContain('ICSA-24-000-00')
})

test.each([
  { name: 'no plant', args: [], code: 2, says: 'usage' },
  { name: 'an option that there is not', args: [plant, '--nope'], code: 2, says: 'nope' },
  { name: 'no such file', args: [join(folder, 'none.json')], code: 1, says: 'none.json' },
  { name: 'a plant with faults', args: [saved('bad.json', '{"about":{}}')], code: 2, says: 'bad.json' },
  { name: 'a goal that there is not', args: [plant, '--goal', 'SIS-MP2'], code: 1, says: 'did you mean SIS-MP1?' },
  {
    name: 'a fact that there is not',
    args: [plant, '--without', 'conduit:C-99'],
    code: 1,
    says: 'no fact conduit:C-99',
  },
  { name: 'matches that are none', args: [plant, '--matches', saved('no.json', '[]')], code: 2, says: 'no matches' },
  { name: 'matches that are not there', args: [plant, '--matches', join(folder, 'x.json')], code: 1, says: 'x.json' },
])('refused: $name', async ({ args, code, says }) => {
  const answer = await run(riskPaths, args)
  expect([answer.code, answer.out]).toEqual([code, ''])
  expect(answer.err).toContain(says)
})

test('threats of each conduit, with the list that stands on paper only', async () => {
  const { code, out } = await run(riskThreats, [plant])
  expect(code).toBe(0)
  expect(out).toContain('C-06\n  modbus-tcp asks nobody, its list of function codes stands on paper only; flows FL-024')
  const { threats } = JSON.parse((await run(riskThreats, [plant, '--json'])).out) as { threats: { conduit: string }[] }
  expect(new Set(threats.map((one) => one.conduit)).size).toBeGreaterThan(8)
  expect((await run(riskThreats, [])).code).toBe(2)
})
