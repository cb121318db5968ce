// How far a packed capture is unpacked, whoever unpacks it. Beyond it a file is a bomb and no capture.

export interface UnpackedBounds {
  /** Unpacked bytes for each packed one, asked for once `ratioFreeBytes` have come out. */
  readonly ratio: number
  readonly ratioFreeBytes: number
  /** Unpacked bytes at all. */
  readonly bytes: number
}

/**
 * The 16 bytes in front of each packet differ, so that even equal packets of the longest Ethernet kind pack to no less than a
 * 200th. 64 GiB is also the largest capture that a cell takes.
 */
export const UNPACKED_BOUNDS: UnpackedBounds = { ratio: 250, ratioFreeBytes: 64 * 2 ** 20, bytes: 64 * 2 ** 30 }

/** True when so much came out of so little. */
export function isBeyond(bounds: UnpackedBounds, packedBytes: number, unpackedBytes: number): boolean {
  if (unpackedBytes > bounds.bytes) return true
  return unpackedBytes > bounds.ratioFreeBytes && unpackedBytes > bounds.ratio * packedBytes
}
