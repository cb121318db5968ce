// A filter as one line, `zone:Z-PKG role:plc pump`, as data and back. Each list brings its grammar; words without a key search the text.
import type { z } from 'zod'

export interface FilterToken {
  /** As it stands in the line, such as `zone:"Site operations"`. */
  readonly text: string
  /** As the grammar spells it; null for a word of the text search. */
  readonly key: string | null
  readonly value: string
}

/** What a line may say: the schema of the list's filter, and which of its fields each key of the line fills. */
export interface FilterGrammar<Schema extends z.ZodObject> {
  readonly schema: Schema
  readonly fields: Readonly<Record<string, keyof Schema['shape'] & string>>
  /** Values of keys that take one of a list. */
  readonly values: Readonly<Record<string, readonly string[]>>
}

export interface FilterLine<Filter> {
  readonly tokens: readonly FilterToken[]
  readonly filter: Filter
  /** Tokens that do not fit, and the values that their key takes where there is a list. */
  readonly faults: readonly { readonly token: FilterToken; readonly takes: readonly string[] }[]
}

const TEXT_LENGTH = 120
/** A MAC or IPv6 address has colons too and is no key. */
const ADDRESS = /^(?=(?:[^:]*:){2})[0-9a-f:.]+$/i

export function parseLine<Schema extends z.ZodObject>(
  line: string,
  grammar: FilterGrammar<Schema>,
): FilterLine<z.input<Schema>> {
  const tokens = tokensOf(line, grammar)
  const faults: { token: FilterToken; takes: readonly string[] }[] = []
  const fields: Record<string, string> = {}
  const words: string[] = []
  for (const token of tokens) {
    if (token.key === null) {
      words.push(token.value)
      continue
    }
    const field = grammar.fields[token.key]
    const parsed = field === undefined ? null : grammar.schema.safeParse({ [field]: token.value })
    if (field !== undefined && parsed?.success && token.value !== '') fields[field] = token.value
    else faults.push({ token, takes: field === undefined ? keysOf(grammar) : (grammar.values[token.key] ?? []) })
  }
  const text = words.join(' ').slice(0, TEXT_LENGTH)
  return { tokens, filter: { ...fields, ...(text === '' ? {} : { text }) } as z.input<Schema>, faults }
}

/** The line without one of its tokens. */
export function withoutToken(line: string, at: number): string {
  return tokensOf(line, null)
    .filter((_, index) => index !== at)
    .map((token) => token.text)
    .join(' ')
}

/** The line in which this key has this value, whatever it had before. */
export function withValue(line: string, key: string, value: string): string {
  const others = tokensOf(line, null).filter((token) => token.key !== key)
  return [...others.map((token) => token.text), `${key}:${quoted(value)}`].join(' ')
}

/** Whole lines that would complete the last token, best first, at most twelve. */
export function completions(
  line: string,
  grammar: Pick<FilterGrammar<z.ZodObject>, 'fields' | 'values'>,
  known: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  const start = line.lastIndexOf(' ') + 1
  const before = line.slice(0, start)
  const last = line.slice(start)
  const colon = last.indexOf(':')
  if (colon < 0)
    return keysOf(grammar)
      .filter((key) => key.toLowerCase().startsWith(last.toLowerCase()))
      .map((key) => `${before}${key}`)
  const key = spelt(last.slice(0, colon), grammar)
  const typed = last
    .slice(colon + 1)
    .replaceAll('"', '')
    .toLowerCase()
  const values = grammar.values[key] ?? known[key] ?? []
  return values
    .filter((value) => value.toLowerCase().includes(typed) && value.toLowerCase() !== typed)
    .slice(0, 12)
    .map((value) => `${before}${key}:${quoted(value)} `)
}

type Keys = Pick<FilterGrammar<z.ZodObject>, 'fields'>

function keysOf(grammar: Keys): readonly string[] {
  return Object.keys(grammar.fields).map((key) => `${key}:`)
}

function spelt(key: string, grammar: Keys | null): string {
  const lower = key.toLowerCase()
  return Object.keys(grammar?.fields ?? {}).find((each) => each.toLowerCase() === lower) ?? lower
}

function tokensOf(line: string, grammar: Keys | null): readonly FilterToken[] {
  const found = line.matchAll(/([a-z]+):(?=\s|$)|(?:([a-z]+):)?(?:"([^"]*)"|(\S+))/gi)
  return [...found].map(([text, alone, given, inQuotes, bare]) => {
    if (ADDRESS.test(text)) return { text, key: null, value: text }
    const key = alone ?? given
    return { text, key: key === undefined ? null : spelt(key, grammar), value: inQuotes ?? bare ?? '' }
  })
}

function quoted(value: string): string {
  return /\s/.test(value) ? `"${value.replaceAll('"', '')}"` : value
}
