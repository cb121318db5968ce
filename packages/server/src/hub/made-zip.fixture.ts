// ZIP archives for tests, deflated; of one entry the bytes may say a size that is not its own.
import { crc32, deflateRawSync } from 'node:zlib'

export function zipOf(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const pieces: Buffer[] = []
  const central: Buffer[] = []
  let at = 0
  for (const [name, content] of Object.entries(files)) {
    const data = Buffer.from(content)
    const packed = deflateRawSync(data)
    const nameBytes = Buffer.from(name)
    // Needs 2.0, no flags, deflated, no time; then sums and sizes, and the length of the name.
    const common = Buffer.from([
      20,
      0,
      0,
      0,
      8,
      0,
      0,
      0,
      0,
      0,
      ...uint32(crc32(data)),
      ...uint32(packed.length),
      ...uint32(data.length),
      nameBytes.length,
      0,
      0,
      0,
    ])
    const local = Buffer.concat([Buffer.from(uint32(0x04034b50)), common, nameBytes, packed])
    const rest = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...uint32(at)])
    central.push(Buffer.concat([Buffer.from([...uint32(0x02014b50), 20, 0]), common, rest, nameBytes]))
    pieces.push(local)
    at += local.length
  }
  const directory = Buffer.concat(central)
  const count = central.length
  const counts = [0, 0, 0, 0, count % 256, count >> 8, count % 256, count >> 8]
  const end = Buffer.from([...uint32(0x06054b50), ...counts, ...uint32(directory.length), ...uint32(at), 0, 0])
  return Buffer.concat([...pieces, directory, end])
}

function uint32(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24]
}
