// What of an address a saved view keeps: filter, columns and sort, and neither the scope nor the open drawer.
const NOT_KEPT = ['site', 'zone', 'peek']

export function keptSearch(search: string): string {
  const params = new URLSearchParams(search)
  for (const name of NOT_KEPT) params.delete(name)
  return params.toString()
}

/** The address that opens the view, in the scope that is chosen now. */
export function addressOf(view: { readonly path: string; readonly search: string }, current: string): string {
  const params = new URLSearchParams(view.search)
  for (const name of ['site', 'zone']) {
    const value = new URLSearchParams(current).get(name)
    if (value !== null) params.set(name, value)
  }
  const text = params.toString()
  return text === '' ? view.path : `${view.path}?${text}`
}
