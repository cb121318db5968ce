// Real-time frames: the status of a provider at the end of cyclic data, and alarms. Source: IEC 61158-6-10, DataStatus and RTA-PDU.
import type { Ledger } from '@penstock/sensor/facts'
import { INTS, STATE } from '@penstock/sensor/flow'
import type { Frame } from '@penstock/sensor/link'
import { PROFINET, protocolName } from '../ids.ts'
import { hex } from '../text.ts'
import { ALARM_HIGH, ALARM_LOW, isCyclic } from './decode.ts'
import { placeText } from './identity.ts'
import { ALARM, ALARM_STATES } from './names.ts'

const NAME = protocolName(PROFINET)!
/** Cycle counter (2), data status (1), transfer status (1). */
const TRAILER = 4
const IS_VALID = 0x04
const IS_RUNNING = 0x10
const IS_WELL = 0x20
/** Bits that are always 0, so that a frame which was cut is not read for one that stopped. */
const RESERVED = 0x48
/** Tells a status that was read from none. */
const WAS_READ = 0x80

const RTA_HEADER = 12
const DATA = 1
const NOTIFICATION = 28
const CHANNEL_DIAGNOSIS = 0x8000

/** Reads one frame; `frame.at` is the place of its frame id. */
export function profinetFrame(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  frame: Frame,
  flow: number,
  side: number,
): void {
  if (frame.end - frame.at < 2) return
  const frameId = view.getUint16(frame.at)
  if (isCyclic(frameId)) cyclic(ledger, bytes, frame, flow, side, frameId)
  else if (frameId === ALARM_HIGH || frameId === ALARM_LOW)
    alarm(ledger, bytes, view, frame.at + 2, frame.end, flow, side)
}

function cyclic(ledger: Ledger, bytes: Uint8Array, frame: Frame, flow: number, side: number, frameId: number): void {
  if (frame.end - frame.at < 2 + TRAILER) return
  const status = bytes[frame.end - 2]!
  if (bytes[frame.end - 1] !== 0 || (status & RESERVED) !== 0) return
  // One cell for both sides: what either said last, with the end of its frame id.
  const said = ((frameId & 0xff) << 8) | (status & 0x7f) | WAS_READ
  const cell = flow * INTS + STATE
  const shift = side * 16
  const { ints } = ledger.flows
  if (((ints[cell]! >>> shift) & 0xffff) === said) return
  ints[cell] = (ints[cell]! & ~(0xffff << shift)) | (said << shift)
  const part = `frame ${hex(frameId, 4)}`
  ledger.state(flow, side, PROFINET, NAME, 'mode', frameId, status & IS_RUNNING, () => ({
    value: status & IS_RUNNING ? 'provider runs' : 'provider stopped',
    part,
    method: 'data-status',
  }))
  ledger.state(flow, side, PROFINET, NAME, 'fault', frameId, status & (IS_VALID | IS_WELL), () => ({
    value: faultText(status),
    part,
    method: 'data-status',
  }))
}

function faultText(status: number): string {
  const faults = [status & IS_WELL ? '' : 'station problem', status & IS_VALID ? '' : 'data not valid']
  return faults.filter((fault) => fault !== '').join(', ') || 'none'
}

// Endpoints (4), type and version (1), flags (1), sequence numbers (4), length (2), then a block: its header (6), alarm type (2), API (4),
// slot (2), subslot (2), idents (8), specifier (2), and for a diagnosis its structure (2), channel (2), properties (2), error (2).
function alarm(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const data = at + RTA_HEADER
  if (end < data || (bytes[at + 4]! & 0x0f) !== DATA) return
  const stop = data + view.getUint16(at + 10)
  if (stop > end || stop - data < NOTIFICATION - 2) {
    ledger.odd('profinet-length', flow, 'an alarm cut short')
    return
  }
  const block = view.getUint16(data)
  const type = view.getUint16(data + 6)
  if (block !== 0x0001 && block !== 0x0002) {
    ledger.functions.answer(flow, 1 - side, PROFINET, ALARM | (type & 0xff))
    return
  }
  ledger.functions.ask(flow, side, PROFINET, ALARM | (type & 0xff))
  const known = ALARM_STATES.get(type)
  if (known === undefined) return
  const slot = view.getUint16(data + 12)
  const subslot = view.getUint16(data + 14)
  const hasChannel = stop - data >= NOTIFICATION + 6 && view.getUint16(data + 26) === CHANNEL_DIAGNOSIS
  const channel = hasChannel ? view.getUint32(data + 28) >>> 16 : 0
  const error = hasChannel ? view.getUint16(data + 32) : 0
  const place = placeText(slot, subslot)
  ledger.state(
    flow,
    side,
    PROFINET,
    NAME,
    known.field,
    (slot << 16) | subslot,
    (type << 16) ^ (channel << 8) ^ error,
    () => ({
      value: hasChannel ? `${known.value}, channel ${channel} error ${hex(error, 4)}` : known.value,
      ...(place === '' ? {} : { part: place }),
      method: 'alarm',
    }),
  )
}
