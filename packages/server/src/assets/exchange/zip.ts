// Parts of a register that comes as a ZIP archive, and one that goes out as such: parts as an archive without compression.
import { crc32 } from 'node:zlib'
import { type ZipFault, zipEntries } from '@penstock/server/runtime'
import { unreadable } from './unreadable.ts'

const CENTRAL = 0x02014b50
const CENTRAL_BYTES = 46
const LOCAL = 0x04034b50
const END = 0x06054b50
const END_BYTES = 22
const MOST_PARTS = 2000

/** Parts whose names are wanted, inflated; throws `assets.import-unreadable` when they are more than `limit` bytes together. */
export async function zipParts(
  bytes: Uint8Array,
  isWanted: (name: string) => boolean,
  limit: number,
): Promise<Map<string, Uint8Array>> {
  const entries = zipEntries(bytes)
  if (!entries.ok) throw unreadable(WORDS[entries.refusal.code])
  if (entries.value.length > MOST_PARTS) throw unreadable(`a ZIP archive with ${entries.value.length} parts`)
  const parts = new Map<string, Uint8Array>()
  let left = limit
  for (const { name, read } of entries.value) {
    if (!isWanted(name)) continue
    const data = await read(left)
    if (!data.ok) throw unreadable(WORDS[data.refusal.code])
    left -= data.value.length
    parts.set(name, data.value)
  }
  return parts
}

const WORDS: Readonly<Record<ZipFault['code'], string>> = {
  damaged: 'a ZIP archive that is damaged',
  encrypted: 'a ZIP archive with a password',
  'unusual-compression': 'a ZIP archive with an unusual compression',
  'too-large': 'an archive that becomes far larger than any register when it is unpacked',
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
