// The post of notices on a real store, with a mail server in a process of its own and a receiver of webhooks: what goes out, once, signed, and again.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { micros } from '@penstock/model/kernel'
import { type NoticeBody, NoticeChannels } from '@penstock/model/notices'
import { NoticePost, type SilentSource } from '@penstock/server/notices'
import { HUB_SERVICE, newUuid } from '@penstock/server/runtime'
import { openEmbeddedStore, type Store, sqlInstant, sqlJson } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { startMailServer } from '@penstock/testkit/mail'
import { migratedFolder } from '@penstock/testkit/stores'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })
const SOON = { timeout: 120_000, interval: 50 }
const START = 1_790_000_000_000_000
const MINUTE = 60_000_000
/** Between two tests, which share a store: what one did lies before the channels of the next. */
const APART = 10 * 24 * 60 * MINUTE
const KEY = 'a key of more than twenty-four bytes'
const work = mkdtempSync(join(tmpdir(), 'penstock-notices-'))
const secretFile = join(work, 'key')
let begun = START
let now = START
let store: Store<CoreTables>
let folder: string
let hooks: Receiver
let post: NoticePost | null = null

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly body: NoticeBody
}

/** Takes webhooks; what it answers is decided by a test. */
class Receiver {
  readonly received: Received[] = []
  answer: number | 'nothing' = 204
  readonly #server: Server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => {
      text += chunk
    })
    request.on('end', () => {
      this.received.push({ headers: request.headers, text, body: JSON.parse(text) as NoticeBody })
      if (this.answer === 'nothing') return
      response.writeHead(this.answer, this.answer === 302 ? { location: '/elsewhere' } : {}).end()
    })
  })
  url = ''

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    this.url = `http://127.0.0.1:${address.port}/hook`
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

beforeAll(async () => {
  writeFileSync(secretFile, `${KEY}\n`)
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { cwd: work, stdio: 'ignore' })
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  const names = ['-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost']
  openssl('req', '-x509', ...ec, ...names, '-keyout', 'mail.key', '-out', 'mail.pem', '-subj', '/CN=localhost')
  folder = await migratedFolder('core')
  store = await openEmbeddedStore<CoreTables>({ folder, schema: 'core' })
  const created_at = sqlInstant(micros(1))
  const sites = [
    { site: 'alpha', name: 'Alpha\r\nBcc: x@evil.example', created_at },
    { site: 'beta', name: 'Beta', created_at },
  ]
  await store.transaction(HUB_SERVICE, (tx) => tx.insertInto('site').values(sites).execute())
})
beforeEach(async () => {
  begun += APART
  now = begun
  hooks = new Receiver()
  await hooks.listen()
  await store.transaction(HUB_SERVICE, async (tx) => {
    await tx.deleteFrom('notice').execute()
    await tx.deleteFrom('notice_channel').execute()
  })
})
afterEach(async () => {
  await post?.stop()
  post = null
  hooks.close()
})
afterAll(async () => {
  await store[Symbol.asyncDispose]()
  for (const made of [folder, work]) rmSync(made, { recursive: true, force: true })
})

const hook = (given: object = {}) => ({
  ...{ name: 'ot-soc', side: 'ot', by: 'webhook', kinds: ['case-opened'], url: hooks.url, secretFile },
  ...given,
})
const mailTo = (port: number, given: object = {}) => ({
  ...{ name: 'mail', side: 'ot', by: 'mail', kinds: ['case-opened'], host: '127.0.0.1', port, tls: 'none' },
  ...{ from: 'penstock@example.org', to: ['soc@example.org'] },
  ...given,
})

/** A post that looks when it is told to, and hardly ever by itself. */
async function begin(channels: readonly object[], silent: readonly SilentSource[] = []): Promise<void> {
  await post?.stop()
  post = new NoticePost({
    store,
    clock: () => micros(now),
    channels: NoticeChannels.parse(channels),
    origin: () => 'https://penstock.example.org',
    silentSources: () => Promise.resolve(silent),
    everyMs: 3_600_000,
  })
  await round()
}

/** One round, to its end. */
async function round(): Promise<void> {
  post?.wake()
  await post?.rest()
}

