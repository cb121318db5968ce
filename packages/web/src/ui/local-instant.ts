// Between an instant of the API and the text of a `datetime-local` field, which has the reader's own time zone and no name for it.

const MINUTE_MS = 60_000

/** Such as `2026-10-01T06:00`; empty for none. */
export function localOf(instant: string | undefined): string {
  if (instant === undefined) return ''
  const at = new Date(instant)
  return new Date(at.getTime() - at.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16)
}

export function instantOf(local: string): string | undefined {
  return local === '' ? undefined : new Date(local).toISOString()
}
