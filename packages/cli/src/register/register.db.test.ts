// Register and plant of a running hub from the command line: a real hub, a token of a person, and the commands as they are called.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { plantExport, plantImport } from '@penstock/cli/plant'
import { registerExport, registerImport } from '@penstock/cli/register'
import type { ImportPlan } from '@penstock/contract/assets'
import { type JobView, PHASES } from '@penstock/contract/jobs'
import { type Hub, newHubKey, readHubKey, startHub } from '@penstock/server/hub'
import { openEmbeddedStore } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type SignedIn, signInWith } from '@penstock/testkit/signed-in'
import { migratedFolder } from '@penstock/testkit/stores'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'penstock-register-'))
const ROWS = 1500
let core: string
let hub: Hub
let person: SignedIn
let token: string

beforeAll(async () => {
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Penstock</title>')
  core = await migratedFolder('core')
  const nobody = { it: join(folder, 'it.sock'), ot: join(folder, 'ot.sock') }
  const store = await openEmbeddedStore<CoreTables>({ folder: core, schema: 'core' })
  const key = readHubKey(newHubKey().privatePem)
  hub = await startHub({ folder: core, port: 0, pages: folder, store, key, cells: nobody, logLevel: 'silent' })
  person = await signInWith(hub.url, await hub.issueLink())
  token = await newToken(['assets', 'plant'])
}, 300_000)
afterAll(async () => {
  await hub.stop()
  for (const each of [folder, core]) rmSync(each, { recursive: true, force: true })
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

async function newToken(rooms: readonly string[]): Promise<string> {
  const made = await person.send('POST', '/api/account/tokens', JSON.stringify({ name: 'test', rooms, days: 1 }))
  return (made.body as { secret: string }).secret
}

interface Said {
  readonly code: number
  readonly out: string
  readonly err: string
}

async function run(
  command: (args: readonly string[]) => Promise<number>,
  args: readonly string[],
  secret = token,
): Promise<Said> {
  const said = { out: '', err: '' }
  vi.stubEnv('PENSTOCK_TOKEN', secret)
  for (const stream of ['out', 'err'] as const)
    vi.spyOn(process[`std${stream}`], 'write').mockImplementation((text: unknown) => {
      said[stream] += String(text)
      return true
    })
  const code = await command(args.includes('--to') ? args : [...args, '--to', hub.url])
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  return { code, ...said }
}

function fileOf(name: string, lines: readonly string[]): string {
  const file = join(folder, name)
  writeFileSync(file, `id,name\n${lines.join('\n')}\n`)
  return file
}

async function rowsOf(letter: string): Promise<number> {
  const { out } = await exported(['--format', 'csv'])
  return out.split('\n').filter((line) => line.includes(`${letter}-`)).length
}

async function exported(args: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  const out = join(folder, `out-${performance.now()}`)
  const { code } = await run(registerExport, [...args, '--out', out])
  return { code, out: readFileSync(out, 'utf8') }
}

test('a register file goes in as a job with the phases that its page shows, and comes out again', async () => {
  const file = fileOf(
    'valves.csv',
    Array.from({ length: ROWS }, (_, at) => `A-${at},Valve ${at}`),
  )
  const tried = await run(registerImport, [file, '--dry-run', '--json'])
  const { plan } = JSON.parse(tried.out) as { plan: ImportPlan }
  expect([tried.code, plan.added]).toEqual([0, ROWS])
  expect(tried.err).toContain(`--consent ${plan.consent}`)
  const done = await run(registerImport, [file, '--json', '--consent', plan.consent ?? ''])
  expect(done.code, done.err).toBe(0)
  expect((JSON.parse(done.out) as { job: JobView }).job).toMatchObject({ state: 'succeeded', result: { added: ROWS } })
  for (const phase of ['checking', 'comparing', 'applying'] as const)
    expect(done.err).toContain(`penstock: ${PHASES[phase]}`)
  await expect.poll(() => rowsOf('A'), { timeout: 60_000 }).toBe(ROWS)
  // What is there already is nothing to do; another plan than the one consented to is not stored.
  expect(await run(registerImport, [file])).toMatchObject({
    code: 0,
    out: expect.stringContaining(`leave ${ROWS}`) as string,
  })
  const other = fileOf('other.csv', ['A-1,Renamed'])
  const moved = await run(registerImport, [other, '--consent', plan.consent ?? ''])
  expect(moved).toMatchObject({ code: 1, err: expect.stringContaining('another one by now') as string })
})

test('bad rows are told by line, and the others wait for the word of whoever brings them', async () => {
  const file = fileOf('mixed.csv', ['B-1,Pump', 'B-2,"=cmd()', 'B-2,Fan'])
  const refused = await run(registerImport, [file])
  expect(refused.code).toBe(2)
  const mixed = fileOf('mixed.csv', ['B-1,Pump', ',Nameless', 'B-2,Fan'])
  const told = await run(registerImport, [mixed])
  expect(told).toMatchObject({ code: 2, err: expect.stringMatching(/line 3: [\s\S]*--leave-out-bad/) as string })
  expect(await rowsOf('B')).toBe(0)
  expect((await run(registerImport, [mixed, '--leave-out-bad'])).code).toBe(0)
  await expect.poll(() => rowsOf('B'), { timeout: 60_000 }).toBe(2)
})

test('an interrupt cancels the job as a whole', async () => {
  const file = fileOf(
    'many.csv',
    Array.from({ length: ROWS * 4 }, (_, at) => `C-${at},Valve ${at}`),
  )
  const running = run(registerImport, [file])
  await expect
    .poll(async () => ((await person.get('/api/jobs')) as { items: JobView[] }).items[0]?.phase, {
      timeout: 120_000,
      interval: 10,
    })
    .toBe('comparing')
  process.emit('SIGINT')
  expect(await running).toMatchObject({ code: 1, err: expect.stringContaining('nothing was stored') as string })
  expect(await rowsOf('C')).toBe(0)
})

test('a plant file goes in whole or not at all, and comes out as it was taken up', async () => {
  const file = join(folder, 'works.plant.json')
  writeFileSync(file, loadWrenfieldWorksText())
  const tried = await run(plantImport, [file, '--dry-run'])
  expect(tried).toMatchObject({ code: 0, out: expect.stringContaining('would be stored') as string })
  const done = await run(plantImport, [file, '--json'])
  expect(JSON.parse(done.out)).toMatchObject({ isDryRun: false, isConcluded: true, removed: 0 })
  const out = join(folder, 'out.plant.json')
  expect((await run(plantExport, ['--out', out])).code).toBe(0)
  expect(statSync(out).mode & 0o077).toBe(0)
  const again = await run(plantImport, [out, '--dry-run', '--json'])
  expect(JSON.parse(again.out)).toMatchObject({ added: 0, changed: 0, removed: 0 })
  writeFileSync(file, '{"zones": 1}')
  expect((await run(plantImport, [file])).code).toBe(2)
  // A file that is there is not written over.
  expect(await run(plantExport, ['--out', out])).toMatchObject({ code: 1 })
})

test('a token goes to HTTPS or to this machine, from a file that nobody else reads, and opens its rooms alone', async () => {
  const sent = vi.spyOn(globalThis, 'fetch')
  for (const to of ['http://hub.example', 'http://127.0.0.1.example:1', 'ftp://localhost', 'hub'])
    expect(await run(registerExport, ['--to', to])).toMatchObject({ code: 2 })
  const file = join(folder, 'token')
  writeFileSync(file, `${token}\n`, { mode: 0o644 })
  const open = await run(registerExport, ['--token-file', file], '')
  expect(open).toMatchObject({ code: 1, err: expect.stringContaining('chmod 600') as string })
  expect(await run(registerExport, [], '')).toMatchObject({
    code: 2,
    err: expect.stringContaining('no token') as string,
  })
  expect(sent).not.toHaveBeenCalled()
  writeFileSync(join(folder, 'kept'), `${token}\n`, { mode: 0o600 })
  expect((await run(registerExport, ['--token-file', join(folder, 'kept')], '')).code).toBe(0)
  const forPlant = await newToken(['plant'])
  expect(await run(registerExport, [], forPlant)).toMatchObject({
    code: 1,
    err: expect.stringContaining('not-found') as string,
  })
  const unknown = await run(registerExport, [], `penstock_${'x'.repeat(43)}`)
  expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('does not know this token') as string })
})