async function rows() {
  return await store.transaction(HUB_SERVICE, (tx) =>
    tx.selectFrom('notice').select(['id', 'channel', 'kind', 'state', 'tries', 'detail']).orderBy('made_at').execute(),
  )
}

async function openCase(given: object = {}): Promise<void> {
  const id = newUuid()
  const side = {
    ...{ domain: 'ot', site: 'alpha', marking: 0, severity: 2, consequence: 4, function: null, team: 'soc' },
    ...{ title: 'canary-title', state: 'open', ...given },
  }
  await store.transaction(HUB_SERVICE, async (tx) => {
    const frame = { id, reference: `F-${id.slice(-12)}`, site: side.site, domains: [side.domain], marking: 0 }
    await tx
      .insertInto('incident')
      .values({ ...frame, opened_at: sqlInstant(micros(now)) })
      .execute()
    await tx
      .insertInto('incident_side')
      .values({
        ...{ incident_id: id, id: newUuid(), reference: `OT-${id.slice(-12)}`, ...side },
        ...{ opened_at: sqlInstant(micros(now)), acknowledged_at: null, closed_at: null, merged_into: null },
        ...{ rank: 1, rung: 0, version: 1 },
      })
      .execute()
  })
}

test('without a channel nothing is looked for', async () => {
  await openCase()
  await begin([])
  expect(await rows()).toEqual([])
})

test('a webhook is signed over number, time and body, and goes out once', async () => {
  await begin([hook()])
  await openCase()
  await round()
  await round()
  expect(hooks.received).toHaveLength(1)
  const { headers, text, body } = hooks.received[0]!
  const seconds = Math.floor(now / 1_000_000)
  const signature = createHmac('sha256', KEY).update(`${body.id}.${seconds}.${text}`).digest('base64')
  expect(headers).toMatchObject({
    'webhook-id': body.id,
    'idempotency-key': body.id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
    'content-type': 'application/json',
  })
  expect(body).toMatchObject({ version: 1, kind: 'case-opened', side: 'ot', site: 'alpha', facts: { severity: 2 } })
  expect(body.siteName).toBe('Alpha Bcc: x@evil.example')
  expect(body.url).toMatch(/^https:\/\/penstock\.example\.org\/incidents\/inc_[0-9a-z]{26}$/)
  expect(text).not.toContain('canary')
  expect(await rows()).toMatchObject([{ state: 'sent', tries: 1 }])
})

test('what happened before a channel was there is not told, and what happens while the hub is away is', async () => {
  await openCase()
  now += MINUTE
  await begin([hook()])
  expect(hooks.received).toEqual([])
  await post?.stop()
  now += 300 * MINUTE
  await openCase()
  now += 3000 * MINUTE
  await begin([hook()])
  expect(hooks.received).toHaveLength(1)
})

