// Every room that hands in a `Reader`, by the number of its protocol.
import type { Reader } from './reader.ts'

/** One line a protocol. */
const READERS: readonly Reader[] = []

const MOST_PROTOCOLS = 256
const table = Array.from<Reader | undefined>({ length: MOST_PROTOCOLS })
for (const reader of READERS) table[reader.protocol] = reader

/** The reader of a protocol, or undefined when it is only named, or read by a room that stands in the dispatch itself. */
export function readerOf(protocol: number): Reader | undefined {
  return table[protocol]
}
