// PROFINET cyclic real-time frames (class 1). Source: IEC 61158-6-10 §4.7: frame id, data, cycle counter, data status.
import { be16, bytes } from './bytes.ts'
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
) {
  const fill = new Uint8Array(Math.max(0, SHORTEST_DATA - data.length))
  const pdu = bytes(be16(frameId), data, fill, be16(cycle), STATUS_RUN_VALID_PRIMARY, 0)
  return ethernetFrame({ ...ends, etherType: ETHERTYPE.profinet, tags }, pdu)
}
