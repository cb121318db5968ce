// Records of a file: by the framing of a format, else by what the file begins with: JSON objects (a line each, a list, one after another, or
// one alone) or elements of XML.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { type Framing, RecordSplitter } from '@penstock/model/events'

/** Each record as text. */
export async function* readRecords(path: string, framing: Framing | null): AsyncGenerator<string> {
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })
  let splitter: RecordSplitter | null = null
  for await (const line of lines) {
    if (splitter === null && line.trim() === '') continue
    splitter ??= new RecordSplitter(framing ?? (/^\ufeff?\s*</.test(line) ? 'xml' : 'json'))
    yield* splitter.push(line)
  }
  if (splitter !== null) yield* splitter.end()
}
