// Network time: who serves it, from which source, and whether his own clock is right. Control and private messages are for managing
// the server, and the means of amplification. Sources: RFC 5905 §7.3, RFC 9327 §2 (control), ntp.org `ntp_request.h` (private).
import type { Ledger } from '@penstock/sensor/facts'
import { INTS, STATE, setClient } from '@penstock/sensor/flow'
import { IPV4, ipv4Text } from '@penstock/sensor/network'
import { NTP } from '../ids.ts'
import { speaker } from '../speaker.ts'
import { ascii } from '../text.ts'
import { BROADCAST, CLIENT, CONTROL, controlName, PRIVATE, SERVER } from './names.ts'

const HEADER = 48
const CONTROL_HEADER = 12
const READ_VARIABLES = 2
const UNSYNCHRONISED = 16
const ALARM = 3

/** Reads one datagram that `side` sent. */
export function ntpDatagram(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const mode = bytes[at]! & 7
  if (mode === CONTROL) control(ledger, bytes, view, at, end, flow, side)
  else if (mode === PRIVATE) priv(ledger, bytes, at, end, flow, side)
  else if (end - at >= HEADER) time(ledger, bytes, view, at, flow, side, mode)
}

function time(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  flow: number,
  side: number,
  mode: number,
): void {
  if (mode === CLIENT) {
    setClient(ledger.flows, flow, side)
    ledger.functions.ask(flow, side, NTP, mode)
    return
  }
  if (mode !== SERVER && mode !== BROADCAST) {
    ledger.functions.unsure(flow, side, NTP, mode)
    return
  }
  setClient(ledger.flows, flow, 1 - side)
  if (mode === SERVER) ledger.functions.answer(flow, 1 - side, NTP, CLIENT)
  else ledger.functions.answer(flow, 1 - side, NTP, BROADCAST)
  const stratum = bytes[at + 1]!
  const reference = at + 12
  if (!ledger.details.again(flow, 'ntp-stratum', bytes, at + 1, at + 2))
    ledger.details.open(flow, 'ntp-stratum', String(stratum))
  if (stratum <= 1) {
    if (!ledger.details.again(flow, 'ntp-reference', bytes, reference, reference + 4))
      ledger.details.open(flow, 'ntp-reference', ascii(bytes, reference, reference + 4))
  } else if (stratum < UNSYNCHRONISED && ledger.family(flow) === IPV4) {
    if (!ledger.details.again(flow, 'ntp-source', bytes, reference, reference + 4))
      ledger.details.open(flow, 'ntp-source', ipv4Text(view.getInt32(reference)))
  }
  clock(ledger, flow, side, bytes[at]! >> 6 === ALARM || stratum === 0 || stratum >= UNSYNCHRONISED)
}

// The state is looked up once for each change of a flow, not for each answer.
function clock(ledger: Ledger, flow: number, side: number, isLost: boolean): void {
  const state = flow * INTS + STATE
  const told = isLost ? 2 : 1
  if (ledger.flows.ints[state] === told) return
  ledger.flows.ints[state] = told
  ledger.state(flow, side, NTP, 'ntp', 'clock', 0, told, () => ({
    value: isLost ? 'not synchronised' : 'synchronised',
    method: 'ntp-leap-indicator',
  }))
}

// Bit 7 of the second byte marks an answer, bit 6 an error, the low five the operation.
function control(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  if (end - at < CONTROL_HEADER) return
  const operation = bytes[at + 1]! & 31
  const isAnswer = (bytes[at + 1]! & 0x80) !== 0
  const code = (CONTROL << 8) | operation
  setClient(ledger.flows, flow, isAnswer ? 1 - side : side)
  if (isAnswer) ledger.functions.answer(flow, 1 - side, NTP, code)
  else {
    ledger.functions.ask(flow, side, NTP, code)
    ledger.odd('ntp-control', flow, `control message: ${controlName(operation)}`)
  }
  if (!isAnswer || operation !== READ_VARIABLES) return
  const text = ascii(bytes, at + CONTROL_HEADER, Math.min(end, at + CONTROL_HEADER + view.getUint16(at + 10)))
  const about = speaker(ledger, flow, side)
  const say = (field: 'software' | 'operatingSystem', value: string | undefined): void => {
    if (value !== undefined) ledger.claims.claim(about, field, value, 'ntp', 'ntp-variables', ledger.wire)
  }
  say('software', /version="([^"@]*)/.exec(text)?.[1])
  say('operatingSystem', /system="([^"]*)"/.exec(text)?.[1])
}

function priv(ledger: Ledger, bytes: Uint8Array, at: number, end: number, flow: number, side: number): void {
  if (end - at < 8) return
  const request = bytes[at + 3]!
  const isAnswer = (bytes[at]! & 0x80) !== 0
  const code = (PRIVATE << 8) | request
  setClient(ledger.flows, flow, isAnswer ? 1 - side : side)
  if (isAnswer) ledger.functions.answer(flow, 1 - side, NTP, code)
  else {
    ledger.functions.ask(flow, side, NTP, code)
    ledger.odd('ntp-private', flow, `private message, request ${request}`)
  }
}
