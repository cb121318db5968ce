import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadSocModelTables } from '@penstock/catalogs/soc-model@1'
import { modelAdvise, modelDiff } from '@penstock/cli/operating-model'
import { afterAll, expect, test, vi } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'penstock-model-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, value: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value))
  return path
}

async function run(command: (args: readonly string[]) => Promise<number>, ...args: readonly string[]) {
  const out: string[] = []
  const err: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  const code = await command(args)
  vi.restoreAllMocks()
  return { code, out: out.join(''), err: err.join('') }
}

const profiles = loadSocModelTables().workedProfiles

test.each(profiles)('[E13:2] model advise on the file of $name', async ({ levels, expected }) => {
  for (const answers of [{ levels }, levels]) {
    const { code, out, err } = await run(modelAdvise, file('answers.json', answers), '--json')
    expect([code, err]).toEqual([0, ''])
    const told = JSON.parse(out) as typeof expected
    expect({ recommended: told.recommended, tie: told.tie, staged: told.staged }).toEqual({
      recommended: expected.recommended,
      tie: expected.tie,
      staged: expected.staged,
    })
    for (const [model, score] of Object.entries(expected.scores))
      expect(told.scores[model as keyof typeof told.scores]).toBeCloseTo(score, 6)
  }
})

test('in words: the standing, what is missing, what changes it, and how to begin when nothing is feasible', async () => {
  const manufacturer = profiles.find(({ expected }) => expected.staged)!
  const { out } = await run(modelAdvise, file('answers.json', { levels: manufacturer.levels }))
  expect(out).toContain('none is feasible yet: start staged, towards integrated')
  expect(out).toContain('0.463  integrated  otExpertise 0→2')
  expect(out).toContain('IT SOC with EDR telemetry')
})

test.each([
  ['no file', () => join(folder, 'none.json'), 1, 'there is no such file'],
  ['no JSON', () => file('bad.json', '{"levels":'), 2, 'is no JSON'],
  ['no levels', () => file('bad.json', []), 2, 'wants an object with `levels`'],
  ['a level that is none', () => file('bad.json', { levels: { ...profiles[0]!.levels, scale: 9 } }), 2, 'levels.scale'],
  ['a factor left out', () => file('bad.json', { levels: {} }), 2, 'levels.otExpertise has no answer'],
  [
    'a misspelt factor',
    () => file('bad.json', { levels: { ...profiles[0]!.levels, scael: 1 } }),
    2,
    'did you mean scale?',
  ],
])('%s: exit code and place', async (_what, path, code, words) => {
  const ran = await run(modelAdvise, path())
  expect([ran.code, ran.out]).toEqual([code, ''])
  expect(ran.err).toContain(words)
})

test('[E12:2] model diff tells who gains and who loses what, of two models and of two policies', async () => {
  const models = await run(modelDiff, 'federated', 'hybrid', '--json')
  expect(models.code).toBe(0)
  const told = JSON.parse(models.out) as {
    gained: number
    lost: number
    changes: { who: string; class: string; after: string }[]
  }
  expect(told).toMatchObject({ from: 'federated', to: 'hybrid', lost: 0, gained: told.changes.length })
  expect(told.changes).toContainEqual({
    who: 'central-hunter',
    class: 'ot-events',
    where: 'everywhere',
    before: 'none',
    after: 'pseudonymised',
    change: 'gained',
  })
  const policy = { version: 1, model: 'integrated', sources: [], decidedAt: 1, approvals: [] }
  const from = file('from.json', { ...policy, subjects: [{ subject: 'acc_a', roles: ['it-analyst'], sites: '*' }] })
  const to = file('to.json', {
    ...policy,
    version: 2,
    subjects: [{ subject: 'acc_a', roles: ['soc-lead'], sites: '*' }],
  })
  const { out } = await run(modelDiff, from, to)
  expect(out).toContain('lost    acc_a            it-raw         work → none')
  expect(out).toContain('gained  acc_a            ot-detections  none → read')
})

test('model diff refuses a misspelt model, and a model against a policy', async () => {
  const misspelt = await run(modelDiff, 'integrated', 'fedrated')
  expect([misspelt.code, misspelt.err.includes('did you mean federated?')]).toEqual([1, true])
  const policy = file('p.json', { version: 1, model: 'hybrid', subjects: [], sources: [], decidedAt: 1, approvals: [] })
  expect((await run(modelDiff, 'integrated', policy)).code).toBe(2)
  expect((await run(modelDiff, 'integrated')).code).toBe(2)
})
