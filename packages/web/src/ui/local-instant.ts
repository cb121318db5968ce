// Between an instant of the API and the text of a `datetime-local` field, which has the reader's own time zone and no name for it.

const MINUTE_MS = 60_000
const LENGTH = { minute: 16, second: 19 } as const

/** Such as `2026-10-01T06:00`; empty for none, and for a text that is no instant. */
export function localOf(instant: string | undefined, precision: keyof typeof LENGTH = 'minute'): string {
  const at = new Date(instant ?? Number.NaN)
  if (Number.isNaN(at.getTime())) return ''
  return new Date(at.getTime() - at.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, LENGTH[precision])
}

export function instantOf(local: string): string | undefined {
  const at = new Date(local)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}
