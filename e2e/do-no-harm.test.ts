// The product does no harm: it is started, used, killed, started again and stopped in a network whose every route leads to a counter.
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { makeDemonstration } from '@penstock/cli/demo'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Answered, Asked } from './inside.fixture.ts'
import { PENSTOCK, type Product, startProduct } from './penstock-process.fixture.ts'
import { CABLE, missingForNetworks, PlantNetwork } from './plant-network.fixture.ts'

const MISSING = missingForNetworks()
const INSIDE = fileURLToPath(new URL('inside.fixture.ts', import.meta.url))
const run = promisify(execFile)

interface Plant {
  readonly zones: readonly { readonly id: string; readonly purdue: string; readonly subnet: string | null }[]
  readonly assets: readonly { readonly ip: string | null }[]
}
const plant = JSON.parse(loadWrenfieldWorksText()) as Plant
const subnets = plant.zones.flatMap(({ subnet }) => (subnet === null ? [] : [subnet]))
/** Zones with something at Purdue level 2 or below. */
const control = plant.zones.filter(({ purdue, subnet }) => subnet !== null && Number.parseFloat(purdue) <= 2)

const data = mkdtempSync(join(tmpdir(), 'penstock-harm-'))
const started: (Product | ChildProcess)[] = []
let network: PlantNetwork

beforeAll(async () => {
  if (MISSING !== null) return
  network = new PlantNetwork(subnets)
  // What the kernel has to say of a new cable is said within two seconds.
  await new Promise((done) => setTimeout(done, 2000))
  network.reset()
})
beforeEach(({ skip }) => skip(MISSING !== null, MISSING ?? ''))
afterAll(async () => {
  for (const one of started)
    if ('url' in one) await one.kill()
    else one.kill('SIGKILL')
  network?.[Symbol.dispose]()
  rmSync(data, { recursive: true, force: true })
})

test('the counter sees one packet to each control zone, to the internet by IPv4 and IPv6, and the question for a neighbour', () => {
  const targets = [...control.map(({ subnet }) => firstHost(subnet ?? '')), '198.51.100.7', '2001:db8:1::1']
  expect(control.length).toBeGreaterThanOrEqual(6)
  for (const [at, address] of targets.entries()) {
    network.makeNeighbour(address)
    sendFrom(network, address)
    expect(network.arrived(), address).toBe(at + 1)
  }
  network.reset()
  sendFrom(network, '10.20.10.9')
  expect(network.arrived(), 'ARP').toBeGreaterThan(0)
})

