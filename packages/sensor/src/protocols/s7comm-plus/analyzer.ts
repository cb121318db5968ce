// S7comm-plus of SIMATIC S7-1200 and S7-1500: version, functions, sessions, what is asked of the CPU and how that ended.
// Layout: 0x72, version, length (2); in version 3 the length and the bytes of a digest; operation code, reserved (2), function (2), reserved (2),
// sequence (2), in a request session (4), transport flags. Source: as in `names.ts`.
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import { S7COMM_PLUS } from '../ids.ts'
import { hex } from '../text.ts'
import { PlusCursor } from './decode.ts'
import { claimCpu } from './identity.ts'
import * as name from './names.ts'
import { askOperation } from './operation.ts'

const HEADER_BYTES = 4
const HEAD_BYTES = 10
const WITH_DIGEST = 3
const LAST_VERSION = 3
const KEEP_ALIVE = 0xff
const KEEP_ALIVE_OF_PLUGIN = 0xfe
const REQUEST = 0x31
const ANSWER = 0x32
const NOTIFICATION = 0x33
const CYCLIC_ANSWER = 0x02

const cursor = new PlusCursor()

/** Reads one message; `side` sent it. False when its header does not hold together. */
export function s7PlusMessage(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): boolean {
  if (end - at < HEADER_BYTES) return odd(ledger, flow, 'header cut short')
  const version = bytes[at + 1]!
  if (version === KEEP_ALIVE || version === KEEP_ALIVE_OF_PLUGIN) return true
  if (version === 0 || version > LAST_VERSION) return odd(ledger, flow, `version ${version}`)
  const stop = at + HEADER_BYTES + view.getUint16(at + 2)
  if (stop > end) return odd(ledger, flow, `${stop - at} bytes promised, ${end - at} there`)
  const digest = version === WITH_DIGEST ? 1 + (bytes[at + HEADER_BYTES] ?? 0) : 0
  const head = at + HEADER_BYTES + digest
  // A long message comes in several pieces; those behind the first have no head of their own.
  if (stop - head < 1) return true
  const kind = bytes[head]!
  if (kind === NOTIFICATION) {
    setClient(ledger.flows, flow, 1 - side)
    ledger.functions.ask(flow, 1 - side, S7COMM_PLUS, name.NOTIFICATION)
    return true
  }
  if (kind !== REQUEST && kind !== ANSWER && kind !== CYCLIC_ANSWER) return true
  const code = stop - head < HEAD_BYTES ? 0 : view.getUint16(head + 3)
  if (!name.isFunction(code)) return true
  const key = view.getUint16(head + 7) | (1 << 24)
  if (kind === REQUEST) ask(ledger, bytes, version, head, stop, flow, side, code, key)
  else answer(ledger, bytes, head, stop, flow, side, code, key)
  return true
}

function ask(
  ledger: Ledger,
  bytes: Uint8Array,
  version: number,
  head: number,
  stop: number,
  flow: number,
  side: number,
  code: number,
  key: number,
): void {
  setClient(ledger.flows, flow, side)
  ledger.functions.ask(flow, side, S7COMM_PLUS, code)
  // Session (4), transport flags.
  cursor.open(bytes, head + 9, stop)
  const session = cursor.word()
  cursor.byte()
  if (!cursor.isOk) return
  if (!ledger.details.again(flow, 's7-plus-session', bytes, head + 9, head + 13))
    ledger.details.open(flow, 's7-plus-session', `version ${version}, session ${hex(session, 8)}`)
  const ticket = askOperation(ledger, cursor, flow, side, code)
  if (ticket >= 0) ledger.pending.put(flow, key, ticket, code)
}

// Transport flags, the return value, then what the function gives.
function answer(
  ledger: Ledger,
  bytes: Uint8Array,
  head: number,
  stop: number,
  flow: number,
  side: number,
  code: number,
  key: number,
): void {
  setClient(ledger.flows, flow, 1 - side)
  ledger.functions.answer(flow, 1 - side, S7COMM_PLUS, code)
  cursor.open(bytes, head + 9, stop)
  cursor.byte()
  const result = cursor.variable()
  if (cursor.isOk && ledger.pending.take(flow, key) && ledger.pending.second === code)
    ledger.operations.settle(ledger.pending.first, name.resultText(result))
  if (code === name.CREATE_OBJECT) claimCpu(ledger, bytes, cursor.at, stop, flow, side)
}

function odd(ledger: Ledger, flow: number, detail: string): false {
  ledger.odd('s7-plus-form', flow, detail)
  return false
}
