// UMAS, Schneider Electric's programming protocol in function 90: session key (1), code (1), data; answers have 0xfe (done) or 0xfd (not done)
// in place of the code. No vendor document is public. Sources: Kaspersky ICS CERT, "The secrets of Schneider Electric's UMAS protocol", 2022
// (codes, reservation); the protocol description of Apache PLC4X (answer to Read ID).
import type { FunctionKind, OperationKind } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import { MODBUS, protocolName } from '../ids.ts'
import { hex, utf8 } from '../text.ts'
import { behindUnit } from './unit.ts'

const DONE = 0xfe
const READ_ID = 0x02
const INIT_UPLOAD = 0x30
const UPLOAD_BLOCK = 0x31
const END_UPLOAD = 0x32
const INIT_DOWNLOAD = 0x33
const DOWNLOAD_BLOCK = 0x34
const END_DOWNLOAD = 0x35
/** In 0x31: what nobody explained (2), number of the block (2), length (2). */
const BLOCK_HEAD = 6
/** In the answer to Read ID: range (2), ident (4), model (2), version (2), patch (2), internal (2), hardware (2), crash code (4), 2 octets. */
const ID_HEAD = 22

interface Service {
  readonly name: string
  readonly kind: FunctionKind
  readonly operation?: OperationKind
}

/** In UMAS an upload goes to the controller. */
export const UMAS: ReadonlyMap<number, Service> = new Map<number, Service>([
  [0x01, { name: 'Initialize Communication', kind: 'session' }],
  [READ_ID, { name: 'Read ID', kind: 'identity', operation: 'identity' }],
  [0x03, { name: 'Read Project Information', kind: 'identity' }],
  [0x04, { name: 'Read PLC Information', kind: 'read' }],
  [0x06, { name: 'Read Card Information', kind: 'read' }],
  [0x0a, { name: 'Repeat', kind: 'session' }],
  [0x10, { name: 'Take PLC Reservation', kind: 'session', operation: 'auth' }],
  [0x11, { name: 'Release PLC Reservation', kind: 'session', operation: 'auth' }],
  [0x12, { name: 'Keep Alive', kind: 'session' }],
  [0x20, { name: 'Read Memory Block', kind: 'read' }],
  [0x21, { name: 'Write Memory Block', kind: 'write', operation: 'write' }],
  [0x22, { name: 'Read Variables', kind: 'read' }],
  [0x23, { name: 'Write Variables', kind: 'write', operation: 'write' }],
  [0x24, { name: 'Read Coils and Registers', kind: 'read' }],
  [0x25, { name: 'Write Coils and Registers', kind: 'write', operation: 'write' }],
  [0x26, { name: 'Read Data Dictionary', kind: 'read' }],
  [0x29, { name: 'Write Coils and Registers', kind: 'write', operation: 'write' }],
  [INIT_UPLOAD, { name: 'Initialize Upload', kind: 'program', operation: 'program-download' }],
  [UPLOAD_BLOCK, { name: 'Upload Block', kind: 'program', operation: 'program-download' }],
  [END_UPLOAD, { name: 'End Upload', kind: 'program', operation: 'program-download' }],
  [INIT_DOWNLOAD, { name: 'Initialize Download', kind: 'program', operation: 'program-upload' }],
  [DOWNLOAD_BLOCK, { name: 'Download Block', kind: 'program', operation: 'program-upload' }],
  [END_DOWNLOAD, { name: 'End Download', kind: 'program', operation: 'program-upload' }],
  [0x39, { name: 'Read Ethernet Master Data', kind: 'read' }],
  [0x40, { name: 'Start PLC', kind: 'control', operation: 'mode' }],
  [0x41, { name: 'Stop PLC', kind: 'control', operation: 'mode' }],
  [0x50, { name: 'Monitor PLC', kind: 'read' }],
  [0x58, { name: 'Check PLC', kind: 'read' }],
  [0x70, { name: 'Read IO Object', kind: 'read' }],
  [0x71, { name: 'Write IO Object', kind: 'write', operation: 'write' }],
  [0x73, { name: 'Get Status of Module', kind: 'read' }],
])

