// `penstock ingest FILE… --format F --domain D`: sends the records of files with the token of a source; with `--dry-run` it shows what they
// become, before a source is set up: OCSF as NDJSON on stdout; on stderr how many are unknown, by code, and where the first of them stand.
import { hash } from 'node:crypto'
import { parseArgs } from 'node:util'
import { loadOcsfSchema } from '@penstock/catalogs/ocsf@1.8.0'
import { unreadableText } from '@penstock/cli/files'
import { HubFault, openHub } from '@penstock/cli/hub-client'
import {
  type EventFormat,
  type EventReader,
  eventFormats,
  findEventFormat,
  judgeOcsf,
  RecordSplitter,
  UNKNOWN_CODES,
  type UnknownCode,
} from '@penstock/model/events'
import { Domain, micros } from '@penstock/model/kernel'
import { decodedLines } from './decoded-lines.ts'
import { type Sent, sendRecords } from './send-events.ts'

const USAGE = 'usage: penstock ingest FILE… --format FORMAT --domain it|ot (--to URL [--token-file FILE] | --dry-run)\n'
const MOST_TOLD = 5

interface Count {
  events: number
  invalid: number
  readonly unknown: Map<UnknownCode, { count: number; readonly first: string[] }>
}

/** Exit code: 0 read, whatever was unknown; 1 a file cannot be read; 2 bad usage. */
export async function ingest(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (options === null) return 2
  if (options.to !== null) return await send(options, options.to)
  const { files, format, domain } = options
  const schema = loadOcsfSchema()
  const count: Count = { events: 0, invalid: 0, unknown: new Map() }
  let code = 0
  for (const path of files) {
    const reader = format.open({ domain, sha256: (text) => hash('sha256', text) })
    try {
      for await (const { record, line } of recordsOf(path, format)) await take(reader, record, `${path}:${line}`)
    } catch (cause) {
      process.stderr.write(
        `penstock: ${unreadableText(path, (cause as NodeJS.ErrnoException).code ?? String(cause))}\n`,
      )
      code = 1
    }
  }
  process.stderr.write(summaryOf(count))
  return code

  async function take(reader: EventReader, record: string, place: string): Promise<void> {
    for (const read of reader.read(record, micros(Date.now() * 1000))) {
      if (read.kind === 'unknown') {
        const held = count.unknown.get(read.code) ?? { count: 0, first: [] }
        held.count += 1
        if (held.first.length < MOST_TOLD) held.first.push(`${place}: ${plain(read.detail)}`)
        count.unknown.set(read.code, held)
        continue
      }
      count.events += 1
      if (judgeOcsf(read.event.ocsf, schema).length > 0) count.invalid += 1
      if (!process.stdout.write(`${JSON.stringify(read.event.ocsf)}\n`))
        await new Promise((resume) => process.stdout.once('drain', resume))
    }
  }
}

/** Records with the line that they end at. */
async function* recordsOf(
  path: string,
  format: EventFormat,
): AsyncGenerator<{ readonly record: string; readonly line: number }> {
  const splitter = new RecordSplitter(format.framing)
  let line = 0
  for await (const text of decodedLines(path)) {
    line += 1
    for (const record of splitter.push(text)) yield { record, line }
  }
  for (const record of splitter.end()) yield { record, line }
}

/** Exit code as that of `ingest`; 1 also when the server refuses a batch, with what was stored before. */
async function send({ files, format, domain, tokenFile }: IngestOptions, to: string): Promise<number> {
  const sent: Sent = { batches: 0, records: 0, repeated: 0 }
  let code = 0
  try {
    const hub = openHub({ to, tokenFile })
    for (const path of files)
      try {
        await sendRecords(hub, domain, textsOf(path, format), sent)
      } catch (cause) {
        if (cause instanceof HubFault) throw cause
        process.stderr.write(
          `penstock: ${unreadableText(path, (cause as NodeJS.ErrnoException).code ?? String(cause))}\n`,
        )
        code = 1
      }
  } catch (cause) {
    if (!(cause instanceof HubFault)) throw cause
    process.stderr.write(`penstock: ${cause.message}\n`)
    code = cause.isUsage ? 2 : 1
  }
  const again = sent.repeated === 0 ? '' : `, ${sent.repeated} of them stored before`
  process.stderr.write(`${sent.records} records in ${sent.batches} batches are stored${again}\n`)
  return code
}

async function* textsOf(path: string, format: EventFormat): AsyncGenerator<string> {
  for await (const { record } of recordsOf(path, format)) yield record
}

interface IngestOptions {
  readonly files: readonly string[]
  readonly format: EventFormat
  readonly domain: Domain
  /** Null with `--dry-run`. */
  readonly to: string | null
  readonly tokenFile: string | undefined
}

function parse(args: readonly string[]): IngestOptions | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        format: { type: 'string' },
        domain: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        to: { type: 'string' },
        'token-file': { type: 'string' },
      },
      strict: true,
      allowPositionals: true,
    })
    const format = values.format === undefined ? null : findEventFormat(values.format)
    if (values.format !== undefined && format === null) {
      process.stderr.write(`penstock: no format "${plain(values.format)}"; there are\n${formatsText()}`)
      return null
    }
    const domain = Domain.safeParse(values.domain)
    if (positionals.length === 0 || format === null || !domain.success) {
      process.stderr.write(USAGE)
      return null
    }
    if (values['dry-run'] === (values.to !== undefined)) {
      process.stderr.write(
        `penstock: either --dry-run, which only shows them, or --to the address of a server\n${USAGE}`,
      )
      return null
    }
    const { to = null, 'token-file': tokenFile } = values
    return { files: positionals, format, domain: domain.data, to, tokenFile }
  } catch (cause) {
    process.stderr.write(`penstock: ${cause instanceof Error ? cause.message : String(cause)}\n${USAGE}`)
    return null
  }
}

function formatsText(): string {
  const width = Math.max(...eventFormats.map(({ id }) => id.length))
  return eventFormats.map(({ id, title }) => `  ${id.padEnd(width)}  ${title}\n`).join('')
}

function summaryOf({ events, invalid, unknown }: Count): string {
  const sum = [...unknown.values()].reduce((all, { count }) => all + count, 0)
  const lines = [`${events} events, ${sum} unknown${invalid === 0 ? '' : `, ${invalid} not valid by OCSF 1.8.0`}`]
  for (const [code, { count, first }] of [...unknown].sort((a, b) => b[1].count - a[1].count)) {
    lines.push(`  ${count} ${code}: ${UNKNOWN_CODES[code]}`, ...first.map((each) => `    ${each}`))
    if (count > first.length) lines.push(`    and ${count - first.length} more`)
  }
  return `${lines.join('\n')}\n`
}

/** Of a line from outside: no control character reaches the terminal. */
function plain(text: string): string {
  return text.replaceAll(/\p{C}/gu, '·').slice(0, 160)
}
