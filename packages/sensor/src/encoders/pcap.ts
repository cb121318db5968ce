// Classic capture files. Source: draft-ietf-opsawg-pcap (magic 0xa1b2c3d4 microseconds, 0xa1b23c4d nanoseconds).
import { be16, be32, bytes, le16, le32 } from './bytes.ts'

export interface PcapFormat {
  readonly resolution: 'micros' | 'nanos'
  readonly endian: 'big' | 'little'
}

const LINKTYPE_ETHERNET = 1
const SNAP_LENGTH = 262_144
const USUAL: PcapFormat = { resolution: 'micros', endian: 'little' }

/** The 24 bytes at the start of the file. */
export function pcapHeader(format: PcapFormat = USUAL, linkType = LINKTYPE_ETHERNET): Uint8Array {
  const [u16, u32] = format.endian === 'big' ? [be16, be32] : [le16, le32]
  const magic = format.resolution === 'micros' ? 0xa1b2c3d4 : 0xa1b23c4d
  return bytes(u32(magic), u16(2), u16(4), u32(0), u32(0), u32(SNAP_LENGTH), u32(linkType))
}

/** One record. `at` is in microseconds since 1970; `originalLength` tells of bytes that the capture cut off. */
export function pcapRecord(
  at: number,
  frame: Uint8Array,
  format: PcapFormat = USUAL,
  originalLength = frame.length,
): Uint8Array {
  const u32 = format.endian === 'big' ? be32 : le32
  const fraction = (at % 1_000_000) * (format.resolution === 'nanos' ? 1000 : 1)
  return bytes(u32(Math.floor(at / 1_000_000)), u32(fraction), u32(frame.length), u32(originalLength), frame)
}
