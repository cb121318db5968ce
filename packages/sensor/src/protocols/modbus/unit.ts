// Which units stand behind an address. Source: MODBUS Messaging on TCP/IP V1.0b §4.4.2: a device that is no gateway answers as unit 255 or
// 0, in practice also as 1.
import type { Ledger } from '@penstock/sensor/facts'
import { INTS, STATE } from '@penstock/sensor/flow'
import { MODBUS, protocolName } from '../ids.ts'
import { perLedger } from '../per-ledger.ts'

const MOST_TOLD = 65_536

/** What a method says of where its device stands: empty for the addressed device itself. */
export function behindUnit(unit: number): string {
  return isOwn(unit) ? '' : `@unit ${unit}`
}

const toldOf = perLedger(() => new Set<number>())

/** A unit answered: that there is one is told once for each flow and unit; a flow that goes on with one unit costs a comparison. */
export function unitAnswered(ledger: Ledger, flow: number, side: number, unit: number): void {
  if (isOwn(unit)) return
  const state = flow * INTS + STATE
  if (ledger.flows.ints[state] === unit + 1) return
  ledger.flows.ints[state] = unit + 1
  const told = toldOf(ledger)
  const key = (flow << 8) | unit
  if (told.has(key)) return
  if (told.size >= MOST_TOLD) told.clear()
  told.add(key)
  const about = { mac: null, ip: ledger.endpoint(flow, side).ip }
  const method = `unit-answered${behindUnit(unit)}`
  ledger.claims.claim(about, 'description', `Modbus unit ${unit}`, protocolName(MODBUS)!, method, ledger.wire)
}

function isOwn(unit: number): boolean {
  return unit <= 1 || unit === 255
}
