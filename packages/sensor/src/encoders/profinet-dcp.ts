// PROFINET discovery and configuration protocol. Source: IEC 61158-6-10 §4.3 (frame ids 0xfefc hello, 0xfefd get/set,
// 0xfefe identify request, 0xfeff identify response; options 1 IP, 2 device properties, 5 control, 255 all).
import { ipBytes } from './address.ts'
import { be16, be32, bytes, sized16 } from './bytes.ts'
import { ETHERTYPE, ethernetFrame, type VlanTag } from './ethernet.ts'

const MULTICAST = '01:0e:cf:00:00:00'
const HELLO_MULTICAST = '01:0e:cf:00:00:01'

/** What a device answers. `role` bits: 1 device, 2 controller, 4 multi-device, 8 supervisor. */
export interface DcpDevice {
  readonly mac: string
  readonly stationName: string
  readonly vendorName: string
  readonly vendorId: number
  readonly deviceId: number
  readonly role: number
  readonly ip: string
  readonly mask: string
  readonly gateway: string
}

/** Asks every device, or the one with this station name. */
export function identifyRequest(from: string, xid: number, stationName?: string, tags: readonly VlanTag[] = []) {
  const filter =
    stationName === undefined ? bytes(0xff, 0xff, be16(0)) : bytes(2, 2, sized16(bytes(stationName)), even(stationName))
  const pdu = dcp(0xfefe, 5, 0, xid, 1, filter)
  return ethernetFrame({ to: MULTICAST, from, etherType: ETHERTYPE.profinet, tags }, pdu)
}

export function identifyResponse(device: DcpDevice, to: string, xid: number, tags: readonly VlanTag[] = []) {
  const blocks = bytes(
    info(2, 1, bytes(device.vendorName)),
    info(2, 2, bytes(device.stationName)),
    info(2, 3, bytes(be16(device.vendorId), be16(device.deviceId))),
    info(2, 4, bytes(device.role, 0)),
    info(1, 2, ipBlock(device)),
  )
  const pdu = dcp(0xfeff, 5, 1, xid, 0, blocks)
  return ethernetFrame({ to, from: device.mac, etherType: ETHERTYPE.profinet, tags }, pdu)
}

/** A device that has started announces itself. */
export function hello(device: DcpDevice, xid: number, tags: readonly VlanTag[] = []): Uint8Array {
  const blocks = bytes(info(2, 2, bytes(device.stationName)), info(1, 2, ipBlock(device)))
  const pdu = dcp(0xfefc, 6, 0, xid, 0, blocks)
  return ethernetFrame({ to: HELLO_MULTICAST, from: device.mac, etherType: ETHERTYPE.profinet, tags }, pdu)
}

/** Sets the station name, for good. */
export function setName(from: string, to: string, xid: number, stationName: string, tags: readonly VlanTag[] = []) {
  const block = bytes(2, 2, be16(2 + stationName.length), be16(1), stationName, even(stationName))
  return ethernetFrame({ to, from, etherType: ETHERTYPE.profinet, tags }, dcp(0xfefd, 4, 0, xid, 0, block))
}

/** Sets address, mask and gateway, for good. */
export function setIp(
  from: string,
  to: string,
  xid: number,
  ip: Pick<DcpDevice, 'ip' | 'mask' | 'gateway'>,
  tags: readonly VlanTag[] = [],
) {
  const block = bytes(1, 2, sized16(bytes(be16(1), ipBlock(ip))))
  return ethernetFrame({ to, from, etherType: ETHERTYPE.profinet, tags }, dcp(0xfefd, 4, 0, xid, 0, block))
}

/** Lets the device blink (control/signal): harmless, but it proves that someone looks for it. */
export function setSignal(from: string, to: string, xid: number, tags: readonly VlanTag[] = []): Uint8Array {
  const block = bytes(5, 3, be16(4), be16(0), be16(0x0100))
  return ethernetFrame({ to, from, etherType: ETHERTYPE.profinet, tags }, dcp(0xfefd, 4, 0, xid, 0, block))
}

/** Takes name, address and settings from the device (control/reset to factory, every kind of data). */
export function setReset(from: string, to: string, xid: number, tags: readonly VlanTag[] = []): Uint8Array {
  const block = bytes(5, 6, be16(2), be16(0x0004))
  return ethernetFrame({ to, from, etherType: ETHERTYPE.profinet, tags }, dcp(0xfefd, 4, 0, xid, 0, block))
}

/** Answer to a set: option and suboption that it answers, and the error (0 none). */
export function setResponse(
  from: string,
  to: string,
  xid: number,
  option: number,
  suboption: number,
  error = 0,
  tags: readonly VlanTag[] = [],
) {
  const block = bytes(5, 4, be16(3), option, suboption, error, 0)
  return ethernetFrame({ to, from, etherType: ETHERTYPE.profinet, tags }, dcp(0xfefd, 4, 1, xid, 0, block))
}

function dcp(frameId: number, serviceId: number, serviceType: number, xid: number, delay: number, blocks: Uint8Array) {
  return bytes(be16(frameId), serviceId, serviceType, be32(xid), be16(delay), be16(blocks.length), blocks)
}

// A block of an answer: block info (2 bytes), value, filled to an even length that the block length does not count.
function info(option: number, suboption: number, value: Uint8Array): Uint8Array {
  return bytes(
    option,
    suboption,
    be16(value.length + 2),
    be16(option === 1 ? 1 : 0),
    value,
    value.length % 2 === 1 ? [0] : [],
  )
}

function ipBlock(ip: Pick<DcpDevice, 'ip' | 'mask' | 'gateway'>): Uint8Array {
  return bytes(ipBytes(ip.ip), ipBytes(ip.mask), ipBytes(ip.gateway))
}

function even(text: string): readonly number[] {
  return text.length % 2 === 1 ? [0] : []
}
