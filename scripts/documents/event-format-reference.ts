// `docs/reference/event-formats.md`: which events of others are read, what each kind becomes, which Sigma log sources it satisfies, a sample.
import { EVENT_CLASSES, type EventFormat, eventFormats, type LogSource, UNKNOWN_CODES } from '@penstock/model/events'
import type { GeneratedDocument } from './document.ts'

export const eventFormatReference: GeneratedDocument = {
  path: 'docs/reference/event-formats.md',
  render: renderEventFormats,
}

const LONGEST_SAMPLE = 400

function renderEventFormats(): string {
  const kinds = eventFormats.reduce((sum, { kinds }) => sum + kinds.length, 0)
  return [
    '# Event formats',
    '',
    `Made from \`packages/model/src/events\` by \`npm run documents\`: ${eventFormats.length} formats, ${kinds} kinds of records. How to add one:`,
    '[the guide](../guides/adding-an-event-format.md). What files become is shown by `penstock ingest FILE… --format FORMAT --domain it|ot --dry-run`.',
    '',
    'An event is OCSF 1.8.0 with our `ot` profile (`ot.domain` is the credential’s, never the line’s), beside all fields of the source by their own',
    'names and the Sigma log sources that it satisfies. A kind without a class of its own is Base Event, with its fields. Samples are made.',
    '',
    '## Records that are no event',
    '',
    'Kept and counted by code, never dropped.',
    '',
    '| Code | The record is |',
    '|---|---|',
    ...Object.entries(UNKNOWN_CODES).map(([code, text]) => `| \`${code}\` | ${text} |`),
    '',
    '## Formats',
    '',
    '| Format | Events of | Records | Kinds | Classes |',
    '|---|---|---|---|---|',
    ...eventFormats.map((format) => {
      const classes = [...new Set(format.kinds.map(({ classUid }) => classUid))].sort((a, b) => a - b)
      const cells = [
        `[\`${format.id}\`](#${format.id})`,
        format.title,
        FRAMINGS[format.framing],
        format.kinds.length,
        classes.join(', '),
      ]
      return `| ${cells.map((cell) => escaped(String(cell))).join(' | ')} |`
    }),
    '',
    ...eventFormats.flatMap(sectionOf),
  ].join('\n')
}

const FRAMINGS: Readonly<Record<EventFormat['framing'], string>> = {
  lines: 'a line each',
  json: 'JSON objects: lines, lists, or over many lines',
  xml: '`<Event>` elements',
  file: 'the file is one',
}

function sectionOf({ id, title, kinds, samples }: EventFormat): readonly string[] {
  return [
    `### ${id}`,
    '',
    `${title}.`,
    '',
    '| Kind | Class | Sigma log sources |',
    '|---|---|---|',
    ...kinds.map(
      ({ name, classUid, logSources }) =>
        `| ${escaped(name)} | ${classUid} ${EVENT_CLASSES.get(classUid)} | ${[...new Set(logSources.map(textOf))].join('; ')} |`,
    ),
    '',
    '```text',
    ...samples.slice(0, 1).flatMap(({ record }) => record.split('\n').map(shortened)),
    '```',
    '',
  ]
}

function textOf({ product, category, service }: LogSource): string {
  const parts = [
    product ?? '',
    category === undefined ? '' : `category ${category}`,
    service === undefined ? '' : `service ${service}`,
  ]
  return `\`${parts.filter((part) => part !== '').join(' ')}\``
}

function shortened(line: string): string {
  return line.length > LONGEST_SAMPLE ? `${line.slice(0, LONGEST_SAMPLE)}…` : line
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|')
}
