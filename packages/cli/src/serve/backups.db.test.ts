// Backups of a running server, made while people work, proven, and put back from the page: the real processes throughout.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { askOwner } from '@penstock/cli/owner'
import { type Served, serve } from '@penstock/cli/serve'
import type { AuditCheckView, AuditEntryView } from '@penstock/contract/audit'
import type { JobView } from '@penstock/contract/jobs'
import type { BackupsView } from '@penstock/contract/settings'
import { checkWhole, newIdentity } from '@penstock/server/backup'
import { type SignedIn, signInWith } from '@penstock/testkit/signed-in'
import { afterAll, beforeAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'penstock-serve-backups-'))
const data = join(folder, 'plant')
const keys = newIdentity()
const stranger = newIdentity()
/** Restoring starts three engines; a busy machine takes its time. */
const PATIENCE = { timeout: 400_000, interval: 500 }
let served: Served
let person: SignedIn

beforeAll(async () => {
  mkdirSync(join(folder, 'pages'))
  writeFileSync(join(folder, 'pages', 'index.html'), '<!doctype html><title>Penstock</title>')
  await start()
}, 400_000)
async function start(): Promise<void> {
  served = await serve({ data, port: 0, pages: join(folder, 'pages'), logLevel: 'silent' })
  person = await signInWith(served.url, await served.issueLink())
}
afterAll(async () => {
  await served.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function backups(): Promise<BackupsView> {
  return (await person.get('/api/backups')) as BackupsView
}

async function jobs(): Promise<readonly JobView[]> {
  return ((await person.get('/api/jobs')) as { items: JobView[] }).items
}

function onShelf(): readonly string[] {
  return readdirSync(join(data, 'backups')).filter((name) => !name.endsWith('.json'))
}

/** Phases of the job, as a page that follows it is told them, until one of these has come. */
async function followed(...until: readonly string[]): Promise<readonly string[]> {
  const phases = new Set<string>()
  const seen = async (): Promise<string> => {
    const [job] = await jobs()
    phases.add(job?.phase ?? '')
    return job?.phase ?? ''
  }
  await expect.poll(seen, { ...PATIENCE, interval: 50 }).toBeOneOf([...until])
  return [...phases]
}

async function renameSite(name: string): Promise<void> {
  const { items } = (await person.get('/api/sites')) as { items: { site: string; version: number }[] }
  const [site] = items
  const body = JSON.stringify({ version: site?.version, name })
  expect((await person.send('PATCH', `/api/sites/${site?.site}`, body)).status).toBeLessThan(300)
}

async function siteName(): Promise<string | undefined> {
  return ((await person.get('/api/sites')) as { items: { name: string }[] }).items[0]?.name
}

test('nobody can be locked out of a backup: without a recipient none is made, and a key that is none is refused', async () => {
  expect((await person.send('POST', '/api/backups')).body).toMatchObject({ code: 'settings.no-recipient' })
  const settings = { version: 0, nightlyAt: null, keep: 3, recipients: ['penstock-recipient-typo'] }
  expect((await person.send('PUT', '/api/backups/settings', JSON.stringify(settings))).body).toMatchObject({
    code: 'settings.bad-recipient',
  })
  const unopened = JSON.stringify({ ...settings, recipients: [], nightlyAt: '02:00' })
  expect((await person.send('PUT', '/api/backups/settings', unopened)).body).toMatchObject({
    code: 'settings.no-recipient',
  })
})

test('[O02] a backup that is made while people work is consistent, and is proven by being restored', {
  timeout: 600_000,
}, async () => {
  const settings = { version: 0, nightlyAt: null, keep: 3, recipients: [keys.recipient] }
  expect((await person.send('PUT', '/api/backups/settings', JSON.stringify(settings))).status).toBe(200)
  await renameSite('Before the backup')
  // New accounts hand new policies down to the cells, and every request of a cell is an entry of its chain.
  let isWorking = true
  const working = (async () => {
    for (let n = 0; isWorking; n++) {
      const account = { name: `worker-${n}`, roles: ['ot-analyst'], sites: '*' }
      await person.send('POST', '/api/access/accounts', JSON.stringify(account))
      await person.get('/api/ot/jobs')
    }
  })()
  const begun = (await person.send('POST', '/api/backups')).body as JobView
  expect(begun).toMatchObject({ kind: 'backup', domain: null, site: '*', state: 'queued', unit: 'bytes' })
  expect((await person.send('POST', '/api/backups')).body).toMatchObject({ code: 'settings.busy' })
  const phases = await followed('succeeded', 'failed')
  isWorking = false
  await working
  const { items, lastFailure, work } = await backups()
  expect([lastFailure, work]).toEqual([null, null])
  expect(phases).toEqual(expect.arrayContaining(['writing', 'verifying', 'succeeded']))
  const [made] = await jobs()
  expect(made).toMatchObject({ id: begun.id, subject: items[0]?.reference, result: { bytes: items[0]?.bytes } })
  expect(items).toMatchObject([{ kind: 'manual', verdict: { isRestorable: true, detail: null } }])
  expect(Object.keys(items[0]?.verdict?.rows ?? {})).toEqual(expect.arrayContaining(['core', 'it']))
  // Nothing of the proof stays.
  for (const part of ['core', 'it', 'ot']) expect(readdirSync(join(data, part))).not.toContain('backup-check')
})

test('a backup that is cancelled leaves nothing; let go on, and cut off by a restart, it is made and proven after all', {
  timeout: 900_000,
}, async () => {
  const before = onShelf()
  const { id, subject } = (await person.send('POST', '/api/backups')).body as JobView
  await followed('verifying')
  expect(onShelf()).toContain(`${subject}.penstock-backup`)
  const stopped = await person.send('POST', `/api/jobs/${id}/cancellation`)
  expect(stopped).toMatchObject({ status: 200, body: { state: 'cancelled', isResumable: true } })
  await expect.poll(onShelf, PATIENCE).toEqual(before)
  for (const part of ['core', 'it', 'ot'])
    await expect.poll(() => readdirSync(join(data, part)), PATIENCE).not.toContain('backup-check')
  expect((await backups()).lastFailure).toBeNull()

  expect((await person.send('POST', `/api/jobs/${id}/resumption`)).status).toBe(200)
  await followed('verifying')
  await served.stop()
  expect(onShelf()).toEqual(before)
  await start()
  await followed('succeeded', 'failed')
  const [job] = await jobs()
  expect(job).toMatchObject({ id, subject, state: 'succeeded', result: { reference: subject } })
  const { items } = await backups()
  expect(items.find(({ reference }) => reference === subject)).toMatchObject({ verdict: { isRestorable: true } })
})

test('the owner of the folder gets a backup from the running processes', { timeout: 200_000 }, async () => {
  const out = join(folder, 'by-owner.backup')
  const recipients = [{ key: keys.recipient }]
  const phases = new Set<string>()
  const made = await askOwner(
    data,
    { out, recipients: { core: recipients, it: recipients, ot: recipients } },
    (phase) => void phases.add(phase),
  )
  expect(made).toMatchObject({ file: out })
  expect(phases).toContain('writing')
  await checkWhole(out)
  const nowhere = join(folder, 'no', 'such', 'folder', 'b')
  const refused = askOwner(
    data,
    { out: nowhere, recipients: { core: recipients, it: recipients, ot: recipients } },
    () => {},
  )
  await expect(refused).rejects.toThrow('was not written')
})

test('a backup is downloaded as it stands on the shelf, and that is an entry of the audit log', async () => {
  const reference = (await backups()).items[0]?.reference ?? ''
  const fetched = await person.bytes(`/api/backups/${reference}/file`)
  expect(fetched).toEqual(new Uint8Array(readFileSync(join(data, 'backups', `${reference}.penstock-backup`))))
  expect((await person.send('GET', '/api/backups/BKP-NONE/file')).body).toMatchObject({ code: 'not-found' })
  expect((await person.send('GET', '/api/backups/..%2Fcore%2Fowner/file')).status).toBe(404)
  const { items } = (await person.get('/api/audit?limit=50')) as { items: AuditEntryView[] }
  expect(items.find(({ action }) => action === 'backup.download')).toMatchObject({ object: reference })
})

test('a restore with a key that does not fit changes nothing', { timeout: 400_000 }, async () => {
  const reference = (await backups()).items[0]?.reference ?? ''
  const with_ = (identity: string) =>
    person.send('POST', `/api/backups/${reference}/restoration`, JSON.stringify({ identities: [identity] }))
  expect((await with_('penstock-identity-typo')).body).toMatchObject({ code: 'settings.bad-identity' })
  expect(
    (await person.send('POST', '/api/backups/BKP-NONE/restoration', JSON.stringify({ identities: [keys.identity] })))
      .status,
  ).toBe(404)
  expect((await with_(stranger.identity)).status).toBe(200)
  await expect.poll(async () => (await backups()).work, PATIENCE).toBeNull()
  expect((await backups()).lastFailure).toMatchObject({ code: 'backup.wrong-key' })
  expect(await siteName()).toBe('Before the backup')
  expect(existsSync(join(data, 'restored'))).toBe(false)
})

test('[O02] a restore from the page brings back the state of the backup, keeps the old one aside, and ends all sessions', {
  timeout: 600_000,
}, async () => {
  const reference = (await backups()).items[0]?.reference ?? ''
  await renameSite('Damaged since')
  const body = JSON.stringify({ identities: [keys.identity] })
  expect((await person.send('POST', `/api/backups/${reference}/restoration`, body)).status).toBe(200)
  const statusOf = async (): Promise<number> => {
    try {
      return await person.send('GET', '/api/session').then(({ status }) => status)
    } catch {
      return 0
    }
  }
  await expect.poll(statusOf, PATIENCE).toBe(401)
  person = await signInWith(served.url, await served.issueLink())
  expect(await siteName()).toBe('Before the backup')
  expect(readdirSync(data)).toContain(`before-${reference}`)
  expect(readdirSync(data)).not.toContain('swap.json')
  const { chains } = (await person.send('POST', '/api/audit/verification')).body as AuditCheckView
  expect(chains.map(({ chain, faults }) => ({ chain, faults }))).toEqual(
    ['core', 'it', 'ot'].map((chain) => ({ chain, faults: [] })),
  )
  // The store was read while the job that made its backup ran. Here nobody makes that one any more.
  const restored = (await jobs()).find(({ subject }) => subject === reference)
  expect(restored).toMatchObject({ state: 'failed', problem: { code: 'jobs.put-back' }, isResumable: false })
  expect((await backups()).work).toBeNull()
  const { items } = (await person.get('/api/audit?limit=500')) as { items: AuditEntryView[] }
  expect(items.find(({ action }) => action === 'backup.restore')).toMatchObject({
    object: reference,
    details: { by: 'founder' },
  })
  // The backup itself is still on the shelf.
  expect((await backups()).items.map((item) => item.reference)).toContain(reference)
})
