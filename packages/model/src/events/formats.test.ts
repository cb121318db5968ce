// Every sample of every format becomes what it says, and valid OCSF.
import { createHash } from 'node:crypto'
import { loadOcsfSchema } from '@penstock/catalogs/ocsf@1.8.0'
import {
  type EventFormat,
  eventFormats,
  findEventFormat,
  judgeOcsf,
  type NormalEvent,
  type Read,
  RecordSplitter,
} from '@penstock/model/events'
import { micros, microsOfIso } from '@penstock/model/kernel'
import { expect, test } from 'vitest'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const schema = loadOcsfSchema()
const LOGGED_AT = microsOfIso('2026-10-01T06:05:00Z')!

const samples = eventFormats.flatMap((format) =>
  format.samples.map((sample, at) => ({ name: `${format.id} ${at + 1}`, format, sample })),
)

test.each(samples)('$name becomes what it says', ({ format, sample }) => {
  const { read, record } = readSample(format, sample.record)
  expect(read).toHaveLength(1)
  const event = eventOf(read[0]!)
  for (const [path, expected] of Object.entries(sample.gives))
    expect({ [path]: at(event.ocsf, path) }).toEqual({ [path]: expected })
  expect(event.rawSha256).toBe(sha256(record))
  expect(at(event.ocsf, 'ot.domain')).toBe('ot')
  expect(at(event.ocsf, 'metadata.logged_time')).toBe(LOGGED_AT / 1000)
})

test.each(samples)('$name is valid OCSF', ({ format, sample }) => {
  const event = eventOf(readSample(format, sample.record).read[0]!)
  expect(judgeOcsf(event.ocsf, schema)).toEqual([])
  expect(event.ocsf['class_uid']).toBe(event.classUid)
})

test('the domain is that of the credential, whatever a line says of itself', () => {
  const line = '{"timestamp":"2026-10-01T06:00:00Z","event_type":"ssh","ot":{"domain":"ot"},"ot.domain":"ot"}'
  const [read] = findEventFormat('suricata-eve')!.open({ domain: 'it', sha256 }).read(line, LOGGED_AT)
  expect(at(eventOf(read!).ocsf, 'ot')).toEqual({ domain: 'it' })
})

test.each([
  ['nothing', '', 'record.empty'],
  ['half a line', '{"timestamp":"2026-10-01T06:00:00Z"', 'record.cut'],
  ['prose', 'what is this', 'record.not-of-the-format'],
  ['a list of numbers', '[3]', 'record.not-of-the-format'],
  ['an alert without its time', '{"event_type":"alert"}', 'time.missing'],
  ['a word for a time', '{"event_type":"alert","timestamp":"yesterday"}', 'time.unreadable'],
  ['the year 1', '{"event_type":"alert","timestamp":"0001-01-01T00:00:00Z"}', 'time.unreadable'],
  ['ten megabytes', `{"event_type":"${'x'.repeat(10_000_000)}"}`, 'record.too-long'],
])('%s is unknown', (_, line, code) => {
  const [read] = findEventFormat('suricata-eve')!.open({ domain: 'ot', sha256 }).read(line, micros(0))
  expect(read).toMatchObject({ kind: 'unknown', code })
})

function readSample(format: EventFormat, text: string): { readonly read: readonly Read[]; readonly record: string } {
  const reader = format.open({ domain: 'ot', sha256 })
  const splitter = new RecordSplitter(format.framing)
  const records = [...text.split('\n').flatMap((line) => splitter.push(line)), ...splitter.end()]
  return { read: records.flatMap((record) => reader.read(record, LOGGED_AT)), record: records.at(-1)! }
}

function eventOf(read: { readonly kind: string }): NormalEvent {
  expect(read).toMatchObject({ kind: 'event' })
  return (read as unknown as { readonly event: NormalEvent }).event
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((each, step) => (each as Record<string, unknown> | undefined)?.[step], value)
}
