// The plant with every id, name and note replaced by a meaningless one, the same one wherever it stood: what is found must not depend
// on what people called it.

const NAMED = new Set([
  'name',
  'notes',
  'note',
  'purpose',
  'reason',
  'title',
  'what',
  'displayName',
  'why',
  'function',
  'meaning',
  'comment',
])
/** Lists whose `function` names another entry, and words that are the file's own vocabulary: these stay. */
const VOCABULARY = new Set(['protocols'])

export function scramblePlant(text: string): { readonly text: string; readonly original: ReadonlyMap<string, string> } {
  const plant = JSON.parse(text) as Record<string, unknown>
  const ids = new Map<string, string>()
  for (const list of ['zones', 'conduits', 'assets', 'functions', 'flows'] as const)
    for (const entry of (plant[list] as { id: string }[] | undefined) ?? []) ids.set(entry.id, `X${hash(entry.id)}`)
  const scrambled = Object.fromEntries(
    Object.entries(plant).map(([list, value]) => [
      list,
      VOCABULARY.has(list) || list === 'about' ? value : rename(value, ids, null),
    ]),
  )
  return { text: JSON.stringify(scrambled), original: new Map([...ids].map(([from, to]) => [to, from])) }
}

function rename(value: unknown, ids: ReadonlyMap<string, string>, key: string | null): unknown {
  if (typeof value === 'string') {
    const id = ids.get(value)
    if (id !== undefined) return id
    return key !== null && NAMED.has(key) ? `n${hash(value)}` : value
  }
  if (Array.isArray(value)) return value.map((one) => rename(one, ids, null))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, rename(one, ids, name)]))
}

/** FNV-1a, as eight hexadecimal digits: the same name every time, and nothing of the word left in it. */
function hash(text: string): string {
  let value = 0x811c9dc5
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return (value >>> 0).toString(16).padStart(8, '0')
}