test('[G10] [E11] started, used, listening, killed, started again and stopped, the product sends no packet to any zone and opens no socket beyond this machine', async () => {
  // The questions for the neighbour of the last control packet are asked for three seconds.
  await new Promise((done) => setTimeout(done, 4000))
  network.reset()
  const args = ['--data', data, '--port', '0', '--demo', '--log-level', 'silent']
  const first = await startProduct(args, network.inside())
  started.push(first)
  const session = await signIn(first)
  await vi.waitFor(() => expectPicture(session), { timeout: 90_000, interval: 1000 })
  expectQuiet('started')

  for (const path of ['/api/events', '/api/ot/jobs/events']) await session.watch(path)
  const { version } = await importPlant(session)
  expect(version).toBeGreaterThan(0)
  const { captureFile } = makeDemonstration(join(data, 'later'), Date.now() - 660_000)
  await session.ask('POST', '/api/ot/captures?site=default&name=dropped.pcap', { file: captureFile })
  await vi.waitFor(
    async () => {
      const { items } = (await session.read('/api/ot/jobs')) as { items: { state: string }[] }
      expect(items.map(({ state }) => state)).toEqual(['succeeded', 'succeeded'])
    },
    { timeout: 90_000, interval: 1000 },
  )
  await expectPicture(session)
  expectQuiet('used')

  await listenWith(first, session)
  expectQuiet('a sensor listens')

  expect(network.processes().length).toBeGreaterThanOrEqual(3)
  // The hub is gone while the sensor listens on: it tries to reach it on this machine, and nowhere else.
  await first.kill()
  await new Promise((done) => setTimeout(done, 3000))
  expect(network.arrived(), 'the hub is away').toBe(0)
  sensors.at(-1)?.kill('SIGTERM')
  await vi.waitFor(() => expect(network.processes()).toEqual([]), { timeout: 20_000, interval: 200 })
  expect(network.arrived(), 'killed').toBe(0)

  // Now the configuration names two listeners, which are open, and whom notices go to; nothing else.
  const config = join(data, 'listeners.json')
  const listeners = LISTENERS.map(([by, bind], at) => ({ name: `l${at}`, domain: 'ot', by, bind }))
  const secretFile = join(data, 'notices.key')
  writeFileSync(secretFile, 'a key of more than twenty-four bytes')
  const notices = Object.entries({
    here: 'http://127.0.0.1:9/',
    control: `https://${firstHost(control[0]?.subnet ?? '')}/`,
    away: 'https://198.51.100.7/',
  }).map(([name, url]) => ({ name, side: 'ot', by: 'webhook', kinds: ['break-glass'], url, secretFile }))
  writeFileSync(config, JSON.stringify({ listeners, notices }))
  const second = await startProduct([...args, '--config', config], network.inside())
  started.push(second)
  const again = await signIn(second)
  await expectPicture(again)
  expectQuiet('started again', LISTENERS)
  const sendTest = async (name: string): Promise<string> => {
    const told = await again.ask('POST', `/api/notice-channels/${name}/test`, { json: {} })
    const { isSent, detail } = told as { readonly isSent: boolean; readonly detail: string | null }
    return isSent ? 'sent' : `not sent: ${detail}`
  }
  expect(await sendTest('control')).toMatch(/^not sent: .*zone of control/)
  expect(await sendTest('here')).toMatch(/^not sent: .*ECONNREFUSED/)
  expectQuiet('refused to tell a control zone', LISTENERS)
  // That nothing came is worth something: what does go out is counted, and it ends.
  expect(await sendTest('away')).toMatch(/^not sent/)
  expect(network.arrived(), 'told whom the configuration names').toBeGreaterThan(0)
  network.reset()
  expectQuiet('told', LISTENERS)
  expect(await second.stop()).toBe(0)
  await vi.waitFor(() => expect(network.processes()).toEqual([]), { timeout: 20_000, interval: 200 })
  expect(network.arrived(), 'stopped').toBe(0)
}, 300_000)

const sensors: ChildProcess[] = []

/** A real sensor on the cable to the plant, enrolled by a code as a person would. */
async function listenWith(product: Product, session: Session): Promise<void> {
  const wanted = { name: 'mirror', domain: 'ot', site: 'default', kind: 'sensor', segments: ['cable'] }
  const { code } = (await session.ask('POST', '/api/sensors/codes', { json: wanted })) as { code: string }
  const state = join(data, 'sensor')
  const enrol = ['sensor', 'enrol', '--to', product.url, '--code', code, '--state', state]
  const [program, ...words] = network.inside(process.execPath, PENSTOCK, ...enrol)
  await run(program, words)
  const listen = ['sensor', 'run', '--state', state, '--interface', CABLE, '--every', '0.5', '--heartbeat', '1']
  const [starter, ...rest] = network.inside(process.execPath, PENSTOCK, ...listen)
  const sensor = spawn(starter, rest, { stdio: 'ignore' })
  started.push(sensor)
  sensors.push(sensor)
  await vi.waitFor(
    async () => {
      const { items } = (await session.read('/api/sensors')) as { items: { name: string; heardAt: string | null }[] }
      expect(items.find(({ name }) => name === 'mirror')?.heardAt).toBeTruthy()
    },
    { timeout: 60_000, interval: 1000 },
  )
}

const LISTENERS = [
  ['udp', '127.0.0.1:15514'],
  ['tcp', '127.0.0.1:16514'],
] as const

/** Nothing left the machine, and nothing is open through which it could, but where the configuration says that it listens. */
function expectQuiet(phase: string, named: typeof LISTENERS | readonly [] = []): void {
  expect(network.arrived(), phase).toBe(0)
  const all = network.sockets()
  const isNamed = (line: string): boolean =>
    named.some(([by, bind]) => line.startsWith(`${by} `) && line.split(/\s+/)[4] === bind)
  expect(all.filter(isNamed).length, phase).toBe(named.length)
  const sockets = all.filter((line) => !isNamed(line))
  expect(sockets.filter((line) => line.includes('LISTEN')).length, phase).toBe(1)
  expect(
    sockets.filter((line) => !isLocalTcp(line) && !isListeningCapture(line)),
    phase,
  ).toEqual([])
}

