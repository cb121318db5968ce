// Merkle tree hash over a list of entry hashes, as RFC 9162 §2.1.1 makes it (leaf and node prefixes differ).
import { createHash } from 'node:crypto'

const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)

/** Root of the tree; the empty list gives SHA-256 of nothing. */
export function merkleRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return createHash('sha256').digest()
  return rootOf(leaves, 0, leaves.length)
}

function rootOf(leaves: readonly Uint8Array[], from: number, to: number): Uint8Array {
  if (to - from === 1) return hash(LEAF, leaves[from]!)
  // The left side holds the largest power of two below the count.
  const left = 2 ** Math.floor(Math.log2(to - from - 1))
  return hash(NODE, rootOf(leaves, from, from + left), rootOf(leaves, from + left, to))
}

function hash(...parts: readonly Uint8Array[]): Uint8Array {
  const sha = createHash('sha256')
  for (const part of parts) sha.update(part)
  return sha.digest()
}
