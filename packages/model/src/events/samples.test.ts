// Logs of real systems, where they are there: every line is an event or counted, and what it becomes is valid. Beside them which Sigma log
// sources an event satisfies, and what the judge of OCSF finds.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadOcsfSchema } from '@penstock/catalogs/ocsf@1.8.0'
import { findEventFormat, judgeOcsf, type NormalEvent, type Read, RecordSplitter } from '@penstock/model/events'
import { microsOfIso } from '@penstock/model/kernel'
import { expect, test } from 'vitest'

const LOGS = fileURLToPath(new URL('../../../../../shared/samples/logs/', import.meta.url))
const schema = loadOcsfSchema()
const LOGGED_AT = microsOfIso('2026-10-01T06:05:00Z')!

function readAll(format: string, text: string): readonly Read[] {
  const found = findEventFormat(format)!
  const reader = found.open({ domain: 'it', sha256: () => 'a'.repeat(64) })
  const splitter = new RecordSplitter(found.framing)
  const records = [...text.split(/\r?\n/).flatMap((line) => splitter.push(line)), ...splitter.end()]
  return records.flatMap((record) => reader.read(record, LOGGED_AT))
}

function eventsOf(reads: readonly Read[]): readonly NormalEvent[] {
  return reads.flatMap((read) => (read.kind === 'event' ? [read.event] : []))
}

function logs(folder: string): readonly string[] {
  return existsSync(join(LOGS, folder)) ? readdirSync(join(LOGS, folder)).map((name) => join(LOGS, folder, name)) : []
}

/** Times that a published baseline masks, put back. */
const withTimes = (text: string) => text.replaceAll('XXXXXXXXXX.XXXXXX', '1790834400.123456')

const real = [
  ...logs('windows-otrf').map((path) => ({ path, format: 'windows-json', unknown: 0 })),
  ...logs('zeek-ot').map((path) => ({ path, format: 'zeek-tsv', unknown: path.includes('icsnpp-enip') ? null : 0 })),
  ...logs('zeek-it').map((path) => ({
    path,
    format: path.includes('ssh_json') ? 'zeek-json' : 'zeek-tsv',
    unknown: path.includes('ssh_json') ? null : 0,
  })),
  ...logs('cloud-identity').map((path) => ({
    path,
    format: path.includes('okta') ? 'okta' : path.includes('microsoft365') ? 'm365-audit' : 'entra',
    unknown: 0,
  })),
]

test.skipIf(real.length === 0).each(real)('$path as $format', ({ path, format, unknown }) => {
  const reads = readAll(format, withTimes(readFileSync(path, 'utf8')))
  const events = eventsOf(reads)
  if (unknown !== null) expect(reads.filter(({ kind }) => kind === 'unknown')).toHaveLength(unknown)
  expect(reads.length).toBeGreaterThan(0)
  for (const { ocsf } of events) expect(judgeOcsf(ocsf, schema)).toEqual([])
})

const eve = join(LOGS, 'suricata-eve/ot_eve_partial_events.ndjson')
test.skipIf(!existsSync(eve))('OT events of Suricata are OT operations', () => {
  const text = readFileSync(eve, 'utf8').replaceAll('{"', '{"timestamp":"2026-10-01T06:00:00Z","').split('\n')
  const lines = text.flatMap((line) => {
    try {
      return [JSON.stringify({ ...(JSON.parse(line) as object), timestamp: '2026-10-01T06:00:00Z' })]
    } catch {
      return []
    }
  })
  const events = eventsOf(readAll('suricata-eve', lines.join('\n')))
  expect(events.length).toBeGreaterThan(100)
  const protocols = new Set(events.map(({ ocsf }) => (ocsf['ot'] as { readonly protocol?: string }).protocol))
  for (const each of ['dnp3', 'modbus', 'enip']) expect(protocols).toContain(each)
})

const windows = (record: object) => eventsOf(readAll('windows-json', JSON.stringify(record)))[0]!
const AT = { TimeCreated: '2026-10-01T06:00:00Z', Computer: 'A' }

test('a process of the Security log satisfies the log source of process creation, with its names', () => {
  const event = windows({
    ...AT,
    Channel: 'Security',
    EventID: 4688,
    NewProcessName: 'C:\\a.exe',
    ProcessId: '0x4',
    NewProcessId: '0x8',
    SubjectUserName: 'u',
    ParentProcessName: 'C:\\b.exe',
  })
  expect(event.logSources).toEqual(
    expect.arrayContaining([
      { product: 'windows', service: 'security' },
      { product: 'windows', category: 'process_creation' },
      { product: 'windows' },
    ]),
  )
  expect(event.fields).toMatchObject({
    Image: 'C:\\a.exe',
    ParentImage: 'C:\\b.exe',
    NewProcessName: 'C:\\a.exe',
    User: 'u',
  })
})

test.each([
  ['CreateKey', ['registry_event', 'registry_add']],
  ['DeleteValue', ['registry_event', 'registry_delete']],
])('Sysmon 12 with %s satisfies %j', (EventType, categories) => {
  const event = windows({
    ...AT,
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    EventID: 12,
    EventType,
    ProcessId: 4,
    Image: 'C:\\a.exe',
    TargetObject: 'HKLM\\x',
  })
  expect(event.logSources.flatMap(({ category }) => category ?? [])).toEqual(categories)
  expect(event.logSources).toContainEqual({ product: 'windows', service: 'sysmon' })
})

test('the same number in another channel is another event', () => {
  const event = windows({ ...AT, Channel: 'Application', EventID: 1, Image: 'C:\\a.exe' })
  expect(event.classUid).toBe(0)
  expect(event.logSources).toEqual([{ product: 'windows' }, { product: 'windows', service: 'application' }])
})

test.each([
  ['a class that is none', { class_uid: 77 }, 'class_uid', 'unknown-class'],
  ['an attribute that the class has not', { job: {} }, 'job', 'unknown-attribute'],
  ['a value outside its list', { activity_id: 42, type_uid: 400_142 }, 'activity_id', 'value'],
  ['a number that does not follow', { type_uid: 1 }, 'type_uid', 'number'],
  [
    'an endpoint that is nobody',
    { src_endpoint: { port: 1 } },
    'src_endpoint.ip|uid|name|hostname|svc_name|instance_uid|interface_uid|interface_name|domain',
    'constraint',
  ],
  ['an address that is none', { src_endpoint: { ip: '10.0.0.256' } }, 'src_endpoint.ip', 'type'],
  ['a domain that is none', { ot: { domain: 'office' } }, 'ot.domain', 'value'],
  ['an operation of another word', { ot: { domain: 'ot', operation: 'poke' } }, 'ot.operation', 'value'],
  ['a profile that is not named', { action_id: 1 }, 'action_id', 'profile'],
  [
    'metadata without its product',
    { metadata: { version: '1.8.0', profiles: ['ot', 'host'] } },
    'metadata.product',
    'missing',
  ],
])('the judge finds %s', (_, change, at, code) => {
  const [event] = eventsOf(
    readAll(
      'zeek-json',
      '{"_path":"conn","ts":1790834400.5,"id.orig_h":"10.0.0.1","id.resp_h":"10.0.0.2","conn_state":"SF"}',
    ),
  )
  expect(judgeOcsf(event!.ocsf, schema)).toEqual([])
  expect(judgeOcsf({ ...event!.ocsf, ...change }, schema)).toContainEqual({ at, code })
})
