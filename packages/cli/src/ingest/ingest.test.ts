import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ingest } from '@penstock/cli/ingest'
import { eventFormats, findEventFormat } from '@penstock/model/events'
import { afterAll, expect, test, vi } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'penstock-ingest-'))
afterAll(() => rmSync(folder, { recursive: true }))

const LINE = findEventFormat('suricata-eve')!.samples[0]!.record

async function run(
  ...args: readonly string[]
): Promise<{ code: number; events: Record<string, unknown>[]; err: string }> {
  const out: string[] = []
  const err: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  const code = await ingest(args)
  vi.restoreAllMocks()
  const events = out.map((line) => JSON.parse(line) as Record<string, unknown>)
  return { code, events, err: err.join('') }
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const suricata = ['--format', 'suricata-eve', '--domain', 'ot', '--dry-run']

test('events go to stdout as OCSF, what is none is counted by code with its place', async () => {
  const path = file('eve.json', `${LINE}\n\n{"event_type":"alert"}\nno json\n{"cut": \n`)
  const { code, events, err } = await run(path, ...suricata)
  expect(code).toBe(0)
  expect(events).toHaveLength(1)
  expect(events[0]).toMatchObject({ class_uid: 2004, ot: { domain: 'ot' }, metadata: { version: '1.8.0' } })
  expect(err).toContain('1 events, 3 unknown\n')
  expect(err).toContain(`1 time.missing: without a time of its own\n    ${path}:3: timestamp`)
  expect(err).toContain('1 record.not-of-the-format')
  expect(err).toContain('1 record.cut')
})

test('an unknown format names those that there are', async () => {
  const { code, err } = await run('x.log', '--format', 'suricata\u001b[2J', '--domain', 'it', '--dry-run')
  expect(code).toBe(2)
  expect(err).toContain('no format "suricata·[2J"')
  for (const { id } of eventFormats) expect(err).toContain(id)
})

test.each([
  ['no file', ['--format', 'cef', '--domain', 'it', '--dry-run'], 'usage: penstock ingest'],
  ['no domain', ['x', '--format', 'cef', '--dry-run'], 'usage: penstock ingest'],
  ['the DMZ, which is no cell', ['x', '--format', 'cef', '--domain', 'dmz', '--dry-run'], 'usage: penstock ingest'],
  ['neither dry nor to a server', ['x', '--format', 'cef', '--domain', 'it'], '--dry-run'],
  [
    'dry and to a server',
    ['x', '--format', 'cef', '--domain', 'it', '--dry-run', '--to', 'http://localhost:1'],
    '--to',
  ],
  ['to where a token would be read', ['x', '--format', 'cef', '--domain', 'it', '--to', 'http://example.org'], 'HTTPS'],
])('%s is bad usage', async (_, args, says) => {
  const { code, err } = await run(...args)
  expect(code).toBe(2)
  expect(err).toContain(says)
})

test('a file that is not there is told, and the others are read', async () => {
  const { code, events, err } = await run(join(folder, 'none.json'), file('one.json', LINE), ...suricata)
  expect(code).toBe(1)
  expect(events).toHaveLength(1)
  expect(err).toContain('there is no such file')
})

test.each([
  ['UTF-8 with a mark', Buffer.from(`\ufeff${LINE}\n`)],
  ['UTF-16, little end first', Buffer.from(`\ufeff${LINE}\r\n`, 'utf16le')],
  ['UTF-16 without a mark', Buffer.from(`${LINE}\r\n`, 'utf16le')],
  ['UTF-16, big end first', Buffer.from(`\ufeff${LINE}\n`, 'utf16le').swap16()],
  ['Latin-1', Buffer.from(`${LINE.replace('never wrote', 'n\u00e9v\u00e9r')}\n`, 'latin1')],
])('%s is read', async (name, bytes) => {
  const { events, err } = await run(file('encoded.json', bytes), ...suricata)
  expect(err).toBe('1 events, 0 unknown\n')
  expect(events[0]?.['message']).toBe(
    name === 'Latin-1' ? 'Modbus write from a host that n\u00e9v\u00e9r' : 'Modbus write from a host that never wrote',
  )
})

test('a line of 10 MB is one unknown record, and the lines around it are read', async () => {
  const long = `{"event_type":"alert","pad":"${'x'.repeat(10_000_000)}"}`
  const { events, err } = await run(file('long.json', `${LINE}\n${long}\n${LINE}\n`), ...suricata)
  expect(events).toHaveLength(2)
  expect(err).toContain('2 events, 1 unknown\n  1 record.too-long')
})

test.each([
  ['a list over many lines', `[\n${JSON.stringify(JSON.parse(LINE), null, 2)},\n${LINE}\n]`, 2],
  [
    'objects over many lines',
    `${JSON.stringify(JSON.parse(LINE), null, 2)}\n${JSON.stringify(JSON.parse(LINE), null, 2)}`,
    2,
  ],
])('%s', async (_, text, count) => {
  const { events, err } = await run(file('many.json', text), ...suricata)
  expect(events).toHaveLength(count)
  expect(err).toBe(`${count} events, 0 unknown\n`)
})
