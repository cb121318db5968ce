// A publisher's list of its advisories (ROLIE feed), and the sums beside them: whether what was carried over is whole, and as published.
// Sources: OASIS CSAF 2.0 §7.1.15 to 7.1.18; RFC 8322.
import { accept, type Result } from '@penstock/model/kernel'
import { z } from 'zod'
import type { FeedFault } from '../fault.ts'
import { parseFeed } from './parse-json.ts'

export interface AdvisoryList {
  readonly id: string
  /** Id of each advisory, and where its publisher keeps it. */
  readonly entries: readonly { readonly id: string; readonly source: string }[]
}

const Rolie = z.object({
  feed: z.object({
    id: z.string(),
    entry: z.array(z.object({ id: z.string().min(1), content: z.object({ src: z.string().min(1) }) })),
  }),
})

export function readRolie(text: string): Result<AdvisoryList, readonly FeedFault[]> {
  const read = parseFeed(text, Rolie)
  if (!read.ok) return read
  const { id, entry } = read.value.feed
  return accept({ id, entries: entry.map((one) => ({ id: one.id, source: one.content.src })) })
}

/** Advisories of the list whose file is not among `names` (paths with `/`): by the last part of the address. */
export function missingOf({ entries }: AdvisoryList, names: readonly string[]): readonly string[] {
  const held = new Set(names.map((name) => lastPart(name)))
  return entries.filter(({ source }) => !held.has(lastPart(source.replace(/[?#].*$/, '')))).map(({ id }) => id)
}

/** Names of the files that may hold the sum of one, and how each is made. */
export function sumFilesOf(name: string): readonly { readonly name: string; readonly kind: 'sha512' | 'sha256' }[] {
  return [
    { name: `${name}.sha512`, kind: 'sha512' },
    { name: `${name}.sha256`, kind: 'sha256' },
  ]
}

/** What is wrong with a file by the sum that lies beside it (`hex`, or `hex  name`): `made` is its own, in small hexadecimal. Null for nothing. */
export function faultOfSum(sumFile: string, text: string, made: string): string | null {
  const told = /^\s*([0-9a-f]+)\b/i.exec(text)?.[1]?.toLowerCase()
  if (told?.length !== made.length) return `${sumFile} beside it tells no sum`
  return told === made ? null : `is not what its publisher made: ${sumFile} tells another sum`
}

function lastPart(path: string): string {
  const part = path.split('/').at(-1)!
  try {
    return decodeURIComponent(part).toLowerCase()
  } catch {
    return part.toLowerCase()
  }
}
