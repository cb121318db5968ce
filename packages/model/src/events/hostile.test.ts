// Whatever a line holds: no format throws, every record is an event or counted, and every event is valid OCSF.
import { loadOcsfSchema } from '@penstock/catalogs/ocsf@1.8.0'
import { type EventFormat, eventFormats, judgeOcsf, RecordSplitter, UNKNOWN_CODES } from '@penstock/model/events'
import { micros, microsOfIso } from '@penstock/model/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const schema = loadOcsfSchema()
const LOGGED_AT = microsOfIso('2026-10-01T06:05:00Z')!
const RUNS = { numRuns: 60 }

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.uint8Array({ maxLength: 400 }).map((bytes) => String.fromCharCode(...bytes)),
  fc.json({ maxDepth: 4 }),
)

/** What is put in place of a piece of a valid record. */
const piece = fc.oneof(
  anyText,
  fc.constantFrom(
    '"',
    '\\',
    '|',
    '=',
    '<',
    '>',
    '&',
    '{',
    '}',
    '[',
    ']',
    ',',
    '\t',
    '%',
    '\u0000',
    '\ud800',
    '-',
    '0',
    '1e999',
  ),
  fc.constantFrom(
    'null',
    '[]',
    '{}',
    '[{"Name":"__proto__","Value":1}]',
    '"__proto__"',
    '-1',
    '99999999999999999999',
    '65536',
    '0x',
  ),
)

test.each(eventFormats.map((format) => [format.id, format] as const))('%s takes any text', (_, format) => {
  fc.assert(
    fc.property(fc.array(anyText, { maxLength: 4 }), (lines) => judged(format, lines.join('\n'))),
    RUNS,
  )
})

test.each(eventFormats.map((format) => [format.id, format] as const))(
  '%s takes its samples, changed anywhere',
  (_, format) => {
    const changed = fc
      .record({
        sample: fc.constantFrom(...format.samples.map(({ record }) => record)),
        changes: fc.array(fc.record({ at: fc.nat(), length: fc.nat(12), piece }), { minLength: 1, maxLength: 4 }),
      })
      .map(({ sample, changes }) =>
        changes.reduce((text, { at, length, piece }) => {
          const from = at % (text.length + 1)
          return text.slice(0, from) + piece + text.slice(from + length)
        }, sample),
      )
    fc.assert(
      fc.property(changed, (text) => judged(format, text)),
      { numRuns: 300 },
    )
  },
)

test('samples cut anywhere', () => {
  for (const format of eventFormats)
    for (const { record } of format.samples)
      for (let end = 0; end < record.length; end += 7) judged(format, record.slice(0, end))
})

test.each([
  [
    'a name of the prototype',
    '{"event_type":"flow","timestamp":"2026-10-01T06:00:00Z","__proto__":{"src_ip":"10.0.0.1"},"constructor":1}',
  ],
  [
    'objects a hundred deep',
    `{"event_type":"flow","timestamp":"2026-10-01T06:00:00Z","a":${'{"a":'.repeat(100)}1${'}'.repeat(100)}}`,
  ],
  [
    'five thousand names',
    `{"event_type":"flow","timestamp":"2026-10-01T06:00:00Z",${Array.from({ length: 5000 }, (_, at) => `"n${at}":1`).join()}}`,
  ],
])('%s', (_, text) => {
  judged(eventFormats.find(({ id }) => id === 'suricata-eve')!, text)
  expect(({} as Record<string, unknown>)['src_ip']).toBeUndefined()
})

test.each([
  ['2026-10-01T06:00:00Z', undefined],
  ['2026-10-01T07:00:00Z', undefined],
  ['2026-10-01T09:00:00Z', ['time.future']],
  ['2150-01-01T00:00:00Z', ['time.future']],
  ['2001-01-01T00:00:00Z', ['time.ancient']],
])('the time %s is kept as it is told, and marked when it cannot be', (timestamp, debug) => {
  const format = eventFormats.find(({ id }) => id === 'suricata-eve')!
  const [read] = format
    .open({ domain: 'it', sha256: () => '0' })
    .read(JSON.stringify({ event_type: 'flow', timestamp }), LOGGED_AT)
  expect(read).toMatchObject({ kind: 'event', event: { time: microsOfIso(timestamp) } })
  expect(read?.kind === 'event' && (read.event.ocsf['metadata'] as { debug?: unknown }).debug).toEqual(debug)
})

test('a message a megabyte long costs its length once', () => {
  const evil = [
    `<38>Oct  1 06:00:00 h sshd[1]: Failed password for ${' from 1.2.3.4 port 1'.repeat(50_000)}`,
    `CEF:0|a|b|1|1|n|9|${'a= '.repeat(300_000)}`,
    `CEF:0|${'\\|'.repeat(500_000)}`,
    `<Event>${'<a '.repeat(300_000)}</Event>`,
    `"${'a=b '.repeat(250_000)}`,
    `date=${' = '.repeat(300_000)}`,
  ]
  const begun = performance.now()
  for (const format of eventFormats)
    for (const text of evil) format.open({ domain: 'it', sha256: () => '0' }).read(text, LOGGED_AT)
  expect((performance.now() - begun) / (eventFormats.length * evil.length)).toBeLessThan(200)
})

function judged(format: EventFormat, text: string): void {
  const reader = format.open({ domain: 'ot', sha256: () => 'a'.repeat(64) })
  const splitter = new RecordSplitter(format.framing)
  const records = [...text.split('\n').flatMap((line) => splitter.push(line)), ...splitter.end()]
  for (const record of records)
    for (const read of reader.read(record, micros(LOGGED_AT))) {
      if (read.kind === 'unknown') {
        expect(UNKNOWN_CODES[read.code]).toBeDefined()
        expect(read.detail.length).toBeLessThan(400)
        continue
      }
      expect(judgeOcsf(read.event.ocsf, schema)).toEqual([])
      expect(read.event.ocsf['ot']).toMatchObject({ domain: 'ot' })
    }
}
