// Listeners over real sockets and files: whose lines they are is decided by where they come in, and none is lost or doubled.
import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { gunzipSync } from 'node:zlib'
import { micros } from '@penstock/model/kernel'
import type { Policy } from '@penstock/model/operating-model'
import type { ListenerOptions } from '@penstock/model/sources'
import { Signal } from '@penstock/server/facts'
import { EventIntake, Listeners, type QueueBounds } from '@penstock/server/ingest'
import { CELL_SERVICE } from '@penstock/server/runtime'
import { fakeClock } from '@penstock/testkit/clock'
import { migratedStore } from '@penstock/testkit/stores'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'

vi.setConfig({ testTimeout: 60_000 })
const SOON = { timeout: 8_000, interval: 20 }
const clock = fakeClock()
const folder = mkdtempSync(join(tmpdir(), 'penstock-listeners-'))
afterAll(() => rmSync(folder, { recursive: true }))

let store: Awaited<ReturnType<typeof migratedStore<'monitoring'>>>
let listeners: Listeners
let intake: EventIntake
let work: string
beforeEach(async () => {
  store = await migratedStore('monitoring')
  work = mkdtempSync(join(folder, 'one-'))
})
afterEach(async () => await listeners.stop())

interface Bound {
  readonly subject: string
  readonly listener: string
  readonly peers?: readonly string[]
  readonly domain?: 'it' | 'ot'
  readonly format?: string
}

function policyOf(...bound: readonly Bound[]): Policy {
  return {
    ...{ version: 1, model: 'integrated', subjects: [], decidedAt: micros(1), approvals: [] },
    sources: bound.map(({ subject, listener, peers = [], domain = 'ot', format = 'syslog' }) => ({
      ...{
        subject,
        domain,
        site: 'works',
        sourceKind: `events/${format}`,
        listener: { name: listener, peers: [...peers] },
      },
    })),
  }
}

async function begin(all: readonly ListenerOptions[], policy: Policy, bounds?: QueueBounds): Promise<void> {
  intake = new EventIntake({ store, clock: () => clock.now(), onBatch: new Signal(), bounds })
  await intake.begin()
  const parts = { domain: 'ot', store, intake, clock: () => clock.now(), pollMs: 10, quietMs: 60 } as const
  listeners = new Listeners(all, parts)
  await listeners.begin(policy)
}

function standing(name: string) {
  const found = listeners.standings().find((each) => each.name === name)
  if (found === undefined) throw new Error(`there is no listener ${name}`)
  return found
}

async function linesOf(source: string): Promise<string[]> {
  const rows = await store.transaction(CELL_SERVICE, (tx) =>
    tx.selectFrom('event_batch').select('body').where('source', '=', source).orderBy('nr').execute(),
  )
  return rows.flatMap(({ body }) =>
    gunzipSync(body ?? new Uint8Array())
      .toString('utf8')
      .split('\n')
      .filter((each) => each !== ''),
  )
}

async function rowOf(source: string) {
  return await store.transaction(CELL_SERVICE, (tx) =>
    tx.selectFrom('event_source').selectAll().where('source', '=', source).executeTakeFirst(),
  )
}

async function sendUdp(port: number, ...messages: readonly string[]): Promise<void> {
  const socket = createSocket('udp4')
  for (const message of messages)
    await new Promise<void>((done, fail) =>
      socket.send(message, port, '127.0.0.1', (cause) => (cause ? fail(cause) : done())),
    )
  socket.close()
}

async function sendTcp(port: number, text: string | Buffer): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.end(text)
  await new Promise((done) => socket.once('close', done))
}

const UDP = { name: 'lan', domain: 'ot', by: 'udp', bind: '127.0.0.1:0' } as const
const TCP = { name: 'stream', domain: 'ot', by: 'tcp', bind: '127.0.0.1:0' } as const

test('a datagram is a line of whoever its address is enrolled as, and an address that nobody enrolled is counted and not read', async () => {
  await begin([UDP], policyOf({ subject: 'tok_a', listener: 'lan', peers: ['127.0.0.0/8'] }))
  await sendUdp(standing('lan').port!, '<13>one\n', '<13>two\nin two parts')
  await vi.waitFor(async () => expect(await linesOf('tok_a')).toEqual(['<13>one', '<13>two in two parts']), SOON)
  listeners.take(policyOf({ subject: 'tok_a', listener: 'lan', peers: ['10.0.0.0/8'] }))
  await sendUdp(standing('lan').port!, '<13>three')
  await vi.waitFor(() => expect(standing('lan').strangers).toMatchObject([{ address: '127.0.0.1', lines: 1 }]), SOON)
  expect(await linesOf('tok_a')).toHaveLength(2)
  await listeners.stop()
  await begin([UDP], policyOf())
  expect(standing('lan')).toMatchObject({ state: 'not-enrolled', strangers: [{ address: '127.0.0.1', lines: 1 }] })
})

