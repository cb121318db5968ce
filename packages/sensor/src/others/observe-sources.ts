// Captures and files of other systems in, observation batches out: what a file is stands in its first bytes.
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import type { ObservationBatch } from '@penstock/model/observations'
import { type OtherFormat, RECOGNISED_BY, type Recognised, recogniseOther } from '@penstock/model/others'
import { openCaptureFile } from '@penstock/sensor/capture'
import { type ObserveOptions, observeFiles } from '@penstock/sensor/observe'
import { ByteSource } from './byte-source.ts'
import { Collector } from './collector.ts'
import type { FormatReader } from './format.ts'
import { readIscLeases, readLdif, readList, readTable } from './inventories/index.ts'
import { readNmap } from './nmap/index.ts'
import { readEve } from './suricata/index.ts'
import { readArpTable, readMacTable, readSnmpWalk } from './switches/index.ts'
import { readZeek } from './zeek/index.ts'

const READERS: Readonly<Record<OtherFormat, FormatReader>> = {
  'zeek-tsv': readZeek,
  'zeek-json': readZeek,
  'suricata-eve': readEve,
  'nmap-xml': readNmap,
  'mac-table': readMacTable,
  'arp-table': readArpTable,
  'snmp-walk': readSnmpWalk,
  'isc-leases': readIscLeases,
  ldif: readLdif,
  table: readTable,
  list: readList,
}

/** pcap of either byte order and resolution, and pcapng. */
const CAPTURE_MAGICS: ReadonlySet<number> = new Set([0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0x0a0d0d0a])

/** The files in the order in which `observeSources` reads them, and its proofs count them: captures first. */
export function arrangedSources(paths: readonly string[]): { readonly captures: string[]; readonly others: string[] } {
  const others = paths.filter((path) => isOther(path))
  return { captures: paths.filter((path) => !others.includes(path)), others }
}

/**
 * Reads captures and files of other systems and yields batches with numbers that go on from one to the next. A file that is neither
 * throws `CaptureError` before anything is read.
 */
export function* observeSources(
  paths: readonly string[],
  options: ObserveOptions = {},
): Generator<ObservationBatch, void> {
  const { captures, others } = arrangedSources(paths)
  let seq = 0
  if (captures.length > 0) {
    for (const batch of observeFiles(captures, options)) {
      seq = batch.seq + 1
      yield others.length === 0 ? batch : { ...batch, isLast: false }
    }
  }
  for (const [at, path] of others.entries()) {
    for (const batch of observeOther(path, captures.length + at, seq)) {
      seq = batch.seq + 1
      yield at === others.length - 1 ? batch : { ...batch, isLast: false }
    }
  }
}

/** Reads one file of another system; `file` is its number in proofs, `seq` that of the first batch. */
function* observeOther(path: string, file: number, seq: number): Generator<ObservationBatch, void> {
  const source = new ByteSource(path)
  try {
    const recognised = recogniseOther(source.head(RECOGNISED_BY))
    if (recognised === null) throw new Error(`${path} is no longer what it was`)
    const out = new Collector(recognised.system, file, seq)
    for (const _ of READERS[recognised.format](source, out, recognised)) {
      if (out.isFull) yield out.cut(false, source.done)
    }
    for (const [trouble, count] of source.troubles) out.passOver(trouble, count)
    yield out.cut(true, source.done)
  } finally {
    source.close()
  }
}

function recogniseFile(path: string): Recognised | null {
  const source = new ByteSource(path)
  try {
    return recogniseOther(source.head(RECOGNISED_BY))
  } finally {
    source.close()
  }
}

/** A pipe is taken for a capture: it cannot be looked at beforehand. */
function isOther(path: string): boolean {
  if (path === '-' || statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false
  return !opensCapture(path) && recogniseFile(path) !== null
}

/** A look at four bytes is enough for most; a gzip file is opened to see what is in it. */
function opensCapture(path: string): boolean {
  const head = new Uint8Array(4)
  let bytes: number
  try {
    const descriptor = openSync(path, 'r')
    bytes = readSync(descriptor, head, 0, 4, 0)
    closeSync(descriptor)
  } catch {
    return true // the reader of captures says why it cannot be read
  }
  if (bytes === 0 || CAPTURE_MAGICS.has(new DataView(head.buffer).getUint32(0))) return true
  const opened = openCaptureFile(path)
  if (opened.ok) opened.value.close()
  return opened.ok
}
