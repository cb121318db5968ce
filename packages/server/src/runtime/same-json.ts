// Whether two values are the same as JSON: key order and keys that are undefined do not count, as a jsonb column keeps neither.
import { isDeepStrictEqual } from 'node:util'

export function isSameJson(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(plain(a), plain(b))
}

function plain(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown)
}
