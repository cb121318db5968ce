// Domains that are loaded and files that are read, from the request to the last byte. A download is asked for by the client, its segments
// by the server. Sources: ISO 9506-2 clause 11 (domains), annex D (files); IEC 61850-8-1 §23.
import type { Ledger } from '@penstock/sensor/facts'
import { unsignedOf } from '../ber-cursor.ts'
import { MMS, protocolName } from '../ids.ts'
import { digestOf, utf8 } from '../text.ts'
import type { MmsMemory } from './memory.ts'
import * as name from './names.ts'

/** Numbers of transfers inside a flow: downloads by name, uploads and files by the number the server gives. */
const UPLOADS = 0x1000_0000
const FILES = 0x2000_0000
const NUMBERS = 0x0fff_ffff
const LOAD_DATA = 0x80
const MORE_FOLLOWS = 0x81

/** The request of a service that belongs to a transfer. Gives a number that its answer is to know. */
export function askTransfer(
  ledger: Ledger,
  memory: MmsMemory,
  service: number,
  bytes: Uint8Array,
  from: number,
  to: number,
  flow: number,
  side: number,
): number {
  const { ber } = memory
  switch (service) {
    case name.INITIATE_DOWNLOAD: {
      if (!ber.read(bytes, from, to)) return 0
      const text = utf8(bytes, ber.from, ber.to)
      const number = digestOf(text) & NUMBERS
      ledger.beginTransfer(flow, side, number, transferText('program', 'to-device', text))
      return number
    }
    case name.DOWNLOAD_SEGMENT:
      return digestOf(utf8(bytes, from, to)) & NUMBERS
    case name.TERMINATE_DOWNLOAD: {
      // The name, and a reason where the server gives up.
      if (!ber.read(bytes, from, to)) return 0
      const number = digestOf(utf8(bytes, ber.from, ber.to)) & NUMBERS
      const isAborted = ber.read(bytes, ber.to, to)
      ledger.transfers.end(flow, number, isAborted ? 'aborted' : 'complete', ledger.wire)
      return 0
    }
    case name.UPLOAD_SEGMENT:
      return UPLOADS | (unsignedOf(bytes, from, to) & NUMBERS)
    case name.FILE_READ:
      return FILES | (unsignedOf(bytes, from, to) & NUMBERS)
    case name.TERMINATE_UPLOAD:
      ledger.transfers.end(flow, UPLOADS | (unsignedOf(bytes, from, to) & NUMBERS), 'aborted', ledger.wire)
      return 0
    case name.FILE_CLOSE:
      ledger.transfers.end(flow, FILES | (unsignedOf(bytes, from, to) & NUMBERS), 'aborted', ledger.wire)
      return 0
    default:
      return 0
  }
}

/** The answer to a request that `askTransfer` gave `number` for; `text` is what was asked for by name. */
export function answerTransfer(
  ledger: Ledger,
  memory: MmsMemory,
  service: number,
  bytes: Uint8Array,
  from: number,
  to: number,
  flow: number,
  side: number,
  number: number,
): void {
  const { ber } = memory
  if (service === name.DOWNLOAD_SEGMENT || service === name.UPLOAD_SEGMENT || service === name.FILE_READ) {
    if (ber.find(bytes, from, to, LOAD_DATA)) ledger.transfers.data(flow, number, bytes, ber.from, ber.to, ledger.wire)
    const isLast = ber.find(bytes, from, to, MORE_FOLLOWS) && ber.to > ber.from && bytes[ber.from] === 0
    if (isLast && service !== name.DOWNLOAD_SEGMENT) ledger.transfers.end(flow, number, 'complete', ledger.wire)
    return
  }
  if (service !== name.INITIATE_UPLOAD && service !== name.FILE_OPEN) return
  if (!ber.find(bytes, from, to, LOAD_DATA)) return
  const handle = unsignedOf(bytes, ber.from, ber.to) & NUMBERS
  const asked = memory.transferNames.get(`${flow}|${number}`) ?? null
  memory.transferNames.delete(`${flow}|${number}`)
  if (service === name.INITIATE_UPLOAD) {
    ledger.beginTransfer(flow, 1 - side, UPLOADS | handle, transferText('program', 'from-device', asked))
    return
  }
  // Attributes: size, time of the last change.
  const hasSize = ber.find(bytes, from, to, 0xa1) && ber.find(bytes, ber.from, ber.to, 0x80)
  const announcedBytes = hasSize ? unsignedOf(bytes, ber.from, ber.to) : undefined
  const text = transferText('file', 'from-device', asked)
  const whole = announcedBytes === undefined ? text : { ...text, announcedBytes }
  ledger.beginTransfer(flow, 1 - side, FILES | handle, whole)
}

/** A request that was refused: what it had begun ends. */
export function refuseTransfer(ledger: Ledger, service: number, flow: number, number: number): void {
  if (service === name.INITIATE_DOWNLOAD) ledger.transfers.end(flow, number, 'refused', ledger.wire)
  else if (service === name.DOWNLOAD_SEGMENT || service === name.UPLOAD_SEGMENT || service === name.FILE_READ)
    ledger.transfers.end(flow, number, 'aborted', ledger.wire)
}

function transferText(kind: 'program' | 'file', direction: 'to-device' | 'from-device', text: string | null) {
  return { kind, direction, protocol: protocolName(MMS)!, name: text }
}
