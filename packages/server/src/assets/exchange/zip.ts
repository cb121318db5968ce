// Parts of a ZIP archive (APPNOTE 6.3.10, sections 4.3 and 4.4) within a bound: no more is ever inflated than the caller allows,
// whatever the archive says of its sizes. And back: parts as an archive without compression.
import { promisify } from 'node:util'
import { crc32, inflateRaw } from 'node:zlib'
import { unreadable } from './unreadable.ts'

const inflate = promisify(inflateRaw)

const END = 0x06054b50
const END_BYTES = 22
const CENTRAL = 0x02014b50
const CENTRAL_BYTES = 46
const LOCAL = 0x04034b50
const LOCAL_BYTES = 30
const LONGEST_REMARK = 0xffff
const MOST_PARTS = 2000

/** Parts whose names are wanted, inflated; throws `assets.import-unreadable` when they are more than `limit` bytes together. */
export async function zipParts(
  bytes: Uint8Array,
  isWanted: (name: string) => boolean,
  limit: number,
): Promise<Map<string, Uint8Array>> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = endOf(view)
  const count = view.readUInt16LE(end + 10)
  if (count > MOST_PARTS) throw unreadable(`a ZIP archive with ${count} parts`)
  const parts = new Map<string, Uint8Array>()
  let at = view.readUInt32LE(end + 16)
  let left = limit
  for (let part = 0; part < count; part++) {
    if (at + CENTRAL_BYTES > view.length || view.readUInt32LE(at) !== CENTRAL) throw unreadable(DAMAGED)
    const [flags, method] = [view.readUInt16LE(at + 8), view.readUInt16LE(at + 10)]
    const [packed, nameBytes] = [view.readUInt32LE(at + 20), view.readUInt16LE(at + 28)]
    const [extra, remark, local] = [view.readUInt16LE(at + 30), view.readUInt16LE(at + 32), view.readUInt32LE(at + 42)]
    const name = view.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes)
    at += CENTRAL_BYTES + nameBytes + extra + remark
    if ((flags & 1) !== 0) throw unreadable('a ZIP archive with a password')
    if (!isWanted(name)) continue
    const data = await partData(view, local, packed, method, left)
    left -= data.length
    parts.set(name, data)
  }
  return parts
}

const DAMAGED = 'a ZIP archive that is damaged'

function endOf(view: Buffer): number {
  const first = Math.max(0, view.length - END_BYTES - LONGEST_REMARK)
  for (let at = view.length - END_BYTES; at >= first; at--) if (view.readUInt32LE(at) === END) return at
  throw unreadable(DAMAGED)
}

async function partData(
  view: Buffer,
  local: number,
  packed: number,
  method: number,
  left: number,
): Promise<Uint8Array> {
  if (local + LOCAL_BYTES > view.length || view.readUInt32LE(local) !== LOCAL) throw unreadable(DAMAGED)
  const start = local + LOCAL_BYTES + view.readUInt16LE(local + 26) + view.readUInt16LE(local + 28)
  if (start + packed > view.length) throw unreadable(DAMAGED)
  const data = view.subarray(start, start + packed)
  if (method === 0 && data.length <= left) return data
  if (method !== 0 && method !== 8) throw unreadable(`a ZIP archive with an unusual compression (method ${method})`)
  try {
    if (method === 8) return await inflate(data, { maxOutputLength: Math.max(1, left) })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw unreadable(DAMAGED)
  }
  throw unreadable('an archive that becomes far larger than any register when it is unpacked')
}

/** Parts as an archive in which they stand as they are. */
export function zipOf(parts: ReadonlyMap<string, Uint8Array>): Buffer {
  const pieces: Buffer[] = []
  const central: Buffer[] = []
  let at = 0
  for (const [name, data] of parts) {
    const nameBytes = Buffer.from(name, 'utf8')
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt32LE(crc32(data), 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(data.length, 18)
    common.writeUInt16LE(nameBytes.length, 22)
    const local = Buffer.concat([uint32(LOCAL), common, nameBytes])
    const head = Buffer.alloc(CENTRAL_BYTES)
    head.writeUInt32LE(CENTRAL, 0)
    head.writeUInt16LE(20, 4)
    common.copy(head, 6)
    head.writeUInt32LE(at, 42)
    central.push(head, nameBytes)
    pieces.push(local, Buffer.from(data.buffer, data.byteOffset, data.byteLength))
    at += local.length + data.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(END_BYTES)
  end.writeUInt32LE(END, 0)
  end.writeUInt16LE(parts.size, 8)
  end.writeUInt16LE(parts.size, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...pieces, directory, end])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
