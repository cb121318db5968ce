// JSON in one spelling only, so that a hash of it says something: RFC 8785 (JSON Canonicalization Scheme) without fractions.

/**
 * The canonical text of a JSON value. Keys are sorted by UTF-16 code units, nothing is spaced. Throws a RangeError for what
 * has no exact spelling or could not be stored: numbers that are no safe integers, lone surrogates, the character U+0000,
 * `undefined`, objects that are no plain ones.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return canonicalString(value)
  if (typeof value === 'number') return canonicalNumber(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || !isPlain(value)) throw new RangeError(`no canonical JSON for ${typeof value}`)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, member]) => `${canonicalString(key)}:${canonicalJson(member)}`).join(',')}}`
}

function canonicalNumber(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`no canonical JSON for the number ${value}`)
  return String(Object.is(value, -0) ? 0 : value)
}

/** ECMAScript's own escapes are those of RFC 8785 §3.2.2.2. */
function canonicalString(text: string): string {
  if (!text.isWellFormed()) throw new RangeError('no canonical JSON for a text with a lone surrogate')
  if (text.includes('\0')) throw new RangeError('no canonical JSON for a text with U+0000, which jsonb cannot keep')
  return JSON.stringify(text)
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
