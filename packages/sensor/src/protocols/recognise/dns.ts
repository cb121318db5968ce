// DNS and its kin (mDNS, LLMNR, NetBIOS names share the form). Source: RFC 1035 §4.1.
import * as id from '../ids.ts'
import { fromClient, fromServer, seen, UNKNOWN } from './answer.ts'

/** Recognises by the form of the header and of the first name; the port tells the kin apart. */
export function recogniseDns(bytes: Uint8Array, view: DataView, at: number, end: number, suggested: number): number {
  if (end - at < 12) return UNKNOWN
  const flags = view.getUint16(at + 2)
  const questions = view.getUint16(at + 4)
  const answers = view.getUint16(at + 6)
  const authorities = view.getUint16(at + 8)
  const extras = view.getUint16(at + 10)
  if (questions > 32 || answers > 512 || authorities > 512 || extras > 512 || questions + answers === 0) return UNKNOWN
  const opcode = (flags >> 11) & 15
  const isKin = suggested === id.NBNS || suggested === id.MDNS || suggested === id.LLMNR
  if (opcode > 5 && suggested !== id.NBNS) return UNKNOWN
  const behind = afterName(bytes, at + 12, end)
  if (behind < 0 || behind + 4 > end) return UNKNOWN
  const recordClass = view.getUint16(behind + 2) & 0x7fff
  if (recordClass !== 1 && recordClass !== 255 && recordClass !== 3) return UNKNOWN
  const protocol = isKin ? suggested : id.DNS
  if (protocol === id.MDNS) return seen(protocol)
  return flags & 0x8000 ? fromServer(protocol) : fromClient(protocol)
}

/** Place behind an encoded name, or -1 when it is none. */
function afterName(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  for (let labels = 0; labels < 128 && at < end; labels += 1) {
    const length = bytes[at]!
    if (length === 0) return at + 1
    if (length >= 0xc0) return at + 2
    if (length > 63) return -1
    at += 1 + length
  }
  return -1
}
