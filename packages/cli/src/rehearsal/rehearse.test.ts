import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { modelRehearse } from '@penstock/cli/rehearsal'
import { afterAll, expect, test, vi } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'penstock-rehearse-'))
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(name: string, value: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(value))
  return path
}

async function run(...args: readonly string[]) {
  const out: string[] = []
  const err: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  const code = await modelRehearse(args)
  vi.restoreAllMocks()
  return { code, out: out.join(''), err: err.join('') }
}

const source = (name: string, domain: string, logSources: readonly object[]) => ({
  name,
  domain,
  site: 'works',
  logSources,
})
const WINDOWS = [
  { product: 'windows', category: 'process_creation' },
  { product: 'windows', category: 'process_access' },
  { product: 'windows', service: 'security' },
]
const person = (role: string) => ({ roles: [role], sites: '*' })
const works = {
  sites: ['works'],
  sources: [
    { name: 'mail gateway', domain: 'it', site: 'works', logSources: [{ product: 'mail' }] },
    source('office hosts', 'it', WINDOWS),
    source('stations', 'ot', WINDOWS),
  ],
  sensors: [{ name: 'mirror of cell 1', domain: 'ot', site: 'works' }],
  people: ['it-analyst', 'ot-lead'].map(person),
}

test('[E13:2] what is there is rehearsed: when, by whom, under each model, and what would tell the rest', async () => {
  const { code, out } = await run(fileOf('works.json', works))
  expect(code).toBe(0)
  const of = out.slice(out.indexOf('XD-01'), out.indexOf('XD-02'))
  expect(of).toContain(
    'XD-01 Phished engineer to PLC program download: 10 of 11 stages told; suspicion after 5 d 20 h (stage 6 of 11)',
  )
  expect(of).toContain('integrated  joint after 5 d 20 h')
  expect(of).toContain('federated   joint after 5 d 20 h 30 min (stage 6 of 11)')
  expect(of).toContain('ot after 5 d 20 h (stage 6 of 11) (tip)')
  expect(of).toContain('hybrid      stays with each side: nobody holds the role of the central team')
  expect(of).toContain(
    'not told: 3 T1071.001 Application Layer Protocol: Web Protocols: wants events of suricata / alert',
  )
})

test('planned: a source more is tried in the file before it is bought', async () => {
  const bare = { ...works, sensors: [] }
  const critical = async (file: unknown) => {
    const { out } = await run(fileOf('planned.json', file), '--json')
    const { items } = JSON.parse(out) as { items: { scenario: string; least: { critical: object | null } }[] }
    return items.find(({ scenario }) => scenario === 'XD-01')!.least.critical
  }
  expect([await critical(bare), (await critical(works)) === null]).toEqual([null, false])
})

test('as one side sees it: nothing of the other is told', async () => {
  const { out } = await run(fileOf('works.json', works), '--as', 'it')
  expect(out).toContain('if the other side tells all of its stages')
  expect(out).not.toMatch(/mirror of cell 1|stations/)
})

test.each([
  { args: [], says: 'usage: penstock model rehearse COVERAGE' },
  { args: ['--to', 'https://hub.example'], says: 'usage' },
  { args: ['x', '--as', 'dmz'], says: '--as takes it or ot' },
  { args: ['x', '--site', 'No Site'], says: '--site: ' },
])('$args is bad usage', async ({ args, says }) => {
  const { code, err } = await run(...args)
  expect([code, err.includes(says)]).toEqual([2, true])
})

test.each([
  {
    name: 'a format that there is not',
    change: { sources: [{ name: 'x', domain: 'it', site: 'works', format: 'nope' }] },
    says: 'sources.0.format: there is no format "nope"',
  },
  {
    name: 'a source that says nothing',
    change: { sources: [{ name: 'x', domain: 'it', site: 'works' }] },
    says: 'sources.0: wants `logSources`',
  },
  {
    name: 'a domain that is none',
    change: { sensors: [{ name: 'x', domain: 'lab', site: 'works' }] },
    says: 'sensors.0.domain',
  },
  { name: 'a key that is misspelt', change: { sensor: [] }, says: 'sensor' },
])('$name is told with its place', async ({ change, says }) => {
  const { code, out, err } = await run(fileOf('bad.json', { ...works, ...change }))
  expect([code, out]).toEqual([2, ''])
  expect(err).toContain(says)
})

test('a site that the file has not, and a file that is not there', async () => {
  expect((await run(fileOf('works.json', works), '--site', 'mill')).err).toContain('has no site mill')
  expect((await run(join(folder, 'none.json'))).code).toBe(1)
})
