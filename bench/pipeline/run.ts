// A whole server with its cells as processes, with the pack of rules and one of our own in force: events come in at a steady rate, and a mark
// among them every second, from an address of its own, is looked for through the interface that the page reads, as an event and as a detection.
// Exit 1 when a detection takes two seconds at the 95th percentile, when a mark was not detected, or when an event was lost or doubled.
//   node bench/pipeline/run.ts [seconds] [events a second] [http|tcp]
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Served, serve } from '@penstock/cli/serve'
import type { DetectionRow } from '@penstock/contract/detections'
import type { EventView } from '@penstock/contract/ingest'
import type { SourcesView } from '@penstock/contract/sources'
import { type SignedIn, signInWith } from '@penstock/testkit/signed-in'
import { migratedFolder } from '@penstock/testkit/stores'

const [seconds = '30', rate = '5000', way = 'http'] = process.argv.slice(2)
const SECONDS = Number(seconds)
const RATE = Number(rate)
const LIMIT_MS = 2000
/** Lines go out so many times a second. */
const TICKS = 10
const POLL_MS = 250
/** Marks come from addresses that no other event has. */
const MARKED = 220
const RULE = '4b1d8f0a-3c57-4f0e-9d0a-6a51c5e0b001'

const folder = mkdtempSync(join(tmpdir(), 'penstock-pipeline-'))
const { server, person } = await begin()
try {
  const source = await enrol()
  await arm(source)
  const { asEvents, asDetections } = await drive(source)
  const kept = await settle(source.id)
  const sent = SECONDS * RATE
  console.log('| What | Value | Limit |\n|---|---|---|')
  console.log(`| events sent, ${RATE} a second by ${way} | ${sent} | |`)
  // One mark more was sent beforehand.
  console.log(`| events kept | ${kept.events - 1} | ${sent} |`)
  for (const [what, delays] of [
    ['event', asEvents],
    ['detection', asDetections],
  ] as const) {
    const limit = what === 'detection' ? `${LIMIT_MS} ms` : ''
    console.log(`| from sent to seen as ${what}: median | ${at(delays, 0.5)} ms | |`)
    console.log(`| from sent to seen as ${what}: p95 | ${at(delays, 0.95)} ms | ${limit} |`)
    console.log(`| from sent to seen as ${what}: worst of ${delays.length} | ${at(delays, 1)} ms | |`)
  }
  console.log(`| waiting when the last was sent | ${kept.waitedLines} lines | |`)
  const isLate = !(at(asDetections, 0.95) < LIMIT_MS)
  const isWrong = kept.events !== sent + 1 || kept.refused > 0
  console.log(`\n${isLate ? 'TOO LATE' : 'in time'}; ${isWrong ? 'LOST OR DOUBLED' : 'nothing lost, nothing doubled'}`)
  process.exitCode = isLate || isWrong ? 1 : 0
} finally {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

function at(delays: readonly number[], share: number): number {
  const sorted = delays.toSorted((a, b) => a - b)
  return Math.round(sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN)
}

interface Source {
  readonly id: string
  readonly send: (lines: readonly string[]) => Promise<void>
}

async function begin(): Promise<{ readonly server: Served; readonly person: SignedIn }> {
  for (const name of ['pages', 'data']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'pages', 'index.html'), '<!doctype html><title>Penstock</title>')
  renameSync(await migratedFolder('core'), join(folder, 'data', 'core'))
  for (const domain of ['it', 'ot']) renameSync(await migratedFolder('monitoring'), join(folder, 'data', domain))
  const started = await serve({
    ...{ data: join(folder, 'data'), port: 0, pages: join(folder, 'pages'), logLevel: 'silent' },
    listeners: [{ name: 'bench', domain: 'ot', by: 'tcp', bind: '127.0.0.1:0' }],
  })
  return { server: started, person: await signInWith(started.url, started.link) }
}

async function enrol(): Promise<Source> {
  const wanted = { name: 'bench', domain: 'ot', site: 'default', format: 'suricata-eve' }
  const bound = way === 'tcp' ? { listener: { name: 'bench' } } : {}
  const made = await person.send('POST', '/api/sources', JSON.stringify({ ...wanted, ...bound }))
  const { id, token } = made.body as { id: string; token: string | null }
  if (token !== null) return { id, send: async (lines) => await post(token, lines) }
  const port = await portOfListener()
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return {
    id,
    send: async (lines) => {
      if (!socket.write(`${lines.join('\n')}\n`)) await once(socket, 'drain')
    },
  }
}

async function portOfListener(): Promise<number> {
  for (;;) {
    const { listeners } = (await person.get('/api/sources')) as SourcesView
    const standing = listeners[0]?.standing
    if (standing?.state === 'listening' && standing.port !== null) return standing.port
    await sleep(POLL_MS)
  }
}

