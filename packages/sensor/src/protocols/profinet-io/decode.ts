// PROFINET IO: the connectionless call around the blocks, the blocks, and what stands at the end of a cyclic frame.
// Sources: C706 §12.5 (header of 80 octets); IEC 61158-6-10 (blocks are most significant octet first, whatever the call's order).

export const HEADER = 80
export const REQUEST = 0
export const RESPONSE = 2
/** Before the blocks: largest answer or status, length, and the array's three numbers. */
export const ARGUMENTS = 20
const MIX = 0x01000193

export const AR_REQUEST = 0x0101
export const EXPECTED_SUBMODULES = 0x0104
export const MODULE_DIFFERENCE = 0x8104
export const WRITE_REQUEST = 0x0008
export const WRITE_RESPONSE = 0x8008
export const READ_RESPONSE = 0x8009
export const REAL_IDENTIFICATION = 0x0013
export const IM0 = 0x0020
export const IM1 = 0x0021
export const IM2 = 0x0022
export const IM3 = 0x0023
/** Octets of the head of a record, its block header included. */
export const RECORD_HEAD = 64
export const MULTIPLE_WRITE = 0xe040

/** True when the octets are a call of version 4 of PROFINET's interfaces (DEA00001 to DEA00004-6C97-11D1-8271-00A02442DF7D). */
export function isCall(bytes: Uint8Array, view: DataView, at: number, end: number): boolean {
  if (end - at < HEADER || bytes[at] !== 4) return false
  const isLittle = isLittleEndian(bytes, at)
  return view.getUint16(at + 28, isLittle) === 0x6c97 && view.getUint16(at + 30, isLittle) === 0x11d1
}

export function isLittleEndian(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + 4]! & 0x10) !== 0
}

/** A number for one call of one activity: both directions bear it, though a device answers from another port. */
export function callKey(bytes: Uint8Array, view: DataView, at: number): number {
  const isLittle = isLittleEndian(bytes, at)
  let digest = view.getUint32(at + 64, isLittle) | 0
  // The first three fields of the activity's id are turned with the order of the call; the last eight octets never are.
  digest = Math.imul(digest ^ view.getUint32(at + 40, isLittle), MIX)
  digest = Math.imul(digest ^ view.getUint16(at + 44, isLittle), MIX)
  digest = Math.imul(digest ^ view.getUint16(at + 46, isLittle), MIX)
  for (let n = 48; n < 56; n += 1) digest = Math.imul(digest ^ bytes[at + n]!, MIX)
  return digest
}

/** Octets of the block that begins at `at`, header included; 0 when it does not fit. */
export function blockLength(view: DataView, at: number, end: number): number {
  if (end - at < 6) return 0
  const length = view.getUint16(at + 2) + 4
  return length < 6 || length > end - at ? 0 : length
}

/** Frame ids of cyclic data: RT class 3, 1 and the older ranges of both. */
export function isCyclic(frameId: number): boolean {
  return (frameId >= 0x0100 && frameId <= 0x0fff) || (frameId >= 0x8000 && frameId <= 0xfbff)
}

export const ALARM_HIGH = 0xfc01
export const ALARM_LOW = 0xfe01
