// The filter line `zone:Z-PKG role:plc pump` as data and back. Words without a key search the text.
import { AssetFilter } from '@penstock/contract/assets'
import type { z } from 'zod'

export interface FilterToken {
  /** As it stands in the line, such as `zone:"Site operations"`. */
  readonly text: string
  /** Null for a word of the text search. */
  readonly key: string | null
  readonly value: string
}

export interface FilterLine {
  readonly tokens: readonly FilterToken[]
  readonly filter: z.input<typeof AssetFilter>
  /** Tokens that do not fit, and the values that their key takes where there is a list. */
  readonly faults: readonly { readonly token: FilterToken; readonly takes: readonly string[] }[]
}

/** Keys of the line, spelt in any case; `site` is the scope's and `text` is every other word. */
const FILTER_KEYS = (Object.keys(AssetFilter.shape) as (keyof typeof AssetFilter.shape)[]).filter(
  (key) => key !== 'site' && key !== 'text',
)

function keyOf(spelt: string): string {
  return FILTER_KEYS.find((key) => key.toLowerCase() === spelt.toLowerCase()) ?? spelt.toLowerCase()
}

const FIXED_VALUES: Readonly<Record<string, readonly string[]>> = {
  status: AssetFilter.shape.status.unwrap().options,
  unknown: AssetFilter.shape.unknown.unwrap().options,
  unregistered: ['yes', 'no'],
}

/** A MAC or IPv6 address has colons too and is no key. */
const ADDRESS = /^(?=(?:[^:]*:){2})[0-9a-f:.]+$/i

export function parseFilterLine(line: string): FilterLine {
  const tokens = tokensOf(line)
  const faults: { token: FilterToken; takes: readonly string[] }[] = []
  const fields: Record<string, string> = {}
  const words: string[] = []
  for (const token of tokens) {
    if (token.key === null) {
      words.push(token.value)
      continue
    }
    const isKnown = (FILTER_KEYS as readonly string[]).includes(token.key)
    const parsed = isKnown ? AssetFilter.safeParse({ [token.key]: token.value }) : null
    if (parsed?.success && token.value !== '') fields[token.key] = token.value
    else faults.push({ token, takes: isKnown ? (FIXED_VALUES[token.key] ?? []) : FILTER_KEYS.map((key) => `${key}:`) })
  }
  const text = words.join(' ').slice(0, 120)
  return { tokens, filter: { ...fields, ...(text === '' ? {} : { text }) }, faults }
}

/** The line without one of its tokens. */
export function withoutToken(line: string, at: number): string {
  return tokensOf(line)
    .filter((_, index) => index !== at)
    .map((token) => token.text)
    .join(' ')
}

/** Whole lines that would complete the last token, best first, at most twelve. */
export function completions(line: string, known: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const start = line.lastIndexOf(' ') + 1
  const before = line.slice(0, start)
  const last = line.slice(start)
  const colon = last.indexOf(':')
  if (colon < 0)
    return FILTER_KEYS.filter((key) => key.toLowerCase().startsWith(last.toLowerCase())).map(
      (key) => `${before}${key}:`,
    )
  const key = keyOf(last.slice(0, colon))
  const typed = last
    .slice(colon + 1)
    .replaceAll('"', '')
    .toLowerCase()
  const values = FIXED_VALUES[key] ?? known[key] ?? []
  return values
    .filter((value) => value.toLowerCase().includes(typed) && value.toLowerCase() !== typed)
    .slice(0, 12)
    .map((value) => `${before}${key}:${quoted(value)} `)
}

function tokensOf(line: string): readonly FilterToken[] {
  const found = line.matchAll(/([a-z]+):(?=\s|$)|(?:([a-z]+):)?(?:"([^"]*)"|(\S+))/gi)
  return [...found].map(([text, alone, key, inQuotes, bare]) =>
    ADDRESS.test(text)
      ? { text, key: null, value: text }
      : { text, key: spelt(alone ?? key), value: inQuotes ?? bare ?? '' },
  )
}

function spelt(key: string | undefined): string | null {
  return key === undefined ? null : keyOf(key)
}

function quoted(value: string): string {
  return /\s/.test(value) ? `"${value.replaceAll('"', '')}"` : value
}
