// Object headers of DNP3 fragments. Source: IEEE 1815-2012 §4.2.2.7 (headers), annex A (sizes of objects).

/** Device attributes. */
export const ATTRIBUTES = 0
/** Octets of an object differ, or nobody knows them. */
export const UNKNOWN_SIZE = -1
/** Objects of one or two bits, packed. */
export const ONE_BIT = -2
const TWO_BITS = -3

/** By group and variation: octets of one object without its prefix. */
const SIZES = new Int8Array(256 * 16).fill(UNKNOWN_SIZE)
const LIST: readonly (readonly [group: number, ...octets: readonly number[]])[] = [
  [1, ONE_BIT, 1],
  [2, 1, 7, 3],
  [3, TWO_BITS, 1],
  [4, 1, 7, 3],
  [10, ONE_BIT, 1],
  [11, 1, 7],
  [12, 11, 11, ONE_BIT],
  [13, 1, 7],
  [20, 5, 3, 5, 3, 4, 2, 4, 2],
  [21, 5, 3, 5, 3, 11, 9, 11, 9, 4, 2, 4, 2],
  [22, 5, 3, 5, 3, 11, 9, 11, 9],
  [23, 5, 3, 5, 3, 11, 9, 11, 9],
  [30, 5, 3, 4, 2, 5, 9],
  [31, 5, 3, 11, 9, 4, 2, 5, 9],
  [32, 5, 3, 11, 9, 5, 9, 11, 15],
  [33, 5, 3, 11, 9, 5, 9, 11, 15],
  [34, 2, 4, 4],
  [40, 5, 3, 5, 9],
  [41, 5, 3, 5, 9],
  [42, 5, 3, 11, 9, 5, 9, 11, 15],
  [43, 5, 3, 11, 9, 5, 9, 11, 15],
  [50, 6, 10, 6, 11],
  [51, 6, 6],
  [52, 2, 2],
  [80, ONE_BIT],
  [101, 2, 4, 8],
  [102, 1],
]
for (const [group, ...octets] of LIST) for (const [n, size] of octets.entries()) SIZES[group * 16 + n + 1] = size

/** Octets of one object, or UNKNOWN_SIZE, ONE_BIT or TWO_BITS. An octet string is as long as its variation says. */
export function sizeOf(group: number, variation: number): number {
  if (group === 110 || group === 111 || group === 112 || group === 113) return variation
  if (group === 120) return variation === 3 ? 6 : variation === 4 ? 2 : UNKNOWN_SIZE
  if (group === 121) return variation === 1 ? 7 : UNKNOWN_SIZE
  if (group === 122) return variation === 1 ? 7 : variation === 2 ? 13 : UNKNOWN_SIZE
  return variation < 16 ? SIZES[group * 16 + variation]! : UNKNOWN_SIZE
}

/** The header that `readHeader` read last. One at a time is enough: fragments are read one after the other. */
export const header = {
  group: 0,
  variation: 0,
  /** Number of objects; 0 where all of a group are meant. */
  count: 0,
  /** Index of the first object where they have none of their own. */
  first: 0,
  /** Octets of the index, or of the size, in front of each object. */
  prefix: 0,
  /** The prefix is a size, and the object's octets are as many. */
  isSized: false,
  isAll: false,
  /** From one index to another: a mere count names none. */
  isRange: false,
}

/** Reads the header at `at` into `header`. Gives the place behind it, or -1 when it does not fit or has a reserved form. */
export function readHeader(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  if (end - at < 3) return -1
  const qualifier = bytes[at + 2]!
  const prefix = (qualifier >> 4) & 7
  const range = qualifier & 15
  if (qualifier & 0x80 || prefix === 7) return -1
  header.group = bytes[at]!
  header.variation = bytes[at + 1]!
  header.isSized = prefix >= 4
  header.prefix = prefix === 0 ? 0 : 1 << ((prefix - 1) % 3)
  header.isAll = range === 6
  header.isRange = range <= 5
  header.first = 0
  header.count = 0
  const from = at + 3
  const width = range <= 5 ? 1 << (range % 3) : range >= 7 && range <= 9 ? 1 << (range - 7) : range === 11 ? 1 : 0
  if (range === 6) return from
  if (width === 0) return -1
  if (range > 5) {
    if (end - from < width) return -1
    header.count = wordAt(view, from, width)
    return from + width
  }
  if (end - from < 2 * width) return -1
  header.first = wordAt(view, from, width)
  const last = wordAt(view, from + width, width)
  if (last < header.first) return -1
  header.count = last - header.first + 1
  return from + 2 * width
}

/** Unsigned number of one, two or four octets. */
export function wordAt(view: DataView, at: number, width: number): number {
  return width === 1 ? view.getUint8(at) : width === 2 ? view.getUint16(at, true) : view.getUint32(at, true)
}

/**
 * Octets behind the header that was read last: objects with their prefixes where `hasObjects`, else indexes alone. UNKNOWN_SIZE where
 * nobody knows, or where they do not fit.
 */
export function spanOf(bytes: Uint8Array, view: DataView, at: number, end: number, hasObjects: boolean): number {
  const { group, variation, count, prefix, isSized, isAll } = header
  if (isAll || count === 0) return 0
  if (isSized || (group === ATTRIBUTES && hasObjects && prefix === 0)) {
    let next = at
    for (let n = 0; n < count; n += 1) {
      // An attribute tells its type in front of its length.
      const head = isSized ? prefix : 2
      if (end - next < head) return UNKNOWN_SIZE
      next += head + (isSized ? wordAt(view, next, prefix) : bytes[next + 1]!)
    }
    return next - at
  }
  if (!hasObjects) return count * prefix
  const size = sizeOf(group, variation)
  if (size === UNKNOWN_SIZE || (size < 0 && prefix > 0)) return UNKNOWN_SIZE
  return size < 0 ? Math.ceil((count * (size === ONE_BIT ? 1 : 2)) / 8) : count * (prefix + size)
}
