// Layout of a flow: one record of integers and one of floats. `+ side` where a field exists for each side; side 0 is the
// end with the lower address (then the lower port), so both directions find the same flow.

export const INTS = 40
export const PROTOCOL = 0
export const FLAGS = 1
/** + side: packets sent since the last settlement. */
export const PACKETS = 2
/** Datagrams and segments that recognition has looked at. */
export const TRIES = 4
/** Free for the protocol that owns the flow. */
export const STATE = 5
/** + side: the next TCP sequence number expected from this side. */
export const NEXT_SEQ = 6
/** + side: slab slot of an unfinished message, or -1; bytes in it; bytes it needs; bytes to pass over behind it. */
export const SLOT = 8
export const FILL = 10
export const WANT = 12
export const SKIP = 14
/** + side: MAC this side last sent from, as octets and as a row (-1 when it never sent). */
export const MAC_HIGH = 16
export const MAC_LOW = 18
export const MAC_ROW = 20
/** + side: MAC the other side addressed this one by, as a row (-1 unknown). */
export const TARGET_MAC_ROW = 22
/** + side: VLAN of the frames this side sent, or -1. */
export const VLAN = 24
/** + side: first frame since the last settlement, and its captured length. */
export const FRAME = 26
export const FRAME_LENGTH = 28
export const LRU_BEFORE = 30
export const LRU_AFTER = 31
export const LRU_STAMP = 32
/** + side: slab slot of an upper-layer message that spans several lower ones, or -1; bytes in it. */
export const UPPER_SLOT = 34
export const UPPER_FILL = 36

/** + side: packets of this settlement that a binding has already counted. */
export const BOUND = 38

export const FLOATS = 8
/** + side: first and last instant since the last settlement, bytes on the wire, file offset of the first frame. */
export const FIRST = 0
export const LAST = 2
export const BYTES = 4
export const FRAME_OFFSET = 6

/** Flags; those with a side are shifted left by it. */
export const HAS_SEQ = 1
export const SENT_SYN = 4
export const HAS_SPOKEN = 16
export const CLIENT_BY_CONTENT = 64
export const SENT_FIRST = 256
/** Recognition has ended without a name. */
export const GAVE_UP = 1024
/** The protocol was taken from the port and its first message has still to prove it. */
export const IS_TENTATIVE = 2048
/** Recognised, and nothing deeper is read. */
export const IS_SHALLOW = 4096
/** + side: a gap was met and the start of the next message has to be found. */
export const IS_LOST = 8192
