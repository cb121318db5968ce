// Events on a whole server: files that are sent with the token of a source, and a cell that is killed while lines come.
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ingest } from '@penstock/cli/ingest'
import { type Served, serve } from '@penstock/cli/serve'
import type { EventView } from '@penstock/contract/ingest'
import type { SourcesView } from '@penstock/contract/sources'
import { type SignedIn, signInWith } from '@penstock/testkit/signed-in'
import { migratedFolder } from '@penstock/testkit/stores'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { processesBelow } from './processes.fixture.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 })

const folder = mkdtempSync(join(tmpdir(), 'penstock-send-'))
let server: Served
let person: SignedIn

beforeAll(async () => {
  mkdirSync(join(folder, 'pages'))
  mkdirSync(join(folder, 'data'))
  writeFileSync(join(folder, 'pages', 'index.html'), '<!doctype html><title>Penstock</title>')
  renameSync(await migratedFolder('core'), join(folder, 'data', 'core'))
  for (const domain of ['it', 'ot']) renameSync(await migratedFolder('monitoring'), join(folder, 'data', domain))
  server = await serve({ data: join(folder, 'data'), port: 0, pages: join(folder, 'pages'), logLevel: 'silent' })
  person = await signInWith(server.url, server.link)
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function enrolled(name: string): Promise<{ readonly id: string; readonly token: string }> {
  const wanted = { name, domain: 'ot', site: 'default', format: 'suricata-eve' }
  const made = await person.send('POST', '/api/sources', JSON.stringify(wanted))
  expect(made.status).toBe(200)
  return made.body as { id: string; token: string }
}

function alert(signature: string): string {
  return JSON.stringify({ timestamp: new Date().toISOString(), event_type: 'alert', alert: { signature, severity: 1 } })
}

/** Once nothing of it waits. */
async function told(id: string) {
  return await vi.waitFor(
    async () => {
      const { items } = (await person.get('/api/sources')) as SourcesView
      const found = items.find((item) => item.id === id)
      expect(found?.activity?.waiting).toBe(0)
      return found!.activity!
    },
    { timeout: 60_000, interval: 200 },
  )
}

async function signatures(id: string): Promise<string[]> {
  const found: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = (await person.get(
      `/api/ot/events?source=${id}&limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`,
    )) as { items: EventView[]; nextCursor: string | null }
    found.push(...page.items.map(({ fields }) => String(fields['alert.signature'])))
    cursor = page.nextCursor
  }
  return found
}

async function run(...args: readonly string[]): Promise<{ readonly code: number; readonly err: string }> {
  const err: string[] = []
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  const code = await ingest(args)
  spy.mockRestore()
  return { code, err: err.join('') }
}

test('a file is sent once, however often the command is called, and the token stays in its file', async () => {
  const { id, token } = await enrolled('files')
  const tokenFile = join(folder, 'token')
  writeFileSync(tokenFile, `${token}\n`, { mode: 0o600 })
  const file = join(folder, 'eve.json')
  writeFileSync(file, `${Array.from({ length: 6000 }, (_, n) => alert(`s${n}`)).join('\n')}\nnobody reads this\n`)
  const args = [file, '--format', 'suricata-eve', '--domain', 'ot', '--to', server.url, '--token-file', tokenFile]
  expect(await run(...args)).toEqual({ code: 0, err: '6001 records in 2 batches are stored\n' })
  expect((await run(...args)).err).toContain('2 of them stored before')
  const activity = await told(id)
  expect(activity).toMatchObject({ lines: 6001, repeated: 2, unknown: { 'record.not-of-the-format': 1 } })
  expect(new Set(await signatures(id)).size).toBe(6000)
  const other = await run(
    file,
    '--format',
    'suricata-eve',
    '--domain',
    'it',
    '--to',
    server.url,
    '--token-file',
    tokenFile,
  )
  expect(other.code).toBe(1)
  expect(other.err).toContain('not-found')
  const { items } = (await person.get('/api/sources')) as SourcesView
  expect(items.find((item) => item.id === id)?.state).toBe('quarantined')
})

test('kill -9 of the cell while lines come: every line that was answered is there after, once', async () => {
  const { id, token } = await enrolled('killed')
  const answered: string[] = []
  let kills = 0
  /** Batches that were answered since the cell came up: one that still starts is left alone. */
  let alive = 0
  for (let n = 0; kills < 4; n++) {
    const batch = Array.from({ length: 50 }, (_, line) => `b${n}-${line}`)
    const body = batch.map(alert).join('\n')
    const sent = await fetch(`${server.url}/api/ot/events?batch=b${n}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body,
    }).then(
      ({ status }) => status,
      () => 0,
    )
    if (sent === 200) {
      answered.push(...batch)
      alive++
    }
    if (alive === 6) {
      alive = 0
      const cell = processesBelow(process.pid).find(({ command }) => command.startsWith('penstock ot cell'))
      if (cell !== undefined) {
        process.kill(cell.pid, 'SIGKILL')
        kills++
      }
    }
    if (sent !== 200) await new Promise((done) => setTimeout(done, 200))
  }
  await told(id)
  const kept = await signatures(id)
  expect(answered.length).toBeGreaterThan(200)
  expect(new Set(kept).size).toBe(kept.length)
  const missing = answered.filter((signature) => !kept.includes(signature))
  expect(missing).toEqual([])
})
