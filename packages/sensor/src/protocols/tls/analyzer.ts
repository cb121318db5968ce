// What the opening of TLS says in the clear: whom the client asks for, what it offers, what the server chose and shows. Behind
// it everything is sealed, and the rest of the flow is passed over.
import type { Ledger } from '@penstock/sensor/facts'
import { INTS, setClient, UPPER_FILL, UPPER_SLOT } from '@penstock/sensor/flow'
import { SLOT_BYTES, type Slab } from '@penstock/sensor/tables'
import { gather } from '../gather.ts'
import { leave } from '../leave.ts'
import { utf8 } from '../text.ts'
import { certificateNames } from './certificate.ts'
import { CERTIFICATE, CLIENT_HELLO, HANDSHAKE, SERVER_HELLO, SERVER_HELLO_DONE, vectorEnd } from './decode.ts'
import { clientHello, isGrease, serverHello } from './hello.ts'
import { ja4 } from './ja4.ts'
import { cipherName, versionName } from './names.ts'

const RECORD_HEADER = 5
const MESSAGE_HEADER = 4
const TLS_1_3 = 0x0304

/** Reads one whole record that `side` sent; a message of several records is put together first. */
export function tlsRecord(
  ledger: Ledger,
  slab: Slab,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const { ints } = ledger.flows
  const upper = flow * INTS + UPPER_SLOT + side
  if (bytes[at] !== HANDSHAKE) {
    finish(ledger, slab, flow, side)
    return
  }
  if (ints[upper] === -1) {
    handshake(ledger, slab, bytes, view, at + RECORD_HEADER, end, flow, side, true)
    return
  }
  gather(ledger, slab, bytes, at + RECORD_HEADER, end, flow, side)
  const slot = ints[upper]!
  const stop = slot + ints[flow * INTS + UPPER_FILL + side]!
  if (!isWhole(slab.bytes, slot, stop)) {
    if (stop - slot >= SLOT_BYTES) finish(ledger, slab, flow, side)
    return
  }
  handshake(ledger, slab, slab.bytes, slab.view, slot, stop, flow, side, false)
  if (ints[upper] === -1) return
  slab.give(slot)
  ints[upper] = -1
}

/** `mayGather`: what is cut at the end may go on in the next record. */
function handshake(
  ledger: Ledger,
  slab: Slab,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
  mayGather: boolean,
): void {
  let message = at
  while (message < end) {
    if (!isWhole(bytes, message, end)) {
      // What is no hello and no certificate is sealed, whatever its length says.
      if (mayGather && isRead(bytes[message]!)) gather(ledger, slab, bytes, message, end, flow, side)
      else finish(ledger, slab, flow, side)
      return
    }
    const stop = vectorEnd(bytes, message + 1, 3, end)
    if (readMessage(ledger, bytes, view, message, stop, flow, side)) {
      finish(ledger, slab, flow, side)
      return
    }
    message = stop
  }
}

function isWhole(bytes: Uint8Array, at: number, end: number): boolean {
  return at + MESSAGE_HEADER <= end && vectorEnd(bytes, at + 1, 3, end) >= 0
}

function isRead(type: number): boolean {
  return type === CLIENT_HELLO || type === SERVER_HELLO || type === CERTIFICATE
}

function finish(ledger: Ledger, slab: Slab, flow: number, side: number): void {
  const { ints } = ledger.flows
  const upper = flow * INTS + UPPER_SLOT + side
  if (ints[upper] !== -1) slab.give(ints[upper]!)
  ints[upper] = -1
  leave(ledger, flow, side)
}

/** True when nothing more comes in the clear from this side. */
function readMessage(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): boolean {
  const body = at + MESSAGE_HEADER
  switch (bytes[at]!) {
    case CLIENT_HELLO:
      setClient(ledger.flows, flow, side)
      tellClientHello(ledger, bytes, view, body, end, flow, 't')
      return true
    case SERVER_HELLO:
      setClient(ledger.flows, flow, 1 - side)
      return server(ledger, bytes, view, body, end, flow)
    case CERTIFICATE:
      certificate(ledger, bytes, body, end, flow)
      return true
    default:
      return bytes[at] === SERVER_HELLO_DONE
  }
}

/** Tells the hello of a client in `bytes[at..end)`; `carrier` is `t` for TCP, `q` for QUIC, as JA4 writes it. */
export function tellClientHello(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  carrier: 't' | 'q',
): void {
  const hello = clientHello(bytes, view, at, end)
  if (hello === null) {
    ledger.odd('tls-hello', flow, 'the lists of a client hello do not fit into it')
    return
  }
  const { details } = ledger
  if (hello.serverName !== null) details.note(flow, 'tls-server-name', hello.serverName)
  for (const name of hello.alpn) {
    const text = utf8(name, 0, name.length)
    if (name.length !== 2 || !isGrease((name[0]! << 8) | name[1]!)) details.note(flow, 'tls-alpn', text)
  }
  details.note(flow, 'ja4', ja4(hello, carrier))
}

function server(ledger: Ledger, bytes: Uint8Array, view: DataView, at: number, end: number, flow: number): boolean {
  const hello = serverHello(bytes, view, at, end)
  if (hello === null) {
    ledger.odd('tls-hello', flow, 'the lists of a server hello do not fit into it')
    return true
  }
  ledger.details.note(flow, 'tls-version', versionName(hello.version))
  ledger.details.note(flow, 'tls-cipher', cipherName(hello.cipher))
  return hello.version >= TLS_1_3
}

// The first certificate is the server's own; those behind it belong to who signed.
function certificate(ledger: Ledger, bytes: Uint8Array, at: number, end: number, flow: number): void {
  const stop = end - at < 6 ? -1 : vectorEnd(bytes, at + 3, 3, end)
  if (stop < 0) return
  const { subject, alternatives } = certificateNames(bytes, at + 6, stop)
  if (subject !== null) ledger.details.note(flow, 'tls-certificate-subject', subject)
  for (const name of alternatives) ledger.details.note(flow, 'tls-certificate-name', name)
}
