// How readers ask for bytes, wherever these come from.

/** Fills the given bytes from `at`; gives the number of bytes read, 0 at the end, -1 when nothing is there yet. */
export type ReadBytes = (into: Uint8Array, at: number, length: number) => number
