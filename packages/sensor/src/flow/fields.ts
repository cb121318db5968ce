// Layout of a flow: one record of integers and one of floats. `+ side` where a field exists for each side; side 0 is the
// end with the lower address (then the lower port), so both directions find the same flow. What every packet touches stands
// in the first 64 octets, one line of a processor's cache.

export const INTS = 48
export const FLAGS = 0
export const PROTOCOL = 1
/** + side: packets sent since the last settlement. */
export const PACKETS = 2
/** + side: the next TCP sequence number expected from this side. */
export const NEXT_SEQ = 4
/** + side: MAC this side last sent from, as octets, and the VLAN, or -1. */
export const MAC_LOW = 6
export const MAC_HIGH = 8
export const VLAN = 10
/** + side: slab slot of an unfinished message, or -1. */
export const SLOT = 12
export const LRU_STAMP = 14
/** Free for the protocol that owns the flow. */
export const STATE = 15

/** + side: bytes in the slot; bytes the message needs; bytes to pass over behind it. */
export const FILL = 16
export const WANT = 18
export const SKIP = 20
/** + side: MAC this side last sent from as a row (-1 when it never sent). */
export const MAC_ROW = 22
/** + side: MAC the other side addressed this one by, as a row (-1 unknown). */
export const TARGET_MAC_ROW = 24
/** + side: first frame since the last settlement, and its captured length. */
export const FRAME = 26
export const FRAME_LENGTH = 28
export const LRU_BEFORE = 30
export const LRU_AFTER = 31
/** + side: slab slot of an upper-layer message that spans several lower ones, or -1; bytes in it. */
export const UPPER_SLOT = 32
export const UPPER_FILL = 34
/** + side: packets of this settlement that a binding has already counted. */
export const BOUND = 36
/** Datagrams and segments that recognition has looked at. */
export const TRIES = 38
/** + side: row of the function counted last, to save a look-up; checked against its key before use. */
export const FUNCTION_ROW = 40

/** TCP segments while only one side was heard; -1 once it is told whether both were. */
export const ONE_WAY = 42

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
/** + side: bytes have to be passed over. */
export const IS_SKIPPING = 32_768
/** + side: a segment waits for the bytes in front of it. */
export const IS_HOLDING = 131_072
/** The stream is in records of TLS, whatever protocol it is named after. */
export const IS_TLS = 524_288
/** Its packets waited once for the next batch, because nothing had told its protocol yet. */
export const HAS_WAITED = 1_048_576
/** + side: it has said its last byte (FIN), or the connection was broken off (RST, then both). */
export const HAS_ENDED = 2_097_152
