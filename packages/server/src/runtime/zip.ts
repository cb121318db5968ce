// Entries of a ZIP archive (APPNOTE 6.3.10, sections 4.3 and 4.4), each read when it is asked for and within a bound: no more is ever
// inflated than the caller allows, whatever the archive says of its sizes. Archives of 4 GB or 65,535 entries (ZIP64) are not read.
import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'
import { accept, type Result, refuse } from '@penstock/model/kernel'

const inflate = promisify(inflateRaw)

const END = 0x06054b50
const END_BYTES = 22
const CENTRAL = 0x02014b50
const CENTRAL_BYTES = 46
const LOCAL = 0x04034b50
const LOCAL_BYTES = 30
const LONGEST_REMARK = 0xffff

export interface ZipFault {
  readonly code: 'damaged' | 'encrypted' | 'unusual-compression' | 'too-large'
}

export interface ZipEntry {
  readonly name: string
  /** Its bytes, or `too-large` when they are more than `limit`. */
  readonly read: (limit: number) => Promise<Result<Uint8Array, ZipFault>>
}

export function zipEntries(bytes: Uint8Array): Result<readonly ZipEntry[], ZipFault> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = endOf(view)
  if (end === null) return refuse({ code: 'damaged' })
  const count = view.readUInt16LE(end + 10)
  const entries: ZipEntry[] = []
  let at = view.readUInt32LE(end + 16)
  for (let entry = 0; entry < count; entry++) {
    if (at + CENTRAL_BYTES > view.length || view.readUInt32LE(at) !== CENTRAL) return refuse({ code: 'damaged' })
    const [flags, method] = [view.readUInt16LE(at + 8), view.readUInt16LE(at + 10)]
    const [packed, nameBytes] = [view.readUInt32LE(at + 20), view.readUInt16LE(at + 28)]
    const [extra, remark, local] = [view.readUInt16LE(at + 30), view.readUInt16LE(at + 32), view.readUInt32LE(at + 42)]
    const name = view.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes)
    at += CENTRAL_BYTES + nameBytes + extra + remark
    if ((flags & 1) !== 0) return refuse({ code: 'encrypted' })
    entries.push({ name, read: async (limit) => await entryData(view, local, packed, method, limit) })
  }
  return accept(entries)
}

function endOf(view: Buffer): number | null {
  const first = Math.max(0, view.length - END_BYTES - LONGEST_REMARK)
  for (let at = view.length - END_BYTES; at >= first; at--) if (view.readUInt32LE(at) === END) return at
  return null
}

async function entryData(
  view: Buffer,
  local: number,
  packed: number,
  method: number,
  limit: number,
): Promise<Result<Uint8Array, ZipFault>> {
  if (local + LOCAL_BYTES > view.length || view.readUInt32LE(local) !== LOCAL) return refuse({ code: 'damaged' })
  const start = local + LOCAL_BYTES + view.readUInt16LE(local + 26) + view.readUInt16LE(local + 28)
  if (start + packed > view.length) return refuse({ code: 'damaged' })
  const data = view.subarray(start, start + packed)
  if (method === 0) return data.length <= limit ? accept(data) : refuse({ code: 'too-large' })
  if (method !== 8) return refuse({ code: 'unusual-compression' })
  try {
    return accept(await inflate(data, { maxOutputLength: Math.max(1, limit) }))
  } catch (cause) {
    const isTooLarge = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    return refuse({ code: isTooLarge ? 'too-large' : 'damaged' })
  }
}
