// A value of a variable as text. Source: RFC 2578 §7.1 (types), RFC 3416 §3 (their tags).
import { BER, behind, enter, integerAt, objectIdText } from '../ber.ts'
import { hexBytes, utf8 } from '../text.ts'

const ADDRESS = 0x40
const LAST_NUMBER = 0x46
const OPAQUE = 0x44
const LONGEST = 128

/** Text of the element at `at`. */
export function valueText(bytes: Uint8Array, at: number, end: number): string {
  const tag = bytes[at]
  const from = enter(bytes, at, end)
  const to = Math.min(behind(bytes, at, end), from + LONGEST)
  if (tag === BER.integer) return String(integerAt(bytes, at, end))
  if (tag === BER.objectId) return objectIdText(bytes, from, to)
  if (tag === ADDRESS && to - from === 4) return [...bytes.subarray(from, to)].join('.')
  if (tag !== undefined && tag > ADDRESS && tag <= LAST_NUMBER && tag !== OPAQUE)
    return String(integerAt(bytes, at, end))
  if (tag !== BER.octets) return hexBytes(bytes, from, to)
  for (let n = from; n < to; n += 1) if (bytes[n]! < 32 || bytes[n]! > 126) return hexBytes(bytes, from, to)
  return utf8(bytes, from, to)
}