/** True when the service is known to change nothing. */
export function isHarmless(service: number): boolean {
  const known = UMAS.get(service)
  return known !== undefined && known.operation === undefined
}

/** Takes what a request says of a program on its way; the PDU begins at `pdu`. */
export function umasAsked(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  pdu: number,
  end: number,
  flow: number,
  side: number,
  unit: number,
): void {
  const service = bytes[pdu + 2]!
  const { transfers, wire } = ledger
  const to = numberOf(unit, true)
  if (service === INIT_UPLOAD || service === INIT_DOWNLOAD) {
    begin(ledger, flow, side, unit, service === INIT_UPLOAD)
  } else if (service === UPLOAD_BLOCK && end - pdu >= 3 + BLOCK_HEAD) {
    if (!transfers.has(flow, to)) {
      begin(ledger, flow, side, unit, true)
      transfers.passUnread(flow, to, 0, wire)
    }
    const from = pdu + 3 + BLOCK_HEAD
    const length = view.getUint16(pdu + 7, true)
    if (from + length > end) ledger.odd('umas-length', flow, `block of ${length} octets in ${end - from}`)
    else transfers.data(flow, to, bytes, from, from + length, wire)
  }
}

/** Takes the answer to `service`; gives its result in words. */
export function umasAnswered(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  pdu: number,
  end: number,
  flow: number,
  side: number,
  service: number,
): string {
  const unit = bytes[pdu - 1]!
  const isDone = end - pdu >= 3 && bytes[pdu + 2] === DONE
  const { transfers, wire } = ledger
  const to = numberOf(unit, true)
  const from = numberOf(unit, false)
  if (service === INIT_UPLOAD || service === INIT_DOWNLOAD) {
    if (!isDone) transfers.end(flow, service === INIT_UPLOAD ? to : from, 'refused', wire)
  } else if (service === UPLOAD_BLOCK) {
    if (!isDone) transfers.end(flow, to, 'aborted', wire)
  } else if (service === DOWNLOAD_BLOCK) {
    // How a block stands in this answer is not known: its octets are counted with their head, and have no digest.
    if (isDone) transfers.passUnread(flow, from, end - pdu - 3, wire)
    else transfers.end(flow, from, 'aborted', wire)
  } else if (service === END_UPLOAD || service === END_DOWNLOAD) {
    transfers.end(flow, service === END_UPLOAD ? to : from, isDone ? 'complete' : 'aborted', wire)
  } else if (service === READ_ID && isDone) {
    identity(ledger, bytes, view, pdu + 3, end, flow, side, unit)
  }
  return isDone ? 'ok' : `refused${end - pdu > 3 ? ` ${hex(bytes[pdu + 3]!)}` : ''}`
}

function identity(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
  unit: number,
): void {
  const name = at + ID_HEAD
  const stop = name + 1 + (bytes[name] ?? 0)
  if (stop > end || ledger.claims.isOldNews(flow, bytes, at, stop)) return
  const about = { mac: null, ip: ledger.endpoint(flow, side).ip }
  const method = `umas-read-id${behindUnit(unit)}`
  const { claims, wire } = ledger
  const protocol = protocolName(MODBUS)!
  // Function 90 is Schneider Electric's own.
  claims.claim(about, 'vendor', 'Schneider Electric', protocol, method, wire, 'inferred')
  claims.claim(about, 'model', utf8(bytes, name + 1, stop), protocol, method, wire)
  const version = view.getUint16(at + 8, true)
  const digits = (octet: number): string => octet.toString(16).padStart(2, '0')
  if (version !== 0) claims.claim(about, 'firmware', `${version >> 8}.${digits(version & 255)}`, protocol, method, wire)
}

function begin(ledger: Ledger, flow: number, side: number, unit: number, isToDevice: boolean): void {
  const behind = behindUnit(unit)
  ledger.beginTransfer(flow, side, numberOf(unit, isToDevice), {
    kind: 'program',
    direction: isToDevice ? 'to-device' : 'from-device',
    protocol: protocolName(MODBUS)!,
    name: `UMAS project${behind === '' ? '' : ` of ${behind.slice(1)}`}`,
  })
}

function numberOf(unit: number, isToDevice: boolean): number {
  return (unit << 1) | (isToDevice ? 1 : 0)
}