test.each([
  [500, 'it answered 500'],
  [302, 'it answered 302: redirects are not followed'],
] as const)('after %i it is tried again under the same number, later and later', async (answer, detail) => {
  await begin([hook()])
  hooks.answer = answer
  await openCase()
  await round()
  expect(await rows()).toMatchObject([{ state: 'waiting', tries: 1, detail }])
  await round()
  expect(hooks.received).toHaveLength(1)
  now += 11_000_000
  await round()
  expect(hooks.received).toHaveLength(2)
  hooks.answer = 200
  now += 31_000_000
  await round()
  expect(await rows()).toMatchObject([{ state: 'sent', tries: 3 }])
  expect(new Set(hooks.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  expect(new Set(hooks.received.map(({ headers }) => headers['webhook-signature'])).size).toBe(3)
})

test('after a day it is given up', async () => {
  await begin([hook()])
  hooks.answer = 500
  await openCase()
  for (let tries = 0; tries < 40; tries++) {
    await round()
    now += 61 * MINUTE
  }
  expect(await rows()).toMatchObject([{ state: 'given-up' }])
  expect(hooks.received.length).toBeLessThan(31)
})

test('a dead receiver does not hold up another channel', async () => {
  await begin([hook({ name: 'dead', url: 'http://127.0.0.1:9/' }), hook()])
  await openCase()
  await round()
  expect(hooks.received).toHaveLength(1)
  const [dead, live] = ['dead', 'ot-soc'].map((name) => (one: { channel: string }) => one.channel === name)
  const all = await rows()
  expect([all.find(dead!)?.state, all.find(live!)?.state]).toEqual(['waiting', 'sent'])
  expect(all.find(dead!)?.detail).toContain('ECONNREFUSED')
})

test('a key that is missing or short keeps it here, and says so without its text', async () => {
  const short = join(work, 'short')
  writeFileSync(short, 'canary-key')
  await begin([hook({ secretFile: short }), hook({ name: 'none', secretFile: join(work, 'nowhere') })])
  await openCase()
  await round()
  expect((await rows()).map(({ detail }) => detail ?? '').toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
    'the file of the key cannot be read: ENOENT',
    'the key is shorter than 24 bytes',
  ])
  expect(hooks.received).toEqual([])
})

test('a flood of one kind is cut after sixty in an hour, said once, and holds up no other kind', async () => {
  await begin([hook({ kinds: ['case-opened', 'source-silent'] })])
  for (let n = 0; n < 70; n++) await openCase()
  await round()
  await begin(
    [hook({ kinds: ['case-opened', 'source-silent'] })],
    [{ id: 'tok_a', name: 'Firewall', domain: 'ot', site: 'alpha', heardAt: '2026-09-21T00:00:00.000000Z' }],
  )
  await round()
  const kinds = hooks.received.map(({ body }) => body.kind)
  expect([
    kinds.filter((kind) => kind === 'case-opened').length,
    kinds.filter((kind) => kind === 'more').length,
  ]).toEqual([60, 1])
  expect(kinds).toContain('source-silent')
  expect((await rows()).filter(({ state }) => state === 'held')).toHaveLength(10)
})

test('a name that now leads to the other side takes nothing over that waited for the first', async () => {
  await begin([hook()])
  hooks.answer = 500
  await openCase()
  await round()
  hooks.answer = 200
  now += MINUTE
  await begin([hook({ side: 'it' })])
  expect(hooks.received).toHaveLength(1)
  expect(await rows()).toMatchObject([{ state: 'given-up', detail: 'its channel is of another side now' }])
})

test('a channel that is gone sends nothing of what waited, and begins anew when it comes back', async () => {
  await begin([hook()])
  hooks.answer = 500
  await openCase()
  await round()
  await begin([])
  await round()
  hooks.answer = 200
  now += MINUTE
  await begin([hook()])
  expect(hooks.received).toHaveLength(1)
  expect((await rows()).map(({ state }) => state)).toEqual(['given-up'])
})

test('a silent source is told once a silence', async () => {
  const kinds = ['source-silent']
  const firewall = { id: 'tok_a', name: 'Firewall\u0000\n', domain: 'ot', site: 'alpha' } as const
  const before = { ...firewall, heardAt: '2026-09-21T00:00:00.000000Z' }
  await begin([hook({ kinds })], [before])
  now += 2 * MINUTE
  await round()
  expect(hooks.received.map(({ body }) => body.facts)).toEqual([
    { source: 'Firewall', 'last heard': '2026-09-21T00:00:00.000000Z' },
  ])
  now += 2 * MINUTE
  await begin([hook({ kinds })], [{ ...before, heardAt: '2026-09-21T02:00:00.000000Z' }])
  expect(hooks.received).toHaveLength(2)
})

test('a case that nobody acknowledged is told before its time ends', async () => {
  await begin([hook({ kinds: ['deadline-near'] })])
  await openCase({ severity: 2 })
  now += 9 * MINUTE
  await round()
  expect(hooks.received).toEqual([])
  now += MINUTE
  await round()
  now += MINUTE
  await round()
  expect(hooks.received.map(({ body }) => [body.kind, body.facts['state']])).toEqual([['deadline-near', 'open']])
})

test('a handoff is told when it is delivered and when its answer is nearly due, to the team that it is for', async () => {
  const hand = (reference: string, given: object) =>
    store.transaction(HUB_SERVICE, (tx) =>
      tx
        .insertInto('handoff')
        .values({
          ...{
            id: newUuid(),
            reference,
            kind: 'handoff',
            site: 'alpha',
            marking: 0,
            from_domain: 'it',
            to_domain: 'ot',
          },
          ...{
            from_team: 'it-soc',
            to_team: 'ot-soc',
            state: 'delivered',
            severity: 2,
            package: 'canary',
            indicators: 0,
          },
          ...{ sha256: new Uint8Array(32), rung: 0, version: 1, made_by: 'acc_x', expiry_reason: null },
          ...{ drafted_at: sqlInstant(micros(now)), sent_at: sqlInstant(micros(now)) },
          ...{ delivered_at: sqlInstant(micros(now)), ...given },
        })
        .execute(),
    )
  const kinds = ['handoff-sent', 'deadline-near']
  await begin([hook({ kinds, team: 'ot-soc' }), hook({ kinds, name: 'it', side: 'it' })])
  await hand('HND-1', {})
  await hand('HND-2', { state: 'sent', delivered_at: null })
  await hand('HND-3', { to_team: 'plant' })
  await round()
  now += 10 * MINUTE
  await round()
  await round()
  const told = hooks.received.map(({ body }) => [body.side, body.kind, body.facts['reference']])
  expect(told).toEqual([
    ['ot', 'handoff-sent', 'HND-1'],
    ['ot', 'deadline-near', 'HND-1'],
  ])
  expect(hooks.received.map(({ text }) => text).join()).not.toContain('canary')
})

test('a critical detection is told with its rule, without addresses; one that holds data of both domains to nobody', async () => {
  const detect = (id: string, given: object) =>
    store.transaction(HUB_SERVICE, (tx) =>
      tx
        .insertInto('detection_headline')
        .values({
          ...{ id, site: 'alpha', cell: 'ot', domains: ['ot'], marking: 0, kind: 'sigma', rule: 'plc-stop' },
          ...{ level: 'critical', techniques: ['T0858'], addresses: ['10.9.9.9'], state: 'new', verdict: null },
          ...{ version: 1, bucket: sqlInstant(micros(now)), raised_at: sqlInstant(micros(now)) },
          ...{ acknowledged_at: null, closed_at: null },
          ...{ changed_at: sqlInstant(micros(now)), learned_at: sqlInstant(micros(now)) },
          ...given,
        } as never)
        .execute(),
    )
  await begin([hook({ kinds: ['detection-critical'] })])
  await detect(newUuid(), {})
  await detect(newUuid(), { domains: ['it', 'ot'] })
  await detect(newUuid(), { marking: 2 })
  await detect(newUuid(), { level: 'high' })
  await detect(newUuid(), { cell: 'it', domains: ['it'] })
  await round()
  expect(hooks.received.map(({ body }) => body.facts)).toEqual([
    { rule: 'plc-stop', type: 'sigma', techniques: 'T0858' },
  ])
  expect(hooks.received[0]?.text).not.toContain('10.9.9.9')
})

test('nothing is sent to an address in a zone of control, by whatever name; one at level 3 is taken', async () => {
  const zone = (purdue: string) => ({
    ...{ id: 'Z', name: 'Z', purdue, subnets: ['127.0.0.0/8'], slTarget: null },
  })
  const keepModel = (version: number, purdue: string) =>
    store.transaction(HUB_SERVICE, (tx) =>
      tx
        .insertInto('zone_model')
        .values({
          ...{ version, site: 'alpha', learned_at: sqlInstant(micros(START)) },
          body: sqlJson({ version, zones: [zone(purdue)], conduits: [], protocols: [], endpoints: [] }),
        })
        .execute(),
    )
  await keepModel(1, '1-2')
  await begin([hook(), hook({ name: 'named', url: hooks.url.replace('127.0.0.1', 'localhost') }), mailTo(9)])
  await openCase()
  await round()
  expect((await rows()).map(({ detail }) => detail)).toEqual(
    Array.from({ length: 3 }, () => '127.0.0.1 is in a zone of control: nothing is sent there'),
  )
  expect(hooks.received).toEqual([])
  await keepModel(2, '3')
  now += MINUTE
  await round()
  expect(hooks.received).toHaveLength(2)
})

const pem = (name: string) => readFileSync(join(work, name), 'utf8')

test('a mail goes out with STARTTLS and a login, in plain text, with a number that stays', async () => {
  const passwordFile = join(work, 'password')
  writeFileSync(passwordFile, 'right\n')
  const tls = { certificate: pem('mail.pem'), key: pem('mail.key') }
  await using server = await startMailServer({ tls, login: { user: 'penstock', password: 'right' }, refuses: 1 })
  const safe = { tls: 'starttls', authority: join(work, 'mail.pem'), user: 'penstock', passwordFile }
  await begin([mailTo(server.port, { ...safe, to: ['soc@example.org', 'lead@example.org'] })])
  await openCase()
  await round()
  expect(server.taken).toEqual([])
  now += 11_000_000
  await round()
  await vi.waitFor(() => expect(server.taken).toHaveLength(1), SOON)
  const { from, to, text, isEncrypted, user } = server.taken[0]!
  expect({ from, to, isEncrypted, user }).toEqual({
    from: 'penstock@example.org',
    to: ['soc@example.org', 'lead@example.org'],
    isEncrypted: true,
    user: 'penstock',
  })
  const [row] = await rows()
  const heads = text
    .slice(0, text.indexOf('\n\n'))
    .replaceAll(/\n[ \t]/g, ' ')
    .split('\n')
  const head = (name: string) => heads.filter((line) => line.toLowerCase().startsWith(`${name}:`))
  expect(head('message-id')).toEqual([`Message-ID: <${row?.id}@example.org>`])
  expect(head('x-penstock-notice')).toEqual([`X-Penstock-Notice: ${row?.id}`])
  expect(head('auto-submitted')).toEqual(['Auto-Submitted: auto-generated'])
  expect(head('subject')).toHaveLength(1)
  expect(head('bcc')).toEqual([])
  expect(text).not.toContain('canary')
})

test.each([
  ['a server without STARTTLS', { tls: 'starttls' }, {}, /STARTTLS|TLS/],
  ['a certificate that nobody vouches for', { tls: 'starttls' }, { tls: true }, /self-signed|certificate/],
  ['an address that is not known', {}, { unknown: ['soc@example.org'] }, /recipients|rejected|nobody/i],
] as const)('%s takes no mail, and the reason is said', async (_, given, options, reason) => {
  const tls = { certificate: pem('mail.pem'), key: pem('mail.key') }
  const { tls: isSafe = false, ...more } = options as { readonly tls?: boolean }
  await using server = await startMailServer({ ...more, ...(isSafe ? { tls } : {}) })
  await begin([mailTo(server.port, given)])
  await openCase()
  await round()
  expect(await rows()).toMatchObject([{ state: 'waiting', tries: 1 }])
  expect((await rows())[0]?.detail).toMatch(reason)
  expect(server.taken).toEqual([])
})

test('killed between the sending and its mark, the post sends again under the same number, and then no more', async () => {
  // The processes that are killed go by the clock of this machine.
  now = Date.now() * 1000
  const only = hook({ sites: ['beta'] })
  await begin([only])
  await openCase({ site: 'beta' })
  await post?.stop()
  post = null
  await store[Symbol.asyncDispose]()
  hooks.answer = 'nothing'
  const first = await started(only)
  await vi.waitFor(() => expect(hooks.received).toHaveLength(1), SOON)
  const hasEnded = once(first, 'exit')
  first.kill('SIGKILL')
  await hasEnded

  hooks.answer = 200
  const second = await started(only)
  await vi.waitFor(() => expect(hooks.received.length).toBeGreaterThan(1), SOON)
  second.kill('SIGKILL')
  await once(second, 'exit')
  store = await openEmbeddedStore<CoreTables>({ folder, schema: 'core' })
  now = Date.now() * 1000 + MINUTE
  await begin([only])
  await round()
  const numbers = new Set(hooks.received.map(({ headers }) => headers['webhook-id']))
  expect(numbers.size).toBe(1)
  expect(new Set(hooks.received.map(({ text }) => text)).size).toBe(1)
  expect(await rows()).toMatchObject([{ state: 'sent', detail: null }])
  const count = hooks.received.length
  await round()
  expect(hooks.received).toHaveLength(count)
})

const PROGRAM = fileURLToPath(new URL('post.fixture.ts', import.meta.url))

async function started(channel: object): Promise<ChildProcess> {
  const child = spawn(process.execPath, [PROGRAM, folder, JSON.stringify([channel])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return child
}