/** The packet socket of a capture program; that it sends nothing the counter shows. */
function isListeningCapture(line: string): boolean {
  return /^p_(raw|dgr) /.test(line) && /"(dumpcap|tcpdump)"/.test(line)
}

/** `tcp LISTEN 0 511 127.0.0.1:8420 0.0.0.0:*`: both ends on this machine; a listening one hears only this machine. */
function isLocalTcp(line: string): boolean {
  const [kind, state, , , here = '', there = ''] = line.split(/\s+/)
  const isHere = (end: string): boolean => /^(127\.|\[::1\]:|\[::ffff:127\.)/.test(end)
  return kind === 'tcp' && isHere(here) && (isHere(there) || state === 'LISTEN')
}

interface Session {
  ask(
    method: string,
    path: string,
    body?: { readonly file?: string; readonly text?: string; readonly json?: unknown },
  ): Promise<unknown>
  read(path: string): Promise<unknown>
  watch(path: string): Promise<void>
}

/** Signs in from inside the network, where the only way to the product is. */
async function signIn(product: Product): Promise<Session> {
  const token = product.link.slice(product.link.indexOf('#') + 1)
  const json = { 'content-type': 'application/json' }
  const url = `${product.url}/api/session/link`
  const opened = await answered({ method: 'POST', url, headers: json, text: JSON.stringify({ token }) })
  const { csrfToken } = JSON.parse(opened.text) as { csrfToken: string }
  const headers = { cookie: opened.cookie ?? '', 'x-penstock-csrf': csrfToken }
  const ask: Session['ask'] = async (method, path, { json, ...body } = {}) => {
    const type =
      json !== undefined
        ? { 'content-type': 'application/json' }
        : body.file === undefined && body.text === undefined
          ? {}
          : { 'content-type': 'application/octet-stream' }
    const given = json === undefined ? body : { text: JSON.stringify(json) }
    const told = await answered({ method, url: product.url + path, headers: { ...headers, ...type }, ...given })
    if (told.status >= 300) throw new Error(`${method} ${path}: ${told.status} ${told.text}`)
    return told.text === '' ? undefined : (JSON.parse(told.text) as unknown)
  }
  return {
    ask,
    read: (path) => ask('GET', path),
    watch: async (path) => {
      const asked: Asked = { method: 'GET', url: product.url + path, headers, isStream: true }
      const [program, ...words] = network.inside(process.execPath, INSIDE, JSON.stringify(asked))
      const stream = spawn(program, words, { stdio: ['ignore', 'pipe', 'ignore'] })
      started.push(stream)
      const [status] = (await once(stream.stdout, 'data')) as [Buffer]
      expect(status.toString(), path).toMatch(/^200\n/)
    },
  }
}

async function answered(asked: Asked): Promise<Answered> {
  const [program, ...words] = network.inside(process.execPath, INSIDE, JSON.stringify(asked))
  const { stdout } = await run(program, words, { maxBuffer: 2 ** 26 })
  return JSON.parse(stdout) as Answered
}

async function importPlant(session: Session): Promise<{ readonly version: number }> {
  const file = join(data, 'demo', 'wrenfield-works.plant.json')
  await session.ask('POST', '/api/sites/default/plant?source=Wrenfield%20Works', { file })
  const { items } = (await session.read('/api/sites')) as { items: { version: number }[] }
  return items[0]!
}

/** Home shows the plant, its breaches and the devices that nobody registered. */
async function expectPicture(session: Session): Promise<void> {
  const home = (await session.read('/api/home')) as {
    siteName: string
    answers: { total: number }
    openBreaches: { total: number }
    unregistered: number
  }
  expect(home.siteName).toBe('Wrenfield Works')
  expect(home.answers.total).toBeGreaterThanOrEqual(plant.assets.length)
  expect(home.openBreaches.total).toBeGreaterThanOrEqual(5)
  expect(home.unregistered).toBe(3)
}

function firstHost(subnet: string): string {
  return (subnet.split('/')[0] ?? '').replace(/\.(\d+)$/, (_, last: string) => `.${Number(last) + 1}`)
}

/** One datagram, sent on purpose. */
function sendFrom(within: PlantNetwork, address: string): void {
  const script = `const s = require('node:dgram').createSocket(${address.includes(':') ? "'udp6'" : "'udp4'"}); s.send('x', 9, '${address}', () => s.close())`
  const [program, ...words] = within.inside(process.execPath, '-e', script)
  execFileSync(program, words)
}
