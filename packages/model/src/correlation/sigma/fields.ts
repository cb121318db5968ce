// What an event says under a field's name, as text by which groups are told apart. Sigma compares text without regard to case; so do groups.

/** A name as it stands, else as a path of dots; undefined when there is nothing, or nothing but null. */
export function fieldOf(fields: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(fields, name)) return fields[name] ?? undefined
  let at = name.indexOf('.')
  // A flat name may hold dots itself (`winlog.event_data` above `SubjectUserName`), so every cut is tried.
  for (; at > 0; at = name.indexOf('.', at + 1)) {
    const head = name.slice(0, at)
    if (!Object.hasOwn(fields, head)) continue
    const inner = fields[head]
    if (typeof inner !== 'object' || inner === null) continue
    const found = fieldOf(inner as Readonly<Record<string, unknown>>, name.slice(at + 1))
    if (found !== undefined) return found
  }
  return undefined
}

/** Text of a scalar, or of a list of scalars; null when it has none, and then the event is in no group. */
export function groupText(value: unknown): string | null {
  if (typeof value === 'string') return value.toLowerCase()
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (!Array.isArray(value) || value.length === 0) return null
  if (value.length === 1) return groupText(value[0])
  const texts = value.map(groupText)
  return texts.some((text) => text === null) ? null : joinTexts(texts as string[])
}

/** One text for several, so that no two different lists give the same: each stands behind its length. */
export function joinTexts(texts: readonly string[]): string {
  if (texts.length === 1) return texts[0]!
  let joined = ''
  for (const text of texts) joined += `${text.length}:${text}`
  return joined
}

/** The texts that `joinTexts` put together. */
export function splitTexts(joined: string, count: number): readonly string[] {
  if (count === 0) return []
  if (count === 1) return [joined]
  const texts: string[] = []
  for (let at = 0; at < joined.length; ) {
    const colon = joined.indexOf(':', at)
    const end = colon + 1 + Number(joined.slice(at, colon))
    texts.push(joined.slice(colon + 1, end))
    at = end
  }
  return texts
}

/** A number, or text that is one; null otherwise. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'string' || value.trim() === '') return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}