test('the narrowest of several peers decides, and one without peers takes the rest', async () => {
  const rest = { subject: 'tok_rest', listener: 'stream' }
  const wide = { subject: 'tok_wide', listener: 'stream', peers: ['127.0.0.0/8'] }
  const narrow = { subject: 'tok_narrow', listener: 'stream', peers: ['127.0.0.1'] }
  await begin([TCP], policyOf(rest, wide, narrow))
  const port = standing('stream').port!
  await sendTcp(port, '<13>n\n')
  listeners.take(policyOf(rest, wide))
  await sendTcp(port, '<13>w\n')
  listeners.take(policyOf(rest))
  await sendTcp(port, '<13>r\n')
  for (const subject of ['narrow', 'wide', 'rest'])
    await vi.waitFor(async () => expect(await linesOf(`tok_${subject}`)).toEqual([`<13>${subject[0]}`]), SOON)
})

test('what is enrolled in the other domain is nobody here', async () => {
  await begin([TCP, { ...UDP, domain: 'it' }], policyOf({ subject: 'tok_it', listener: 'stream', domain: 'it' }))
  expect(listeners.standings().map(({ name, state }) => [name, state])).toEqual([['stream', 'not-enrolled']])
  await sendTcp(standing('stream').port!, '<13>smuggled\n')
  await vi.waitFor(() => expect(standing('stream').strangers).toHaveLength(1), SOON)
  expect(await linesOf('tok_it')).toEqual([])
})

test('a stream waits while there is no room, and every line of it is there once, in order', async () => {
  await begin([TCP], policyOf({ subject: 'tok_a', listener: 'stream' }), { bytes: 4_000_000, bytesOfSource: 3_000_000 })
  const sent = Array.from({ length: 30 }, (_, n) => `<13>${n} ${'x'.repeat(999_000)}`)
  const sending = sendTcp(standing('stream').port!, Buffer.from(sent.map((line) => `${line.length} ${line}`).join('')))
  await vi.waitFor(() => expect(intake.waitingLines('tok_a')).toBeGreaterThanOrEqual(3), SOON)
  let isDone = false
  void sending.then(() => (isDone = true))
  const taken: string[] = []
  while (taken.length < sent.length) {
    // What a carrier does: read what waits, and make room.
    const rows = await store.transaction(CELL_SERVICE, (tx) =>
      tx.selectFrom('event_batch').selectAll().where('body', 'is not', null).orderBy('nr').execute(),
    )
    for (const row of rows) {
      taken.push(
        ...gunzipSync(row.body!)
          .toString()
          .split('\n')
          .filter((line) => line !== ''),
      )
      await store.transaction(CELL_SERVICE, (tx) =>
        tx.updateTable('event_batch').set({ body: null }).where('id', '=', row.id).execute(),
      )
      intake.wasRead('tok_a', row.bytes, row.lines)
    }
    if (rows.length === 0) await new Promise((done) => setTimeout(done, 20))
  }
  await sending
  expect(isDone).toBe(true)
  expect(taken.map((line) => line.slice(0, 8))).toEqual(sent.map((line) => line.slice(0, 8)))
  expect((await rowOf('tok_a'))?.refused).toEqual({})
})

test('of a flood of datagrams every one is taken, or counted as what was not', async () => {
  await begin([UDP], policyOf({ subject: 'tok_a', listener: 'lan' }), { bytes: 2_000_000, bytesOfSource: 1_000_000 })
  const { port } = standing('lan')
  const COUNT = 500
  for (let n = 0; n < COUNT; n++) {
    await sendUdp(port!, `<13>${n} ${'x'.repeat(60_000)}`)
    await new Promise((done) => setImmediate(done))
  }
  const refused = async () => (await rowOf('tok_a'))?.refused['rate'] ?? 0
  // Some wait in the listener, for which there is no room in the queue.
  await vi.waitFor(async () => expect(await refused()).toBeGreaterThan(0), SOON)
  const lost = standing('lan').lost ?? 0
  for (;;) {
    const rows = await store.transaction(CELL_SERVICE, (tx) =>
      tx.selectFrom('event_batch').select(['bytes', 'lines']).orderBy('nr').execute(),
    )
    const taken = rows.reduce((sum, { lines }) => sum + lines, 0)
    if (taken + (await refused()) + lost === COUNT) break
    for (const { bytes, lines } of rows) intake.wasRead('tok_a', bytes, lines)
    await new Promise((done) => setTimeout(done, 50))
  }
  const lines = await linesOf('tok_a')
  expect(new Set(lines.map((line) => line.split(' ')[0])).size).toBe(lines.length)
})

