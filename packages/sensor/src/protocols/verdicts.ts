// What a length reader of a stream protocol may answer besides a length in bytes.

/** The message goes on beyond what is there, and its length is not known yet. */
export const NEED_MORE = 0
/** These bytes do not begin a message of this protocol. */
export const NOT_MINE = -1
