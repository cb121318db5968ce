// What a file that somebody brings in holds: one advisory, a list, a bill of materials, or an archive of them. Told by content, never by name; read one at a
// time and within bounds, so that no archive fills memory.
import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { accept, microsOfIso, type Result, refuse } from '@penstock/model/kernel'
import { decodeText } from '@penstock/model/plant'
import {
  type Advisory,
  type AdvisoryList,
  type FeedFault,
  faultOfSum,
  isCycloneDx,
  readAdvisory,
  readEpss,
  readKev,
  readRolie,
  readSbom,
  type SoftwareBill,
  sumFilesOf,
} from '@penstock/model/vulnerabilities'
import { isStorable, type ZipEntry, type ZipFault, zipEntries } from '@penstock/server/runtime'

const unzip = promisify(gunzip)

/** Of one file, unpacked: the largest advisory that is published has 0.7 MB, the list of scores 10. */
const FILE_BYTES = 64 * 2 ** 20
/** Of an archive as a whole, unpacked, and its entries. */
const ARCHIVE_BYTES = 2 ** 30
const MOST_ENTRIES = 50_000
/** Of a file that holds a sum. */
const SUM_BYTES = 4096

export type ReadFile =
  | {
      readonly kind: 'advisory'
      readonly advisory: Advisory
      readonly text: string
      readonly bill: SoftwareBill | null
    }
  | { readonly kind: 'bill'; readonly bill: SoftwareBill; readonly text: string }
  | { readonly kind: 'kev' | 'epss'; readonly version: string; readonly entries: number; readonly text: string }
  /** A publisher's list of its advisories. */
  | { readonly kind: 'feed'; readonly list: AdvisoryList }
  | { readonly kind: 'ignored' }

export interface BroughtFile {
  /** The file, or archive and entry. */
  readonly name: string
  readonly read: () => Promise<Result<ReadFile, readonly FeedFault[]>>
}

/** The files in it, in the order of an archive; none is unpacked before it is read. */
export function filesIn(bytes: Uint8Array, fileName: string): Result<readonly BroughtFile[], FeedFault> {
  if (!startsWith(bytes, [0x50, 0x4b])) return accept([{ name: fileName, read: async () => await readFile(bytes) }])
  const entries = zipEntries(bytes)
  if (!entries.ok) return refuse({ path: '$', message: WORDS[entries.refusal.code] })
  const files = entries.value.filter(({ name }) => !name.endsWith('/'))
  if (files.length > MOST_ENTRIES) return refuse({ path: '$', message: `holds ${files.length} files` })
  let left = ARCHIVE_BYTES
  const byName = new Map(files.map((file) => [file.name, file]))
  return accept(
    files.map(({ name, read }) => ({
      name: `${fileName}/${name}`,
      read: async () => {
        if (!/\.(json|csv|gz)$/i.test(name)) return accept({ kind: 'ignored' as const })
        const data = await read(Math.min(FILE_BYTES, left))
        if (!data.ok) return refuse([{ path: '$', message: WORDS[data.refusal.code] }])
        left -= data.value.length
        const fault = await faultBeside(name, data.value, byName)
        return fault === null ? await readFile(data.value) : refuse([fault])
      },
    })),
  )
}

const WORDS: Readonly<Record<ZipFault['code'], string>> = {
  damaged: 'is an archive that is damaged',
  encrypted: 'is an archive with a password',
  'unusual-compression': 'is compressed in an unusual way',
  'too-large': 'becomes larger than any advisory when it is unpacked',
}

/** A sum that lies beside a file is of what was published: another one is a file that was cut, or changed. */
async function faultBeside(
  name: string,
  data: Uint8Array,
  files: ReadonlyMap<string, ZipEntry>,
): Promise<FeedFault | null> {
  for (const sum of sumFilesOf(name)) {
    const beside = await files.get(sum.name)?.read(SUM_BYTES)
    if (beside === undefined) continue
    const text = beside.ok ? Buffer.from(beside.value).toString('latin1') : ''
    const message = faultOfSum(sum.name, text, createHash(sum.kind).update(data).digest('hex'))
    if (message !== null) return { path: '$', message }
  }
  return null
}

