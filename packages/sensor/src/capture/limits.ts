// What a capture may ask of us before we call it broken.

/** Bytes of the largest record that is read; libpcap writes at most 262,144 for Ethernet. A longer claim is damage. */
export const LARGEST_RECORD = 1 << 20

/** Bytes read at once: 256 KB to 4 MB are equally fast, larger ones leave the cache. */
export const CHUNK_BYTES = 1 << 20

/** A window holds what was left of the last chunk and one more chunk, so any whole record fits. */
export const WINDOW_BYTES = LARGEST_RECORD + CHUNK_BYTES + 4096
