import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ImportAnswer } from '@penstock/contract/assets'
import type { JobView } from '@penstock/contract/jobs'
import type { BackupsView } from '@penstock/contract/settings'
import { newIdentity } from '@penstock/server/backup'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { openEmbeddedStore } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type SignedIn, signInWith } from '@penstock/testkit/signed-in'
import { migratedFolder } from '@penstock/testkit/stores'
import { afterAll, expect, test } from 'vitest'
import { answering, code, stop, type Up, up } from './up.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'penstock-up-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a second server on a folder in use ends with the folder and the mend, and the first goes on', async () => {
  const data = join(folder, 'shared')
  const first = up('--data', data, '--port', '0')
  const { url } = await answering(first)
  const second = up('--data', data, '--port', '0')
  expect(await code(second)).toBe(1)
  expect(second.said()).toContain(data)
  expect(second.said()).toContain('stop that one, or name another folder with --data')
  expect((await fetch(`${url}/api/session`)).status).toBe(401)
  expect(await stop(first)).toBe(0)
})

test('a port that is taken is said so, with the mend, and nothing stays behind', async () => {
  const taken = createServer()
  await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done))
  const { port } = taken.address() as { port: number }
  const data = join(folder, 'port')
  const one = up('--data', data, '--port', String(port))
  expect(await code(one)).toBe(1)
  expect(one.said()).toContain('choose another with --port')
  taken.close()
  // The folder is free again at once.
  await answering(up('--data', data, '--port', '0'))
})

test.each([
  { name: 'an unknown flag', args: ['--dat', 'x'], names: '--dat' },
  { name: 'a port that is no number', args: ['--port', 'eighty'], names: 'port' },
  { name: 'a port beyond the last', args: ['--port', '70000'], names: 'port' },
  { name: 'an unknown log level', args: ['--log-level', 'loud'], names: 'log' },
  { name: 'a word too many', args: ['now'], names: 'now' },
])('$name is bad usage: exit code 2, the fault and the usage', async ({ args, names }) => {
  const one = up(...args)
  expect(await code(one)).toBe(2)
  expect(one.said()).toContain(names)
  expect(one.said()).toContain('usage: penstock up')
})

/** Rows of a register file: enough that comparing and storing them take a second each. */
const ROWS = 4000

test('when the hub is killed no cell stays behind, and a register import that it cut off ends as if nothing had been', {
  timeout: 600_000,
}, async () => {
  const data = await madePlant()
  const laid = join(data, 'core', 'spool')
  const first = up('--data', data, '--port', '0')
  const { id } = await beginImport(await signedInAt(first), 'A')
  const cells = childrenOf(first.child.pid ?? 0)
  expect(cells.length).toBe(2)
  await expect.poll(() => linesLaid(laid), { timeout: 60_000, interval: 2 }).toBeGreaterThan(0)
  first.child.kill('SIGKILL')
  expect(linesLaid(laid), 'killed while it compares').toBeLessThan(ROWS)
  // At once, while the cells of the one before are still on their way out.
  const second = up('--data', data, '--port', '0')
  await answering(second)
  await expect.poll(() => cells.filter(isRunning), { timeout: 30_000 }).toEqual([])
  expect(childrenOf(second.child.pid ?? 0).length).toBe(2)
  await expect.poll(() => linesLaid(laid), { timeout: 60_000, interval: 2 }).toBe(ROWS)
  second.child.kill('SIGKILL')
  expect(linesLaid(laid), 'killed while it stores').toBe(ROWS)

  const third = up('--data', data, '--port', '0')
  const person = await signedInAt(third)
  const disturbed = await endedAt(person, id)
  const undisturbed = await endedAt(person, (await beginImport(person, 'B')).id)
  const counts = { added: ROWS, changed: 0, unchanged: 0, bad: 0 }
  for (const job of [disturbed, undisturbed]) expect(job).toMatchObject({ state: 'succeeded', result: counts })
  const { items } = (await person.get('/api/sites/default/assets/imports')) as { items: { added: number }[] }
  expect(items.map(({ added }) => added)).toEqual([ROWS, ROWS])
  // The end of a job is stored before its file goes; a kill in between leaves it to the next start.
  await expect.poll(() => readdirSync(laid), { timeout: 30_000 }).toEqual([])
  expect(await stop(third)).toBe(0)
  await using store = await openEmbeddedStore<CoreTables>({ folder: join(data, 'core'), schema: 'core' })
  const [ofA, ofB] = [await storedOf(store, 'A'), await storedOf(store, 'B')]
  expect(ofA.decisions).toBe(ROWS)
  expect(ofA.assets.length).toBe(ROWS)
  expect(ofA).toEqual(ofB)
})

