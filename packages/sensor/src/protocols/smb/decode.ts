// Messages of SMB 1, 2 and 3 on TCP, and the fields of their heads. Sources: RFC 1002 §4.3.1 (length), MS-CIFS §2.2.3.1,
// MS-SMB2 §2.2.1.2 (head), §2.2.41 (sealed).
import { SLOT_BYTES } from '@penstock/sensor/tables'
import { NEED_MORE, NOT_MINE } from '../verdicts.ts'

const NETBIOS = 4
/** Requests, answers and keep-alive of the NetBIOS session service. */
const SESSION_FIRST = 0x81
const SESSION_LAST = 0x85
/** Enough for the head of a message whose data are longer than a slot: framing, head, and the fixed part of a read or write. */
const HEAD_OF_LONG = 132

export const SMB1_HEAD = 32
export const SMB2_HEAD = 64
export const SMB1 = 0xff
export const SMB2 = 0xfe
const SEALED = 0xfd
const COMPRESSED = 0xfc

/** Bytes on the wire of the message at `at`, with its framing. */
export function wireLength(view: DataView, at: number): number {
  return NETBIOS + (view.getUint32(at) & 0xff_ffff)
}

/**
 * Bytes of the message that begins at `at`, NEED_MORE or NOT_MINE. Of a message longer than a slot only its head is asked for; the reader
 * then passes over the rest.
 */
export function smbLength(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  const kind = bytes[at]!
  if (kind >= SESSION_FIRST && kind <= SESSION_LAST && end - at >= NETBIOS) {
    const length = view.getUint32(at) & 0x1_ffff
    return length < 512 ? NETBIOS + length : NOT_MINE
  }
  if (kind !== 0 && (kind < SESSION_FIRST || kind > SESSION_LAST)) return NOT_MINE
  if (end - at < NETBIOS + 4) return NEED_MORE
  if (!isMark(bytes, at + NETBIOS)) return NOT_MINE
  const length = wireLength(view, at)
  if (length < NETBIOS + SMB1_HEAD) return NOT_MINE
  return length > SLOT_BYTES ? HEAD_OF_LONG : length
}

/** True when bytes at the start of a segment begin a message. */
export function looksLikeSmb(bytes: Uint8Array, view: DataView, at: number, end: number): boolean {
  return bytes[at] === 0 && end - at >= NETBIOS + 4 && smbLength(bytes, view, at, end) > 0
}

function isMark(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at]!
  return (
    (first === SMB1 || first === SMB2 || first === SEALED || first === COMPRESSED) &&
    bytes[at + 1] === 0x53 &&
    bytes[at + 2] === 0x4d &&
    bytes[at + 3] === 0x42
  )
}
