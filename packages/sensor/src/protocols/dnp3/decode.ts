// Link frames of DNP3. Source: IEEE 1815-2012 §9.2.4: start 0x0564, length, control, destination, source, CRC; then blocks of at most
// 16 octets, each with a CRC.
import { NEED_MORE, NOT_MINE } from '../verdicts.ts'
import { hasCrc } from './crc.ts'

export const HEADER_OCTETS = 10
const CRC_OCTETS = 2
const BLOCK_OCTETS = 16
/** What the length counts of the header: control and both addresses. */
const COUNTED_OCTETS = 5
export const MOST_DATA = 250

/** Octets of user data that a header announces. */
function dataOctets(bytes: Uint8Array, at: number): number {
  return bytes[at + 2]! - COUNTED_OCTETS
}

/** Bytes of the frame that begins at `at`, or a verdict. Allocates nothing and never throws. */
export function dnp3Length(bytes: Uint8Array, _view: DataView, at: number, end: number): number {
  const there = end - at
  if (there >= 1 && bytes[at] !== 0x05) return NOT_MINE
  if (there >= 2 && bytes[at + 1] !== 0x64) return NOT_MINE
  if (there < 3) return NEED_MORE
  const data = dataOctets(bytes, at)
  if (data < 0) return NOT_MINE
  return HEADER_OCTETS + data + CRC_OCTETS * Math.ceil(data / BLOCK_OCTETS)
}

/** True when a frame begins here whose header has the CRC that it must have. */
export function looksLikeDnp3(bytes: Uint8Array, view: DataView, at: number, end: number): boolean {
  return dnp3Length(bytes, view, at, end) > 0 && end - at >= HEADER_OCTETS && hasCrc(bytes, at, at + 8)
}

/** Copies user data without its CRCs to `into[to..)`. Gives its octets, or -1 when a block has another CRC than it must have. */
export function takeData(bytes: Uint8Array, at: number, into: Uint8Array, to: number): number {
  const data = dataOctets(bytes, at)
  let from = at + HEADER_OCTETS
  for (let done = 0; done < data; ) {
    const block = Math.min(BLOCK_OCTETS, data - done)
    if (!hasCrc(bytes, from, from + block)) return -1
    for (let n = 0; n < block; n += 1) into[to + done + n] = bytes[from + n]!
    done += block
    from += block + CRC_OCTETS
  }
  return data
}
