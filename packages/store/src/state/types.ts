// How values come back from both engines: instants exact to the microsecond, 64-bit integers as numbers or not at all.
import { type EpochMicros, microsOfIso } from '@penstock/model/kernel'
import { types } from 'pg'

const OID = {
  int8: 20,
  int8Array: 1016,
  date: 1082,
  timestamp: 1114,
  timestamptz: 1184,
  timestamptzArray: 1185,
} as const

/** `text[]`, whose parser gives the elements as text; pg's list of names has no arrays. */
const TEXT_ARRAY = 1009

type Parser = (text: string) => unknown

const parsers = new Map<number, Parser>([
  [OID.int8, integerOfText],
  [OID.int8Array, (text) => arrayOfText(text, integerOfText)],
  [OID.timestamptz, instantOfText],
  [OID.timestamptzArray, (text) => arrayOfText(text, instantOfText)],
  // Without a zone there is no instant: these stay text.
  [OID.date, (text) => text],
  [OID.timestamp, (text) => text],
])

/** Parsers for a pg pool; what is not named here keeps pg's own (numeric and uuid text, bytea Buffer, jsonb parsed). */
export const STORE_TYPES = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): Parser {
    const own = format === 'binary' ? undefined : parsers.get(oid)
    return own ?? (types.getTypeParser(oid, format) as Parser)
  },
}

/** Throws a RangeError for an instant outside years 0 to 9999, `infinity`, or a session that is not in UTC style ISO. */
function instantOfText(text: string): EpochMicros {
  const at = microsOfIso(text)
  if (at === null) throw new RangeError(`not an instant that the store keeps: ${text}`)
  return at
}

/** Throws a RangeError beyond 2^53 - 1, where a number would round. */
function integerOfText(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`an integer beyond 2^53 - 1: ${text}`)
  return value
}

function arrayOfText<Value>(text: string, parse: (text: string) => Value): readonly (Value | null)[] {
  const texts = STORE_TYPES.getTypeParser(TEXT_ARRAY)(text) as readonly (string | null)[]
  return texts.map((one) => (one === null ? null : parse(one)))
}
