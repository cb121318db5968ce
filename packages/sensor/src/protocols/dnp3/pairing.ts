// Requests that wait for their response: the same station and application sequence number. A response repeats the controls of its
// request, so these are found by their point, also where a capture mixed up the order of both directions; what is not repeated is
// found by its place in the request.
import type { Ledger } from '@penstock/sensor/facts'

/** Place of a request's function; operations have those below. */
const FUNCTION = 255
/** No point: the operation is a request of its own. */
export const NO_POINT = 0

/** Notes that a request asked for `code` and waits. */
export function expectAnswer(ledger: Ledger, flow: number, station: number, sequence: number, code: number): void {
  ledger.pending.put(flow, keyOf(station, sequence, FUNCTION), code, 0)
  // What an earlier request of the same number left behind is not this one's.
  ledger.pending.take(flow, keyOf(station, sequence, 0))
}

/** Notes the n-th operation of a request. */
export function expect(
  ledger: Ledger,
  flow: number,
  station: number,
  sequence: number,
  n: number,
  ticket: number,
  point: number,
): void {
  if (point !== NO_POINT) ledger.pending.put(flow, pointKeyOf(station, sequence, point), ticket, 0)
  if (n >= FUNCTION - 1) return
  ledger.pending.put(flow, keyOf(station, sequence, n), ticket, point)
  ledger.pending.take(flow, keyOf(station, sequence, n + 1))
}

/** Function that a response answers, -1 when its request was not seen. A request may be answered in several fragments. */
export function answered(ledger: Ledger, flow: number, station: number, sequence: number): number {
  const key = keyOf(station, sequence, FUNCTION)
  if (!ledger.pending.take(flow, key)) return -1
  const code = ledger.pending.first
  ledger.pending.put(flow, key, code, 0)
  return code
}

/** Settles the operation on a point with what the response says of it. */
export function settle(
  ledger: Ledger,
  flow: number,
  station: number,
  sequence: number,
  point: number,
  result: string,
): void {
  if (ledger.pending.take(flow, pointKeyOf(station, sequence, point)))
    ledger.operations.settle(ledger.pending.first, result)
}

/** Settles what is no control, and of controls those that a response with a refusal does not repeat. */
export function settleRest(
  ledger: Ledger,
  flow: number,
  station: number,
  sequence: number,
  repeated: number,
  result: string,
): void {
  for (let n = 0; n < FUNCTION - 1; n += 1) {
    if (!ledger.pending.take(flow, keyOf(station, sequence, n))) return
    if (ledger.pending.second === NO_POINT || (n >= repeated && result !== 'ok'))
      ledger.operations.settle(ledger.pending.first, result)
  }
}

function keyOf(station: number, sequence: number, n: number): number {
  return (station << 12) | (sequence << 8) | n
}

/** The second highest bit keeps these apart from the others. */
function pointKeyOf(station: number, sequence: number, point: number): number {
  return (
    (Math.imul(point ^ Math.imul((station << 4) | sequence, 0x9e3779b1 | 0), 0x85ebca6b | 0) & 0x7fff_ffff) |
    0x4000_0000
  )
}
