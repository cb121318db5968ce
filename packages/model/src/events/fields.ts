// Fields: the source's own names, flat. An object of an odd prototype, so that a hostile `__proto__` is a name like any other.
export type Fields = Record<string, unknown>

function Bag(this: object): void {}
Bag.prototype = Object.create(null) as object

export function newFields(): Fields {
  return new (Bag as unknown as new () => Fields)()
}

interface State {
  left: number
  /** Paths whose names stand for themselves. */
  readonly lift: ReadonlySet<string>
}

const MOST_FIELDS = 1024
const DEEPEST = 16

/** An object's leaves by dotted names; a path in `lift` leaves no trace in them; lists of plain values stay lists, lists of objects give a list below each name. */
export function flattened(value: Readonly<Record<string, unknown>>, lift: ReadonlySet<string>): Fields {
  const fields = newFields()
  const state = { left: MOST_FIELDS, lift }
  flattenInto(fields, '', value, 0, state)
  return fields
}

function flattenInto(
  fields: Fields,
  prefix: string,
  value: Readonly<Record<string, unknown>>,
  depth: number,
  state: State,
): void {
  for (const key in value) {
    const each = value[key]
    if (typeof each !== 'object' || each === null) {
      if (each === null) continue
      if (state.left-- <= 0) return
      fields[prefix + key] = each
    } else if (depth >= DEEPEST) return
    else if (Array.isArray(each)) flattenList(fields, prefix + key, each, depth, state)
    else flattenInto(fields, innerPrefix(prefix, key, state.lift), each as Record<string, unknown>, depth + 1, state)
  }
}

function innerPrefix(prefix: string, key: string, lift: ReadonlySet<string>): string {
  if (lift.size > 0 && (lift.has(prefix + key) || lift.has(`${prefix}*`))) return ''
  return `${prefix + key}.`
}

function flattenList(fields: Fields, name: string, list: readonly unknown[], depth: number, state: State): void {
  const plain: unknown[] = []
  for (const each of list.slice(0, MOST_FIELDS)) {
    if (typeof each !== 'object' || each === null) {
      if (each !== null) plain.push(each)
      continue
    }
    const inner = newFields()
    if (depth + 1 < DEEPEST) {
      if (Array.isArray(each)) flattenList(inner, 'item', each, depth + 1, state)
      else flattenInto(inner, '', each as Record<string, unknown>, depth + 1, state)
    }
    for (const key in inner) append(fields, `${name}.${key}`, inner[key])
    named(fields, name, inner)
  }
  if (plain.length > 0 && state.left-- > 0) fields[name] = plain
}

/** `[{ "Name": "a", "Value": 1 }]` also says `list.a` is 1, as Microsoft 365 and SentinelOne write. */
function named(fields: Fields, list: string, inner: Fields): void {
  const key = inner['Name'] ?? inner['name'] ?? inner['key']
  const value = inner['Value'] ?? inner['value'] ?? inner['NewValue'] ?? inner['newValue']
  if (typeof key !== 'string' || key.length > 120 || value === undefined) return
  const path = `${list}.${key}`
  if (fields[path] === undefined) fields[path] = value
}

function append(fields: Fields, name: string, value: unknown): void {
  const held = fields[name]
  if (held === undefined) fields[name] = Array.isArray(value) ? [...(value as unknown[])] : [value]
  else if (Array.isArray(held)) held.push(...(Array.isArray(value) ? (value as unknown[]) : [value]))
}
