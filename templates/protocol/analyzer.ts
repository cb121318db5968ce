// __Title__ messages become functions and operations. Who asks is read from the message, never from who spoke first.
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import type { Slab } from '@penstock/sensor/tables'
import { __CONSTANT__, protocolName } from '../ids.ts'
import { FUNCTIONS } from './names.ts'

const ANSWER = 0x80

/** Reads one whole message at `at`; `side` sent it. Oddities are anomalies; it never throws. */
export function __camel__Message(
  ledger: Ledger,
  _slab: Slab,
  bytes: Uint8Array,
  _view: DataView,
  at: number,
  _end: number,
  flow: number,
  side: number,
): void {
  const octet = bytes[at + 1]!
  const code = octet & ~ANSWER
  const isAnswer = (octet & ANSWER) !== 0
  const client = isAnswer ? 1 - side : side
  setClient(ledger.flows, flow, client)
  if (isAnswer) {
    ledger.functions.answer(flow, client, __CONSTANT__, code)
    return
  }
  ledger.functions.ask(flow, side, __CONSTANT__, code)
  const known = FUNCTIONS.get(code)
  if (known === undefined) ledger.odd('__kebab__-unknown-function', flow, `function ${code}`)
  if (known?.operation === undefined || ledger.operation(flow, side, __CONSTANT__, code, 0) !== -1) return
  const { name, operation: kind } = known
  const protocol = protocolName(__CONSTANT__)!
  ledger.openOperation(flow, side, __CONSTANT__, code, 0, { protocol, code: String(code), kind, name, target: null })
}
