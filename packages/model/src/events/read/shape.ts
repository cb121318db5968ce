// What a record is written in, before any mapping: the small readers that formats share.
import type { ShapeReader } from './found.ts'
import { readJson } from './json.ts'

export type RecordShape =
  /** `lists`: names below which records lie in a list, as in `{ "value": [ … ] }`. */
  { readonly kind: 'json'; readonly lists?: readonly string[] }

export function openShape(shape: RecordShape): ShapeReader {
  return (record) => readJson(record, shape.lists ?? [])
}
