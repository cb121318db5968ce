// `expand`: `%name%` in a value stands for the values that this organisation gives the name. `\%` is a percent sign.
// Source: Sigma specification 2.1.0, placeholders.

export type Placeholders = ReadonlyMap<string, readonly string[]>

/** Most values that one text may become. */
const MOST = 10_000

/** Every text that it means, or the name that has no values (too many are none as well). */
export function withPlaceholders(
  text: string,
  placeholders: Placeholders,
): readonly string[] | { readonly missing: string } {
  let texts = ['']
  let rest = 0
  for (const match of text.matchAll(/\\%|%([^%\s\\]+)%/g)) {
    const before = text.slice(rest, match.index)
    rest = match.index + match[0].length
    const values = match[1] === undefined ? ['%'] : placeholders.get(match[1])
    if (values === undefined || texts.length * values.length > MOST) return { missing: match[1]! }
    texts = texts.flatMap((each) => values.map((value) => each + before + value))
  }
  const last = text.slice(rest)
  return texts.map((each) => each + last)
}
