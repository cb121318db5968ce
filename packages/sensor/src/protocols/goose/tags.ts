// Parts of a GOOSE frame: the octets in front of the goosePdu, and the tags of its fields. Source: IEC 61850-8-1:2011 annex A, annex C.

/** APPID, length and two reserved words. */
export const HEADER_BYTES = 8
export const PDU = 0x61
export const CONTROL_BLOCK = 0x80
export const LIFETIME = 0x81
export const DATA_SET = 0x82
export const ID = 0x83
export const TIME = 0x84
export const STATE_NUMBER = 0x85
export const SEQUENCE_NUMBER = 0x86
export const SIMULATION = 0x87
export const REVISION = 0x88
export const NEEDS_COMMISSIONING = 0x89
export const ENTRIES = 0x8a
export const ALL_DATA = 0xab