test('a message of ten million bytes is one line, and one beyond the bound is kept as far as it goes and counted', async () => {
  await begin([TCP], policyOf({ subject: 'tok_a', listener: 'stream' }))
  const long = `<13>${'a'.repeat(10_000_000)}`
  const longer = `<13>${'b'.repeat(17_000_000)}`
  await sendTcp(standing('stream').port!, `${long.length} ${long}${longer}\n<13>c\n`)
  await vi.waitFor(async () => expect(await linesOf('tok_a')).toHaveLength(3), SOON)
  expect((await linesOf('tok_a')).map((line) => line.length)).toEqual([10_000_004, 16 << 20, 5])
  await vi.waitFor(async () => expect((await rowOf('tok_a'))?.refused).toEqual({ 'too-long': 1 }), SOON)
})

test('a listener that cannot be bound says why, and the others listen', async () => {
  await begin([TCP], policyOf({ subject: 'tok_a', listener: 'stream' }))
  const taken = standing('stream').port!
  const first = listeners
  await begin(
    [{ ...TCP, name: 'second', bind: `127.0.0.1:${taken}` }, UDP],
    policyOf({ subject: 'tok_a', listener: 'lan' }),
  )
  expect(standing('second')).toMatchObject({ state: 'failed', port: null })
  expect(standing('second').detail).toContain('EADDRINUSE')
  expect(standing('lan').state).toBe('listening')
  await first.stop()
})