async function post(token: string, lines: readonly string[]): Promise<void> {
  const answer = await fetch(`${server.url}/api/ot/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: lines.join('\n'),
  })
  if (answer.status !== 200) throw new Error(`events were refused: ${answer.status} ${await answer.text()}`)
}

/** Brings the rule that finds a mark, and waits until it has found one. */
async function arm(source: Source): Promise<void> {
  const text = `title: A mark\nid: ${RULE}\nlevel: medium
logsource: {product: suricata, service: alert}
detection:\n  selection:\n    alert.signature|startswith: 'mark '\n  condition: selection\n`
  const files = [{ path: 'bench.yml', text }]
  const brought = await person.send('POST', '/api/detection-rules/folder/ot', JSON.stringify({ files, isTrial: false }))
  if (brought.status !== 200) throw new Error(`the rule was refused: ${brought.status} ${JSON.stringify(brought.body)}`)
  const rows = async () => (await person.get('/api/ot/detection-rules?text=bench')) as { items: unknown[] }
  while ((await rows()).items.length === 0) await sleep(POLL_MS)
  await source.send([alert('mark before', 0, MARKED + 250)])
  while (!(await detected()).some((ip) => ip === ipOf(MARKED + 250))) await sleep(POLL_MS)
}

async function detected(): Promise<readonly (string | undefined)[]> {
  const { items } = (await person.get('/api/ot/detections?sort=-raisedAt&limit=50')) as { items: DetectionRow[] }
  return items.filter(({ title }) => title === 'A mark').map(({ subject }) => subject.sourceIp)
}

/** Sends at the rate, and gives for each mark how long it took to be seen, each way. */
async function drive(source: Source) {
  const begunAt = performance.now()
  const sentAt = new Map<string, number>()
  const sending: Promise<void>[] = []
  const ofTick = RATE / TICKS
  const watching = Promise.all([watch(source.id, sentAt), watchDetections(sentAt)])
  for (let tick = 0; tick < SECONDS * TICKS; tick++) {
    await sleep(Math.max(0, begunAt + (tick * 1000) / TICKS - performance.now()))
    const mark = `mark ${tick}`
    const isMarked = tick % TICKS === 0
    const lines = Array.from({ length: ofTick }, (_, n) =>
      isMarked && n === 0
        ? alert(mark, tick * ofTick, MARKED + tick / TICKS)
        : alert(`rule ${n % 40}`, tick * ofTick + n),
    )
    if (isMarked) sentAt.set(mark, performance.now())
    sending.push(source.send(lines))
  }
  await Promise.all(sending)
  const [asEvents, asDetections] = await watching
  return { asEvents, asDetections }
}

/** The detections page: those raised last. */
async function watchDetections(sentAt: ReadonlyMap<string, number>): Promise<number[]> {
  const delays = new Map<string, number>()
  while (delays.size < SECONDS) {
    for (const ip of await detected()) {
      const second = Array.from({ length: SECONDS }, (_, nr) => nr).find((nr) => ipOf(MARKED + nr) === ip)
      const mark = `mark ${(second ?? -1) * TICKS}`
      const at = sentAt.get(mark)
      if (at !== undefined && !delays.has(mark)) delays.set(mark, performance.now() - at)
    }
    await sleep(POLL_MS)
  }
  return [...delays.values()]
}

/** One looks, as one page does: the newest marks, again and again, until all were seen. */
async function watch(source: string, sentAt: ReadonlyMap<string, number>): Promise<number[]> {
  const where = encodeURIComponent(JSON.stringify({ field: 'fields.alert.signature', op: 'begins', value: 'mark ' }))
  const delays = new Map<string, number>()
  while (delays.size < SECONDS) {
    const from = encodeURIComponent(new Date(Date.now() - 30_000).toISOString())
    const query = `/api/ot/events?source=${source}&by=received&from=${from}&limit=50&where=${where}`
    const { items } = (await person.get(query)) as { items: EventView[] }
    for (const { fields } of items) {
      const mark = String(fields['alert.signature'])
      const at = sentAt.get(mark)
      if (at !== undefined && !delays.has(mark)) delays.set(mark, performance.now() - at)
    }
    await sleep(POLL_MS)
  }
  return [...delays.values()]
}

function ipOf(nr: number): string {
  return `10.${MARKED}.${nr >> 8}.${nr & 255}`
}

function alert(signature: string, nr: number, from?: number): string {
  return JSON.stringify({
    ...{ timestamp: new Date().toISOString(), flow_id: nr, event_type: 'alert', proto: 'TCP', in_iface: 'eth1' },
    ...{
      src_ip: from === undefined ? `10.20.${nr % 200}.${(nr >> 8) % 250}` : ipOf(from),
      src_port: 1024 + (nr % 60_000),
      dest_ip: '10.20.1.20',
      dest_port: 502,
    },
    alert: { signature, signature_id: 1000, severity: 3, action: 'allowed', category: 'Misc activity' },
  })
}

/** Once nothing waits: what is kept, and what waited when the last was sent. */
async function settle(id: string) {
  let waitedLines = -1
  for (;;) {
    const { items } = (await person.get('/api/sources')) as SourcesView
    const activity = items.find((item) => item.id === id)?.activity
    if (activity !== null && activity !== undefined) {
      if (waitedLines < 0) waitedLines = activity.waiting
      if (activity.waiting === 0 && activity.lines > SECONDS * RATE) {
        const refused = Object.values(activity.refused).reduce((sum, count) => sum + count, 0)
        return { events: await count(id), refused, waitedLines }
      }
    }
    await sleep(200)
  }
}

async function count(source: string): Promise<number> {
  const [from, to] = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 60_000)].map((at) =>
    encodeURIComponent(at.toISOString()),
  )
  const query = `/api/ot/events/counts?source=${source}&by=received&from=${from}&to=${to}&buckets=1`
  const { buckets } = (await person.get(query)) as { buckets: { events: number }[] }
  return buckets.reduce((sum, { events }) => sum + events, 0)
}
