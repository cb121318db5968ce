// A rule as it stands in its file: values, lists and maps, each with its line. Whoever reads YAML makes these; rules are read from them.

export type RuleScalar = string | number | boolean | null

export type RuleSource =
  | { readonly kind: 'value'; readonly line: number; readonly value: RuleScalar }
  | { readonly kind: 'list'; readonly line: number; readonly items: readonly RuleSource[] }
  | { readonly kind: 'map'; readonly line: number; readonly entries: readonly RuleEntry[] }

export interface RuleEntry {
  readonly key: string
  readonly line: number
  readonly value: RuleSource
}

export function entryOf(source: RuleSource, key: string): RuleEntry | null {
  if (source.kind !== 'map') return null
  return source.entries.find((entry) => entry.key === key) ?? null
}

/** The text of a value; null for lists, maps and an empty value. Numbers and booleans are told as they are written in JSON. */
export function textOf(source: RuleSource | undefined): string | null {
  return source?.kind === 'value' && source.value !== null ? String(source.value) : null
}

/** The texts of a list, or of a value that stands alone. */
export function textsOf(source: RuleSource | undefined): readonly string[] {
  if (source?.kind !== 'list') return [textOf(source)].filter((text) => text !== null)
  return source.items.map((item) => textOf(item)).filter((text) => text !== null)
}
