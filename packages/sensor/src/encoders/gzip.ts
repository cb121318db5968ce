// Gzip members whose body is stored, not packed, so that the same bytes come out with any library. Source: RFC 1951 §3.2.4, RFC 1952.
import { bytes, le16, le32 } from './bytes.ts'
import { crc32 } from './checksum.ts'

const LONGEST_BLOCK = 0xffff

export function gzipStored(body: Uint8Array): Uint8Array {
  const blocks: Uint8Array[] = []
  for (let at = 0; at === 0 || at < body.length; at += LONGEST_BLOCK) {
    const part = body.subarray(at, at + LONGEST_BLOCK)
    const isLast = at + LONGEST_BLOCK >= body.length
    blocks.push(bytes(isLast ? 1 : 0, le16(part.length), le16(~part.length), part))
  }
  const head = bytes(0x1f, 0x8b, 8, 0, le32(0), 0, 255)
  return bytes(head, ...blocks, le32(crc32(body)), le32(body.length))
}
