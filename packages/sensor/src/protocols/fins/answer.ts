// What an answer says: how the request ended, values of memory, state, clock, identity.
import type { ClaimField } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import { clockState, decimalTime } from '../clock-state.ts'
import { FINS, protocolName } from '../ids.ts'
import { ascii } from '../text.ts'
import { moduleText } from './decode.ts'
import {
  AREAS,
  CLOCK_READ,
  CONNECTION_DATA,
  CONTROLLER_DATA,
  FATAL,
  FILE_READ,
  FILE_WRITE,
  MODES,
  NON_FATAL,
  PROGRAM_READ,
  PROGRAM_WRITE,
  READ,
  resultText,
  STATUS,
} from './names.ts'
import { readPart, writeAnswered } from './transfer.ts'

const NAME = protocolName(FINS)!
const MODEL_LENGTH = 20
/** End codes whose upper octet has its highest bit set were made on the way; the rest of the code still counts. */
const ERROR_FLAGS = 0x7f3f

/** Reads the answer `bytes[at..end)`, end code first. `side` sent it. */
export function answered(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
  command: number,
  module: number,
  key: number,
): void {
  const endCode = view.getUint16(at)
  const isGood = (endCode & ERROR_FLAGS) === 0
  const isKnown = ledger.pending.take(flow, key)
  const { first, second, third } = ledger.pending
  if (isKnown && first >= 0) ledger.operations.settle(first, resultText(endCode))
  if (command === PROGRAM_WRITE || command === FILE_WRITE) {
    writeAnswered(ledger, flow, command, isGood, isKnown && second === 1)
    return
  }
  if (command === PROGRAM_READ || command === FILE_READ) {
    readPart(ledger, bytes, view, at + 2, end, flow, command, isGood)
    return
  }
  if (!isGood) return
  const data = at + 2
  switch (command) {
    case READ:
      if (isKnown) values(ledger, bytes, view, data, end, flow, side, module, second, third)
      break
    case CONTROLLER_DATA:
      if ((!isKnown || second === 0) && end - data >= MODEL_LENGTH * 2)
        identity(ledger, bytes, data, flow, side, module)
      break
    case CONNECTION_DATA:
      units(ledger, bytes, data, end, flow, side)
      break
    case STATUS:
      if (end - data >= 6) status(ledger, bytes, view, data, flow, side, module)
      break
    case CLOCK_READ:
      if (end - data >= 6) clock(ledger, bytes, data, flow, side, module)
      break
    default:
  }
}

/** `place` is area, address and bit as the request named them. */
function values(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  data: number,
  end: number,
  flow: number,
  side: number,
  module: number,
  place: number,
  count: number,
): void {
  const code = place >>> 24
  const area = AREAS.get(code)
  // A word has sixteen bits.
  if (area === undefined || area.octets === 0 || (area.isBit && (place & 0xff) > 15)) return
  const { octets, isBit } = area
  if (end - data < octets * count) {
    ledger.odd('fins-length', flow, 'an answer shorter than what was asked for')
    return
  }
  const address = (place >>> 8) & 0xffff
  const bit = place & 0xff
  for (let n = 0, at = data; n < count; n += 1, at += octets) {
    const value = octets === 2 ? view.getUint16(at) : octets === 4 ? view.getUint32(at) : bytes[at]! & 1
    const index = isBit ? (address << 4) + bit + n : address + n
    ledger.value(flow, side, FINS, module, code, index, value, 0)
  }
}

// Model and version, 20 characters each.
function identity(ledger: Ledger, bytes: Uint8Array, data: number, flow: number, side: number, module: number): void {
  if (ledger.claims.isOldNews(flow ^ module, bytes, data, data + MODEL_LENGTH * 2)) return
  const text = moduleText(module)
  const method = `controller-data${text === '' ? '' : `@${text}`}`
  say(ledger, flow, side, 'vendor', 'Omron', method)
  say(ledger, flow, side, 'model', ascii(bytes, data, data + MODEL_LENGTH), method)
  say(ledger, flow, side, 'firmware', ascii(bytes, data + MODEL_LENGTH, data + MODEL_LENGTH * 2), method)
}

// Count of units (bit 7: no more follow), then for each its address and model. Unit 0 is the CPU itself.
function units(ledger: Ledger, bytes: Uint8Array, data: number, end: number, flow: number, side: number): void {
  if (end - data < 1 || ledger.claims.isOldNews(flow, bytes, data, end)) return
  const size = 1 + MODEL_LENGTH
  const count = bytes[data]! & 0x7f
  for (let n = 0, at = data + 1; n < count && at + size <= end; n += 1, at += size) {
    const unit = bytes[at]!
    say(
      ledger,
      flow,
      side,
      'model',
      ascii(bytes, at + 1, at + size),
      `connection-data${unit === 0 ? '' : `@unit ${unit}`}`,
    )
  }
}

function say(ledger: Ledger, flow: number, side: number, field: ClaimField, value: string, method: string): void {
  const about = { mac: null, ip: ledger.endpoint(flow, side).ip }
  ledger.claims.claim(about, field, value, NAME, method, ledger.wire)
}

// Status (1), mode (1), fatal errors (2), non-fatal errors (2).
function status(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  data: number,
  flow: number,
  side: number,
  module: number,
): void {
  const run = bytes[data]!
  const mode = bytes[data + 1]!
  const part = moduleText(module)
  const where = part === '' ? {} : { part }
  const method = 'controller-status'
  ledger.state(flow, side, FINS, NAME, 'mode', module, (run << 8) | mode, () => ({
    value: `${MODES.get(mode) ?? `mode ${mode}`}, ${run & 0x80 ? 'CPU on standby' : run & 1 ? 'running' : 'stopped'}`,
    ...where,
    method,
  }))
  ledger.state(flow, side, FINS, NAME, 'fault', module, view.getInt32(data + 2), () => ({
    value: faults(view.getUint16(data + 2), view.getUint16(data + 4)),
    ...where,
    method,
  }))
}

function faults(fatal: number, nonFatal: number): string {
  const texts = [...listed('fatal', fatal, FATAL), ...listed('non-fatal', nonFatal, NON_FATAL)]
  return texts.length === 0 ? 'none' : texts.join('; ')
}

function listed(kind: string, bits: number, names: ReadonlyMap<number, string>): string[] {
  if (bits === 0) return []
  const texts = Array.from({ length: 16 }, (_, bit) => ((bits >> bit) & 1 ? (names.get(bit) ?? `bit ${bit}`) : ''))
  return [`${kind}: ${texts.filter((text) => text !== '').join(', ')}`]
}

function clock(ledger: Ledger, bytes: Uint8Array, data: number, flow: number, side: number, module: number): void {
  const part = moduleText(module)
  clockState(ledger, flow, side, FINS, module, decimalTime(bytes, data), part === '' ? {} : { part })
}