test('a backup that a kill of the hub cuts off is made and proven by the next start, and nothing else is left', {
  timeout: 600_000,
}, async () => {
  const data = await madePlant()
  const first = up('--data', data, '--port', '0')
  const before = await signedInAt(first)
  const settings = { version: 0, nightlyAt: null, keep: 3, recipients: [newIdentity().recipient] }
  expect((await before.send('PUT', '/api/backups/settings', JSON.stringify(settings))).status).toBe(200)
  const { id, subject } = (await before.send('POST', '/api/backups')).body as JobView
  const phase = async () => ((await before.get(`/api/jobs/${id}`)) as JobView).phase
  await expect.poll(phase, { timeout: 120_000, interval: 20 }).toBe('verifying')
  const cells = childrenOf(first.child.pid ?? 0)
  first.child.kill('SIGKILL')
  await expect.poll(() => cells.filter(isRunning), { timeout: 30_000 }).toEqual([])
  expect(readdirSync(join(data, 'backups'))).toEqual([`${subject}.penstock-backup`])

  const second = up('--data', data, '--port', '0')
  const person = await signedInAt(second)
  const ended = await endedAt(person, id)
  expect(ended).toMatchObject({ state: 'succeeded', result: { reference: subject } })
  const { items, work } = (await person.get('/api/backups')) as BackupsView
  expect(items).toMatchObject([{ reference: subject, verdict: { isRestorable: true } }])
  expect(work).toBeNull()
  for (const part of ['core', 'it', 'ot']) expect(readdirSync(join(data, part))).not.toContain('backup-check')
  expect(await stop(second)).toBe(0)
})

/** A folder whose stores are made, so that a start only opens them; the tests that kill a hub share it. */
async function madePlant(): Promise<string> {
  const data = join(folder, 'killed')
  if (existsSync(data)) return data
  mkdirSync(data)
  for (const part of ['core', 'it', 'ot'])
    renameSync(await migratedFolder(part === 'core' ? 'core' : 'monitoring'), join(data, part))
  return data
}

async function signedInAt(one: Up): Promise<SignedIn> {
  const { url } = await answering(one)
  await expect.poll(() => one.said()).toMatch(/sign in once with \S+/)
  return await signInWith(url, /sign in once with (\S+)/.exec(one.said())?.[1] ?? '')
}

/** Begins a job for rows whose ids begin with a letter of their own; everything else in them is the same. */
async function beginImport(person: SignedIn, letter: string): Promise<JobView> {
  const lines = Array.from({ length: ROWS }, (_, at) => `${letter}-${at},Valve ${at},Vendor ${at % 7}`)
  const file = new TextEncoder().encode(`id,name,vendor\n${lines.join('\n')}\n`)
  const asked = `/api/sites/default/assets/imports?fileName=${letter}.csv`
  const { plan } = (await person.send('POST', asked, file)).body as ImportAnswer
  const begun = `/api/sites/default/assets/import-jobs?fileName=${letter}.csv&consent=${plan.consent}`
  return (await person.send('POST', begun, file)).body as JobView
}

async function endedAt(person: SignedIn, id: string): Promise<JobView> {
  const read = async () => (await person.get(`/api/jobs/${id}`)) as JobView
  await expect.poll(async () => (await read()).state, { timeout: 120_000 }).toMatch(/^(succeeded|failed|cancelled)$/)
  return await read()
}

/** Decisions that the import has laid beside its file; none once it is over. */
function linesLaid(spool: string): number {
  const [name] = readdirSync(spool).filter((one) => one.endsWith('.decisions'))
  return name === undefined ? 0 : readFileSync(join(spool, name), 'utf8').split('\n').length - 1
}

/** What is stored of the rows of one letter, without letter, ids and times. */
async function storedOf(store: Awaited<ReturnType<typeof openEmbeddedStore<CoreTables>>>, letter: string) {
  return await store.transaction(HUB_SERVICE, async (tx) => {
    const decisions = await tx
      .selectFrom('asset_decision')
      .select('body')
      .where('reason', '=', `imported from ${letter}.csv`)
      .execute()
    const assets = await tx
      .selectFrom('asset')
      .select(['declared_id', 'name', 'vendor', 'status', 'version'])
      .where('declared_id', 'like', `${letter}-%`)
      .execute()
    const bare = assets.map((asset) => ({ ...asset, declared_id: asset.declared_id?.slice(2) }))
    return {
      decisions: decisions.length,
      assets: bare.sort((a, b) => Number(a.declared_id) - Number(b.declared_id)),
    }
  })
}

test('a hub that is killed while its cells come up leaves none of them either', async () => {
  const first = up('--data', join(folder, 'early'), '--port', '0')
  await expect.poll(() => childrenOf(first.child.pid ?? 0).length, { timeout: 30_000, interval: 5 }).toBe(2)
  const cells = childrenOf(first.child.pid ?? 0)
  first.child.kill('SIGKILL')
  await expect.poll(() => cells.filter(isRunning), { timeout: 60_000 }).toEqual([])
})

function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    return text.split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