async function readFile(bytes: Uint8Array): Promise<Result<ReadFile, readonly FeedFault[]>> {
  const plain = await unpacked(bytes)
  if (plain === null) return refuse([{ path: '$', message: WORDS['too-large'] }])
  const decoded = decodeText(plain)
  if (!decoded.ok) return refuse([{ path: '$', message: 'is not UTF-8 text' }])
  const { text } = decoded.value
  if (isScores(text)) return await readScores(text)
  if (text.includes('"catalogVersion"') && !text.includes('"csaf_version"')) return readExploited(text)
  // Lists that publishers put beside their advisories.
  if (!text.includes('"csaf_version"')) {
    const head = text.slice(0, 4096)
    if (/"feed"\s*:/.test(head)) return readList(text)
    if (/"canonical_url"\s*:/.test(head)) return accept({ kind: 'ignored' })
  }
  return readPublished(text)
}

async function unpacked(bytes: Uint8Array): Promise<Uint8Array | null> {
  if (!startsWith(bytes, [0x1f, 0x8b])) return bytes.length > FILE_BYTES ? null : bytes
  try {
    return await unzip(bytes, { maxOutputLength: FILE_BYTES })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return null
    return bytes
  }
}

function isScores(text: string): boolean {
  return /^(#[^\n]*\n)?\s*cve\s*,/i.test(text.slice(0, 2000))
}

/** Scored lines that are read before the hub goes on with other work: the published list has some 300,000. */
const LINES = 5000

async function readScores(text: string): Promise<Result<ReadFile, readonly FeedFault[]>> {
  const lines = text.split('\n')
  const head = lines.slice(0, lines.findIndex((line) => /^\s*cve\s*,/i.test(line)) + 1)
  let [entries, version] = [0, 'undated']
  for (let from = head.length; from === head.length || from < lines.length; from += LINES) {
    const scores = readEpss([...head, ...lines.slice(from, from + LINES)].join('\n'))
    if (!scores.ok) return refuse(scores.refusal.map((fault) => lineBehind(fault, from - head.length)))
    version = scores.value.scoredOn ?? version
    entries += scores.value.byCve.size
    await setImmediate()
  }
  return accept({ kind: 'epss', version, entries, text })
}

function lineBehind({ path, message }: FeedFault, skipped: number): FeedFault {
  const line = /^line (\d+)$/.exec(path)?.[1]
  return { path: line === undefined ? path : `line ${Number(line) + skipped}`, message }
}

function readList(text: string): Result<ReadFile, readonly FeedFault[]> {
  const read = readRolie(text)
  return read.ok ? accept({ kind: 'feed', list: read.value }) : read
}

function readExploited(text: string): Result<ReadFile, readonly FeedFault[]> {
  const kev = readKev(text)
  if (!kev.ok) return kev
  return accept({ kind: 'kev', version: kev.value.version, entries: kev.value.byCve.size, text })
}

function readPublished(text: string): Result<ReadFile, readonly FeedFault[]> {
  let read: ReturnType<typeof readAdvisory>
  const isBom = isCycloneDx(text)
  try {
    if (isBom && !/"vulnerabilities"\s*:\s*\[\s*\{/.test(text)) return readBill(text)
    read = readAdvisory(text)
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    return refuse([{ path: '$', message: 'is nested too deeply' }])
  }
  if (!read.ok) return read
  const { id, title, publisher, version, currentDate, format } = read.value
  const faults: FeedFault[] = []
  if (microsOfIso(currentDate) === null)
    faults.push({ path: DATE_OF[format], message: `"${currentDate}" is no instant` })
  if (!isStorable([id, title, publisher, version, text])) faults.push({ path: '$', message: UNSTORABLE })
  if (faults.length > 0) return refuse(faults)
  // One that says of weaknesses may list the parts as well; one that does not is no worse for it.
  const bill = isBom ? readBill(text) : null
  return accept({
    ...{ kind: 'advisory', advisory: read.value, text },
    bill: bill?.ok === true && bill.value.kind === 'bill' ? bill.value.bill : null,
  })
}

function readBill(text: string): Result<ReadFile, readonly FeedFault[]> {
  const read = readSbom(text)
  if (!read.ok) return read
  const { serial, date, subject } = read.value
  const faults: FeedFault[] = []
  if (microsOfIso(date) === null) faults.push({ path: DATE_OF.CycloneDX, message: `"${date}" is no instant` })
  if (!isStorable([serial, subject.name, text])) faults.push({ path: '$', message: UNSTORABLE })
  return faults.length > 0 ? refuse(faults) : accept({ kind: 'bill', bill: read.value, text })
}

const UNSTORABLE = 'holds characters that no store keeps (U+0000, half a pair)'

const DATE_OF: Readonly<Record<Advisory['format'], string>> = {
  'CSAF 2.0': '$.document.tracking.current_release_date',
  'CSAF 2.1': '$.document.tracking.current_release_date',
  CycloneDX: '$.metadata.timestamp',
  OpenVEX: '$.timestamp',
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte)
}
