// The live sensor against a cell's door: nothing is lost while it is away, and what is refused waits on disk.
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ObservationBatch } from '@penstock/model/observations'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const CAPTURE = readFileSync(new URL('../../../../fixtures/captures/modbus/reads.pcap', import.meta.url))
const DOOR = fileURLToPath(new URL('./index.ts', import.meta.url))
const PACKETS = 26

vi.setConfig({ testTimeout: 30_000 })

let spool: string
let server: Server | null = null
beforeEach(() => {
  spool = mkdtempSync(join(tmpdir(), 'penstock-spool-'))
})
afterEach(() => {
  server?.close()
  server = null
  rmSync(spool, { recursive: true })
})

interface Sent {
  readonly sensor: string
  readonly capture: string
  readonly batches: readonly ObservationBatch[]
}

test('what was read while the cell failed arrives once it answers', async () => {
  const sent: Sent[] = []
  let failures = 2
  const url = await cell((body) => {
    if (failures-- > 0) return 503
    sent.push(body)
    return 200
  })
  const ended = await run(url, CAPTURE)
  expect(ended.code).toBe(0)
  expect(ended.said).toMatch(
    /^penstock: the cell answered 503: .*; batches wait in .*\npenstock: the cell takes batches again\n$/,
  )
  const batches = sent.flatMap((body) => body.batches)
  expect(batches.reduce((sum, batch) => sum + batch.packets, 0)).toBe(PACKETS)
  expect(batches.map((batch) => batch.seq)).toEqual(batches.map((_, n) => n))
  expect(batches.at(-1)?.isLast).toBe(true)
  expect(readdirSync(spool)).toEqual([])
})

test('what a cell refuses waits on disk and goes out with the next run', async () => {
  const refusing = await cell(() => 401)
  const refused = await run(refusing, CAPTURE)
  expect(refused.code).toBe(1)
  expect(refused.said).toContain('401')
  expect(readdirSync(spool)).toHaveLength(1)
  server?.close()

  const sent: Sent[] = []
  const accepting = await cell((body) => {
    sent.push(body)
    return 200
  })
  expect((await run(accepting, CAPTURE)).code).toBe(0)
  expect(new Set(sent.map((body) => body.capture)).size).toBe(2)
  expect(sent.flatMap((body) => body.batches).reduce((sum, batch) => sum + batch.packets, 0)).toBe(PACKETS * 2)
  expect(readdirSync(spool)).toEqual([])
})

test('input that is no capture ends with exit code 2', async () => {
  const ended = await run('http://127.0.0.1:9', Buffer.from('this is a table of text, not a capture at all'))
  expect(ended.code).toBe(2)
  expect(ended.said).toContain('no pcap or pcapng capture')
})

const NOWHERE = ['--to', 'http://127.0.0.1:9']
test.each([
  {
    name: 'neither an interface nor standard input',
    args: NOWHERE,
    says: 'give one of --interface, --stdin, --zeek and --eve',
  },
  {
    name: 'both',
    args: ['--stdin', '--interface', 'eth0', ...NOWHERE],
    says: 'give one of --interface, --stdin, --zeek and --eve',
  },
  { name: 'no address', args: ['--stdin'], says: 'give either --state or --to' },
  {
    name: 'a folder and an address',
    args: ['--stdin', '--state', '/x', ...NOWHERE],
    says: 'give either --state or --to',
  },
  { name: 'a folder of nobody', args: ['--stdin', '--state', '/no-such-folder'], says: 'holds no enrolled sensor' },
  { name: 'an unknown option', args: ['--stdin', ...NOWHERE, '--fast'], says: '--fast' },
])('$name is a wrong call', async ({ args, says }) => {
  const { code, said } = await start(args, CAPTURE)
  expect(said).toContain(says)
  expect(code).toBe(2)
})

test('without a token anywhere the call is wrong, and a token in the call still works and is advised against', async () => {
  const without = await start(['--stdin', ...NOWHERE], CAPTURE, {})
  expect(without.said).toContain('PENSTOCK_SENSOR_TOKEN')
  expect(without.code).toBe(2)
  const url = await cell(() => 200)
  const ended = await start(['--stdin', '--to', url, '--token', 'secret', '--spool', spool], CAPTURE, {})
  expect(ended.said).toContain('--token shows in the process list')
  expect(ended.code).toBe(0)
})

function run(url: string, input: Uint8Array): Promise<{ code: number | null; said: string }> {
  return start(['--stdin', '--to', url, '--spool', spool, '--every', '0.2'], input)
}

function start(
  args: readonly string[],
  input: Uint8Array,
  secret: { readonly PENSTOCK_SENSOR_TOKEN?: string } = { PENSTOCK_SENSOR_TOKEN: 'secret' },
): Promise<{ code: number | null; said: string }> {
  const script = `const { sensorRun } = await import(${JSON.stringify(DOOR)}); process.exitCode = await sensorRun(process.argv.slice(1))`
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, '--', ...args], {
      stdio: ['pipe', 'ignore', 'pipe'],
      env: { ...process.env, ...secret },
    })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8')
    })
    child.on('close', (code) => resolve({ code, said }))
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}

/** A door that answers with the status that `judge` gives for a body, as a cell would. */
function cell(judge: (body: Sent) => number): Promise<string> {
  return new Promise((resolve) => {
    const made = createServer((request, answer) => {
      let text = ''
      request.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8')
      })
      request.on('end', () => {
        const body = JSON.parse(text) as Sent
        const isRight = request.url === '/api/ot/observations' && request.headers.authorization === 'Bearer secret'
        answer.statusCode = isRight ? judge(body) : 404
        answer.setHeader('content-type', 'application/json')
        answer.end(JSON.stringify({ storedTo: body.batches.at(-1)?.seq ?? -1 }))
      })
    })
    server = made
    made.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(made.address() as AddressInfo).port}`))
  })
}
