// Files on their way to or from a CIP device, from Initiate to the last packet. Source: The CIP Networks Library, Volume 1, chapter 5-42
// (File object): packets are numbered, the last one carries a checksum of two octets behind its bytes.
import type { Ledger } from '@penstock/sensor/facts'
import { ETHERNET_IP, protocolName } from '../ids.ts'
import { routeText } from './route.ts'

export const FILE = 0x37
const INITIATE_UPLOAD = 0x4b
const INITIATE_DOWNLOAD = 0x4c
const UPLOAD_TRANSFER = 0x4f
const DOWNLOAD_TRANSFER = 0x50
const PACKET_HEAD = 2
const CHECKSUM = 2

/** Kinds of packet. */
const FIRST = 0
const LAST = 2
const ABORT = 3
const ONLY = 4

/** Set beside the number of a transfer: its last packet was sent. */
const IS_LAST = 0x4000_0000
const NUMBER_BITS = 0x3fff_ffff

/** Takes what a request says of a transfer; gives what its answer needs, 0 for nothing. */
export function fileAsked(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  service: number,
  data: number,
  end: number,
  flow: number,
  side: number,
  instance: number,
  route: number,
): number {
  const number = 1 + ((((route & 0x3fff) << 16) | (instance & 0xffff)) & (NUMBER_BITS >> 1))
  const { transfers, wire } = ledger
  if (service === INITIATE_UPLOAD) begin(ledger, flow, side, number, instance, route, false, null)
  else if (service === INITIATE_DOWNLOAD) {
    const size = end - data >= 4 ? view.getUint32(data, true) : null
    begin(ledger, flow, side, number, instance, route, true, size)
  } else if (service === DOWNLOAD_TRANSFER && end - data >= PACKET_HEAD) {
    const kind = bytes[data + 1]!
    if (!transfers.has(flow, number)) {
      begin(ledger, flow, side, number, instance, route, true, null)
      if (kind !== FIRST && kind !== ONLY) transfers.passUnread(flow, number, 0, wire)
    }
    return packet(ledger, bytes, data, end, flow, number) ? number | IS_LAST : number
  } else if (service === UPLOAD_TRANSFER && !transfers.has(flow, number)) {
    begin(ledger, flow, side, number, instance, route, false, null)
    transfers.passUnread(flow, number, 0, wire)
  }
  return number
}

/** Takes what the answer says; `noted` is what `fileAsked` gave. */
export function fileAnswered(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  service: number,
  data: number,
  end: number,
  flow: number,
  noted: number,
  isGood: boolean,
): void {
  const number = noted & NUMBER_BITS
  const { transfers, wire } = ledger
  if (!isGood) {
    const isRefused = service === INITIATE_UPLOAD || service === INITIATE_DOWNLOAD
    transfers.end(flow, number, isRefused ? 'refused' : 'aborted', wire)
  } else if (service === INITIATE_UPLOAD && end - data >= 4) {
    transfers.accept(flow, number, number, view.getUint32(data, true), wire)
  } else if (service === UPLOAD_TRANSFER && end - data >= PACKET_HEAD) {
    if (packet(ledger, bytes, data, end, flow, number)) transfers.complete(flow, number, wire)
  } else if (service === DOWNLOAD_TRANSFER && (noted & IS_LAST) !== 0) transfers.complete(flow, number, wire)
}

/** True when it was the last one. */
function packet(ledger: Ledger, bytes: Uint8Array, at: number, end: number, flow: number, number: number): boolean {
  const kind = bytes[at + 1]!
  const { transfers, wire } = ledger
  if (kind === ABORT) {
    transfers.end(flow, number, 'aborted', wire)
    return false
  }
  const isLast = kind === LAST || kind === ONLY
  transfers.data(flow, number, bytes, at + PACKET_HEAD, end - (isLast ? CHECKSUM : 0), wire)
  return isLast
}

function begin(
  ledger: Ledger,
  flow: number,
  side: number,
  number: number,
  instance: number,
  route: number,
  isDownload: boolean,
  announcedBytes: number | null,
): void {
  const place = routeText(route)
  ledger.beginTransfer(flow, side, number, {
    kind: 'file',
    direction: isDownload ? 'to-device' : 'from-device',
    protocol: protocolName(ETHERNET_IP)!,
    name: `file instance ${instance < 0 ? '?' : instance}${place === null ? '' : ` in ${place}`}`,
    ...(announcedBytes === null ? {} : { announcedBytes }),
  })
}
