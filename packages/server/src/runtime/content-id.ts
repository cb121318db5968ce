// Ids of derived rows are made from their content, so that a replay finds the same row again.
import { createHash } from 'node:crypto'

/** A UUID from content: the first 16 bytes of its SHA-256. */
export function uuidOfContent(parts: readonly (string | number | null)[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
