// Listeners on a whole server whose cell is killed while lines come: a file that is followed and a folder lose and double nothing.
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Served, serve } from '@penstock/cli/serve'
import type { EventView } from '@penstock/contract/ingest'
import type { SourcesView } from '@penstock/contract/sources'
import { type SignedIn, signInWith } from '@penstock/testkit/signed-in'
import { migratedFolder } from '@penstock/testkit/stores'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { processesBelow } from './processes.fixture.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 })

const folder = mkdtempSync(join(tmpdir(), 'penstock-listen-'))
const LOG = join(folder, 'app.log')
const DROP = join(folder, 'drop')
let server: Served
let person: SignedIn

beforeAll(async () => {
  for (const name of ['pages', 'data', 'drop']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'pages', 'index.html'), '<!doctype html><title>Penstock</title>')
  renameSync(await migratedFolder('core'), join(folder, 'data', 'core'))
  for (const domain of ['it', 'ot']) renameSync(await migratedFolder('monitoring'), join(folder, 'data', domain))
  server = await serve({
    ...{ data: join(folder, 'data'), port: 0, pages: join(folder, 'pages'), logLevel: 'silent' },
    listeners: [
      { name: 'log', domain: 'ot', by: 'file', path: LOG },
      { name: 'drop', domain: 'ot', by: 'folder', path: DROP },
    ],
  })
  person = await signInWith(server.url, server.link)
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function enrolled(listener: string): Promise<string> {
  const wanted = { name: listener, domain: 'ot', site: 'default', format: 'suricata-eve', listener: { name: listener } }
  const made = await person.send('POST', '/api/sources', JSON.stringify(wanted))
  expect(made.status).toBe(200)
  return (made.body as { id: string }).id
}

function alert(signature: string): string {
  return JSON.stringify({ timestamp: new Date().toISOString(), event_type: 'alert', alert: { signature, severity: 1 } })
}

async function signatures(id: string): Promise<string[]> {
  const found: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query: string = `source=${id}&limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`
    const page = (await person.get(`/api/ot/events?${query}`)) as { items: EventView[]; nextCursor: string | null }
    found.push(...page.items.map(({ fields }) => String(fields['alert.signature'])))
    cursor = page.nextCursor
  }
  return found
}

async function isAnswering(): Promise<boolean> {
  const { cells } = (await person.get('/api/sources')) as SourcesView
  return cells.some(({ domain, isAnswering: answers }) => domain === 'ot' && answers)
}

test('kill -9 of the cell while a log is written, rotated and files are dropped: every line is there after, once', async () => {
  const [log, drop] = [await enrolled('log'), await enrolled('drop')]
  const written = { log: [] as string[], drop: [] as string[] }
  for (let round = 0; round < 3; round++) {
    for (let n = 0; n < 300; n++) {
      const signature = `l${round}-${n}`
      written.log.push(signature)
      appendFileSync(LOG, `${alert(signature)}\n`)
      if (n % 20 === 0) await new Promise((done) => setTimeout(done, 20))
    }
    const names = Array.from({ length: 500 }, (_, n) => `d${round}-${n}`)
    written.drop.push(...names)
    writeFileSync(join(DROP, `${round}.part`), names.map(alert).join('\n'))
    renameSync(join(DROP, `${round}.part`), join(DROP, `${round}.json`))
    if (round === 1) renameSync(LOG, `${LOG}.1`)
    const cell = processesBelow(process.pid).find(({ command }) => command.startsWith('penstock ot cell'))
    if (cell !== undefined) process.kill(cell.pid, 'SIGKILL')
    await vi.waitFor(async () => expect(await isAnswering()).toBe(true), { timeout: 60_000, interval: 200 })
    // What came before the kill is partly read when the next one comes.
    await new Promise((done) => setTimeout(done, 300 * round))
  }
  for (const [id, expected] of [
    [log, written.log],
    [drop, written.drop],
  ] as const) {
    await vi.waitFor(async () => expect((await signatures(id)).length).toBeGreaterThanOrEqual(expected.length), {
      timeout: 60_000,
      interval: 500,
    })
    expect((await signatures(id)).sort()).toEqual([...expected].sort())
  }
})
