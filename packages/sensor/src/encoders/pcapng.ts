// Next-generation capture files. Source: draft-ietf-opsawg-pcapng §4 (section header, interface description, enhanced packet).
import { bytes, le16, le32, zeros } from './bytes.ts'

const LINKTYPE_ETHERNET = 1
const SECTION_HEADER = 0x0a0d0d0a
const INTERFACE_DESCRIPTION = 1
const ENHANCED_PACKET = 6
const OPTION_IF_NAME = 2
const OPTION_IF_TSRESOL = 9

/** Opens a section of unknown length. */
export function pcapngSection(): Uint8Array {
  const unknown = [0xff, 0xff, 0xff, 0xff]
  return block(SECTION_HEADER, bytes(le32(0x1a2b3c4d), le16(1), le16(0), unknown, unknown))
}

/** Describes one interface; the first is number 0. `decimals` of a second: 6 or 9. */
export function pcapngInterface(name: string, decimals: 6 | 9 = 6, linkType = LINKTYPE_ETHERNET): Uint8Array {
  const options = bytes(option(OPTION_IF_NAME, bytes(name)), option(OPTION_IF_TSRESOL, bytes(decimals)), le32(0))
  return block(INTERFACE_DESCRIPTION, bytes(le16(linkType), le16(0), le32(0), options))
}

/** One packet. `at` is in microseconds since 1970 and is written in the interface's own resolution. */
export function pcapngPacket(interfaceNumber: number, at: number, frame: Uint8Array, decimals: 6 | 9 = 6): Uint8Array {
  const ticks = BigInt(at) * (decimals === 9 ? 1000n : 1n)
  const high = Number(ticks >> 32n)
  const low = Number(ticks & 0xffff_ffffn)
  const sizes = bytes(le32(frame.length), le32(frame.length))
  return block(ENHANCED_PACKET, bytes(le32(interfaceNumber), le32(high), le32(low), sizes, padded(frame)))
}

function block(type: number, body: Uint8Array): Uint8Array {
  const length = le32(body.length + 12)
  return bytes(le32(type), length, body, length)
}

function option(code: number, value: Uint8Array): Uint8Array {
  return bytes(le16(code), le16(value.length), padded(value))
}

function padded(body: Uint8Array): Uint8Array {
  return bytes(body, zeros((4 - (body.length % 4)) % 4))
}