function makeCertificates(into: string): void {
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { cwd: into, stdio: 'ignore' })
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  openssl('req', '-x509', ...ec, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=plant CA')
  writeFileSync(join(into, 'names'), 'subjectAltName=IP:127.0.0.1')
  for (const name of ['server', 'client']) {
    openssl('req', ...ec, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`)
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names']
    openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, ...signed)
  }
}

async function sendTls(port: number, text: string, name: string | null): Promise<void> {
  const read = (file: string) => join(work, file)
  const { readFileSync } = await import('node:fs')
  const socket: Socket = connectTls({
    ...{ port, host: '127.0.0.1', ca: readFileSync(read('ca.pem')) },
    ...(name === null ? {} : { cert: readFileSync(read(`${name}.pem`)), key: readFileSync(read(`${name}.key`)) }),
  })
  socket.on('error', () => {})
  socket.end(text)
  await new Promise((done) => socket.once('close', done))
}

test('within TLS only who shows a certificate of the authority is heard', async () => {
  makeCertificates(work)
  const files = { certificate: join(work, 'server.pem'), key: join(work, 'server.key') }
  const open = { name: 'open', domain: 'ot', by: 'tls', bind: '127.0.0.1:0', ...files } as const
  const mutual = { ...open, name: 'mutual', clients: join(work, 'ca.pem') }
  await begin(
    [open, mutual],
    policyOf({ subject: 'tok_o', listener: 'open' }, { subject: 'tok_m', listener: 'mutual' }),
  )
  await sendTls(standing('open').port!, '<13>encrypted\n', null)
  await sendTls(standing('mutual').port!, '<13>nobody\n', null)
  await sendTls(standing('mutual').port!, '15 <13>known client', 'client')
  await sendTcp(standing('mutual').port!, '<13>plain\n')
  await vi.waitFor(async () => expect(await linesOf('tok_o')).toEqual(['<13>encrypted']), SOON)
  await vi.waitFor(async () => expect(await linesOf('tok_m')).toEqual(['<13>known clien', 't']), SOON)
})

const TAIL = (): ListenerOptions => ({ name: 'tail', domain: 'ot', by: 'file', path: join(work, 'app.log') })
const TAILED = policyOf({ subject: 'tok_t', listener: 'tail' })

test('a file is followed through rotation, truncation and restarts: every line once', async () => {
  const path = join(work, 'app.log')
  await begin([TAIL()], TAILED)
  await vi.waitFor(() => expect(standing('tail').state).toBe('waiting'), SOON)
  const expected: string[] = []
  const append = (line: string, isWhole = true) => {
    appendFileSync(path, isWhole ? `${line}\n` : line)
    if (isWhole) expected.push(line)
  }
  const read = () => vi.waitFor(async () => expect(await linesOf('tok_t')).toEqual(expected), SOON)
  append('<13>first')
  append('<13>second')
  await read()
  append('<13>ha', false)
  await new Promise((done) => setTimeout(done, 60))
  await read()
  append('lf')
  expected[expected.length - 1] = '<13>half'
  await read()

  await listeners.stop()
  append('<13>while it was down')
  renameSync(path, join(work, 'app.log.1'))
  append('<13>in the next file')
  await begin([TAIL()], TAILED)
  await read()

  await listeners.stop()
  append('<13>before the last rotation')
  renameSync(join(work, 'app.log.1'), join(work, 'app.log.2'))
  renameSync(path, join(work, 'app.log.1'))
  append('<13>after it')
  await begin([TAIL()], TAILED)
  await read()

  truncateSync(path, 0)
  append('<13>written anew, and longer than it was before that')
  await read()
  await listeners.stop()
  // Emptied while nobody looked, and grown beyond where it was.
  writeFileSync(path, `<13>${'x'.repeat(200)}\n<13>last\n`)
  expected.push(`<13>${'x'.repeat(200)}`, '<13>last')
  await begin([TAIL()], TAILED)
  await read()
  expect((await rowOf('tok_t'))?.refused).toEqual({})
})

test('a file that went away before it was read is counted', async () => {
  const path = join(work, 'app.log')
  writeFileSync(path, '<13>a\n')
  await begin([TAIL()], TAILED)
  await vi.waitFor(async () => expect(await linesOf('tok_t')).toEqual(['<13>a']), SOON)
  await listeners.stop()
  renameSync(path, join(work, 'elsewhere'))
  writeFileSync(path, '<13>b\n')
  await begin([TAIL()], TAILED)
  await vi.waitFor(async () => expect(await linesOf('tok_t')).toEqual(['<13>a', '<13>b']), SOON)
  expect((await rowOf('tok_t'))?.refused).toEqual({ 'file-gone': 1 })
})

const DROP = (): ListenerOptions => ({ name: 'drop', domain: 'ot', by: 'folder', path: join(work, 'drop') })
const DROPPED = policyOf({ subject: 'tok_d', listener: 'drop' })

test('a file of a folder is taken when it is whole, once, whatever it is called, and moved aside', async () => {
  mkdirSync(join(work, 'drop'))
  await begin([DROP()], DROPPED)
  const at = (name: string) => join(work, 'drop', name)
  const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('<13>Grüße\r\n<13>zwei', 'utf16le')])
  writeFileSync(at('a.log'), '<13>1\n<13>2')
  writeFileSync(at('b.log.part'), '<13>3\n')
  writeFileSync(at('.hidden'), '<13>4\n')
  await vi.waitFor(async () => expect(await linesOf('tok_d')).toEqual(['<13>1', '<13>2']), SOON)
  renameSync(at('b.log.part'), at('b.log'))
  await vi.waitFor(async () => expect(await linesOf('tok_d')).toEqual(['<13>1', '<13>2', '<13>3']), SOON)
  await vi.waitFor(() => expect(readdirSync(at('done')).sort()).toEqual(['a.log', 'b.log']), SOON)
  copyFileSync(at('done/a.log'), at('again.log'))
  await vi.waitFor(() => expect(readdirSync(at('done')).sort()).toEqual(['a.log', 'again.log', 'b.log']), SOON)
  expect(await rowOf('tok_d')).toMatchObject({ batches: 2, repeated: 1, lines: 3 })
  writeFileSync(at('a.log'), wide)
  await vi.waitFor(() => expect(readdirSync(at('done'))).toContain('a.log.1'), SOON)
  expect(await rowOf('tok_d')).toMatchObject({ batches: 3, lines: 5 })
  expect(readdirSync(at('.')).sort()).toEqual(['.hidden', 'done'])
})

test('a mail is one record, however many lines it has', async () => {
  mkdirSync(join(work, 'drop'))
  await begin([DROP()], policyOf({ subject: 'tok_d', listener: 'drop', format: 'eml' }))
  writeFileSync(join(work, 'drop', 'reported.eml'), 'From: a@example.org\r\nSubject: x\r\n\r\nbody\r\nmore\r\n')
  await vi.waitFor(async () => expect(await rowOf('tok_d')).toMatchObject({ batches: 1, lines: 1 }), SOON)
})

test('a folder that is not there is said, and read once it is', async () => {
  await begin([DROP()], DROPPED)
  await vi.waitFor(() => expect(standing('drop')).toMatchObject({ state: 'failed' }), SOON)
  expect(standing('drop').detail).toContain('ENOENT')
  mkdirSync(join(work, 'drop'))
  writeFileSync(join(work, 'drop', 'x'), '<13>x\n')
  await vi.waitFor(async () => expect(await linesOf('tok_d')).toEqual(['<13>x']), SOON)
  expect(standing('drop').state).toBe('listening')
})
