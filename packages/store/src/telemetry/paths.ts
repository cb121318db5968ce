// What an event says, each path with its value as text: what a filter's `fields.…` and `ocsf.…` are found by where the engine reads no JSON.

/** Columns of an event: paths and values at the same places. A whole object is there too, as its JSON. */
export function pathsOf({ fields, ocsf }: { readonly fields: string; readonly ocsf: string }) {
  const [named, nested] = [new Map<string, string>(), new Map<string, string>()]
  for (const [name, value] of Object.entries(JSON.parse(fields) as Record<string, unknown>)) keep(named, name, value)
  for (const [name, value] of Object.entries(JSON.parse(ocsf) as Record<string, unknown>)) keepAll(nested, name, value)
  return {
    field_paths: [...named.keys()],
    field_values: [...named.values()],
    ocsf_paths: [...nested.keys()],
    ocsf_values: [...nested.values()],
  }
}

function keepAll(into: Map<string, string>, path: string, value: unknown): void {
  keep(into, path, value)
  if (typeof value !== 'object' || value === null) return
  for (const [name, part] of Object.entries(value)) keepAll(into, `${path}.${name}`, part)
}

/** A null says nothing. */
function keep(into: Map<string, string>, path: string, value: unknown): void {
  if (value === null) return
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  into.set(path.toWellFormed(), text.toWellFormed())
}
