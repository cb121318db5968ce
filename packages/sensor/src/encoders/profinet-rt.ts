// PROFINET real-time frames. Source: IEC 61158-6-10 §4.7: cyclic (frame id, data, cycle counter, data status) and alarms (RTA-PDU).
import { be16, be32, bytes } from './bytes.ts'
import { ETHERTYPE, ethernetFrame, type VlanTag } from './ethernet.ts'

const STATUS_RUN_VALID_PRIMARY = 0x35
const SHORTEST_DATA = 40

/** One cyclic frame; `cycle` counts in 31.25 µs and wraps at 16 bits. */
export function rtFrame(
  ends: { from: string; to: string },
  frameId: number,
  cycle: number,
  data: Uint8Array,
  tags: readonly VlanTag[] = [],
  status = STATUS_RUN_VALID_PRIMARY,
) {
  const fill = new Uint8Array(Math.max(0, SHORTEST_DATA - data.length))
  const pdu = bytes(be16(frameId), data, fill, be16(cycle), status, 0)
  return ethernetFrame({ ...ends, etherType: ETHERTYPE.profinet, tags }, pdu)
}

/** What an alarm is about; with a channel it carries a diagnosis. */
export interface Alarm {
  readonly type: number
  readonly slot: number
  readonly subslot: number
  readonly channel?: number
  readonly error?: number
}

/** An alarm of low priority from a device to its controller. */
export function alarmFrame(ends: { from: string; to: string }, alarm: Alarm): Uint8Array {
  const { type, slot, subslot, channel, error = 0 } = alarm
  const place = bytes(be16(type), be32(0), be16(slot), be16(subslot), be32(0x98), be32(1))
  // Specifier: sequence number, and that a channel has a diagnosis.
  const specifier = be16(channel === undefined ? 1 : 0x0801)
  const diagnosis = channel === undefined ? bytes() : bytes(be16(0x8000), be16(channel), be16(0x0800), be16(error))
  const body = bytes(1, 0, place, specifier, diagnosis)
  const block = bytes(be16(0x0002), be16(body.length), body)
  const pdu = bytes(be16(0xfe01), be16(1), be16(1), 0x11, 0x11, be16(1), be16(0), be16(block.length), block)
  return ethernetFrame({ ...ends, etherType: ETHERTYPE.profinet }, pdu)
}
