// Next-generation capture files. Source: draft-ietf-opsawg-pcapng §4 (section header, interface
// description, simple and enhanced packet).
import { be16, be32, be64, bytes, le16, le32, le64, zeros } from './bytes.ts'

const LINKTYPE_ETHERNET = 1
const SECTION_HEADER = 0x0a0d0d0a
const INTERFACE_DESCRIPTION = 1
const SIMPLE_PACKET = 3
const ENHANCED_PACKET = 6
const OPTION_IF_NAME = 2
const OPTION_IF_TSRESOL = 9
const OPTION_IF_TSOFFSET = 14

export type Endian = 'big' | 'little'

/** What an interface block says beyond its name. */
export interface InterfaceOptions {
  readonly endian?: Endian
  readonly linkType?: number
  /** Option if_tsresol as it stands in the file: a power of ten, or 0x80 and a power of two. */
  readonly resolution?: number
  /** Option if_tsoffset in seconds. */
  readonly offsetSeconds?: number
  /** 0: no limit. */
  readonly snapLength?: number
}

/** Opens a section of unknown length. */
export function pcapngSection(endian: Endian = 'little'): Uint8Array {
  const unknown = [0xff, 0xff, 0xff, 0xff]
  const { u16, u32 } = numbers(endian)
  return pcapngBlock(SECTION_HEADER, bytes(u32(0x1a2b3c4d), u16(1), u16(0), unknown, unknown), endian)
}

/** Describes one interface; the first of a section is number 0. */
export function pcapngInterface(name: string, options: InterfaceOptions = {}): Uint8Array {
  const { endian = 'little', linkType = LINKTYPE_ETHERNET, resolution, offsetSeconds, snapLength = 0 } = options
  const { u16, u32, u64 } = numbers(endian)
  const option = (code: number, value: Uint8Array): Uint8Array => bytes(u16(code), u16(value.length), padded(value))
  const said = [option(OPTION_IF_NAME, bytes(name))]
  if (resolution !== undefined) said.push(option(OPTION_IF_TSRESOL, bytes(resolution)))
  if (offsetSeconds !== undefined) said.push(option(OPTION_IF_TSOFFSET, bytes(u64(offsetSeconds))))
  const front = bytes(u16(linkType), u16(0), u32(snapLength))
  return pcapngBlock(INTERFACE_DESCRIPTION, bytes(front, ...said, u32(0)), endian)
}

/** One packet. `ticks` are of the interface's own resolution. */
export function pcapngPacket(
  interfaceNumber: number,
  ticks: number | bigint,
  frame: Uint8Array,
  endian: Endian = 'little',
): Uint8Array {
  const { u32 } = numbers(endian)
  const high = Number(BigInt(ticks) >> 32n)
  const low = Number(BigInt(ticks) & 0xffff_ffffn)
  const sizes = bytes(u32(frame.length), u32(frame.length))
  return pcapngBlock(ENHANCED_PACKET, bytes(u32(interfaceNumber), u32(high), u32(low), sizes, padded(frame)), endian)
}

/** A packet of the first interface without a time. */
export function pcapngSimplePacket(frame: Uint8Array, endian: Endian = 'little'): Uint8Array {
  return pcapngBlock(SIMPLE_PACKET, bytes(numbers(endian).u32(frame.length), padded(frame)), endian)
}

/** Any block around its body, which fills whole words. */
export function pcapngBlock(type: number, body: Uint8Array, endian: Endian = 'little'): Uint8Array {
  const { u32 } = numbers(endian)
  const length = u32(body.length + 12)
  return bytes(u32(type), length, body, length)
}

function numbers(endian: Endian) {
  return endian === 'big' ? { u16: be16, u32: be32, u64: be64 } : { u16: le16, u32: le32, u64: le64 }
}

function padded(body: Uint8Array): Uint8Array {
  return bytes(body, zeros((4 - (body.length % 4)) % 4))
}
