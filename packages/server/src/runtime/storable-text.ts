// Text that a store can keep: PostgreSQL takes neither U+0000 nor half a surrogate pair, in text or in jsonb.

/** Both as JSON writes them, where the backslash is not itself escaped; whole pairs are written as they are. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/

/** True when every text of a JSON value, key or value, can be kept. */
export function isStorable(value: unknown): boolean {
  const text = JSON.stringify(value) as string | undefined
  return text === undefined || !UNSTORABLE.test(text)
}
