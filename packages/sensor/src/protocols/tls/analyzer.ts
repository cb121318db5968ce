// What the opening of TLS says in the clear: whom the client asks for, what it offers, what the server chose and shows. Behind
// it everything is sealed, and the rest of the flow is passed over.
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
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

/** Reads one whole record that `side` sent. */
export function tlsRecord(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  if (bytes[at] !== HANDSHAKE) {
    leave(ledger, flow, side)
    return
  }
  for (let message = at + RECORD_HEADER; message + MESSAGE_HEADER <= end; ) {
    const stop = vectorEnd(bytes, message + 1, 3, end)
    if (stop < 0) {
      // A message of several records (or a sealed one): no more than this is read.
      leave(ledger, flow, side)
      return
    }
    if (readMessage(ledger, bytes, view, message, stop, flow, side)) {
      leave(ledger, flow, side)
      return
    }
    message = stop
  }
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
