// Numbers, bytes, instants and durations as people read them. The API speaks UTC; only here is there a time zone.
const LOCALE = 'en'
const percent = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 1 })
const whole = new Intl.NumberFormat(LOCALE)
const reading = new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: 7 })
const exponent = new Intl.NumberFormat(LOCALE, { notation: 'scientific', maximumSignificantDigits: 7 })
const day = new Intl.DateTimeFormat(LOCALE, {
  year: 'numeric',
  month: 'short',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
const date = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium' })
const exact = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'long', hourCycle: 'h23' })
const clock = new Intl.DateTimeFormat(LOCALE, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})
const DURATIONS = [
  [1, 'second', 60],
  [60, 'minute', 3600],
  [3600, 'hour', 172_800],
] as const
const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

export function formatCount(value: number): string {
  return whole.format(value)
}

/** A reading of a point, to seven digits; very large and very small ones by their exponent. */
export function formatReading(value: number): string {
  const size = Math.abs(value)
  return size !== 0 && (size >= 1e12 || size < 1e-6) ? exponent.format(value) : reading.format(value)
}

export function formatInstant(iso: string): string {
  return day.format(new Date(iso))
}

/** The day alone. */
export function formatDate(iso: string): string {
  return date.format(new Date(iso))
}

/** With seconds and the zone, for titles. */
export function formatExactInstant(iso: string): string {
  return exact.format(new Date(iso))
}

export function formatClock(atMs: number): string {
  return clock.format(new Date(atMs))
}

export function formatBytes(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3))
  return new Intl.NumberFormat(LOCALE, {
    style: 'unit',
    unit: UNITS[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(bytes / 1000 ** step)
}

/** A part of a whole from 0 to 1 as percent with one decimal, rounded towards the middle: only all is 100 %, only nothing is 0 %. */
export function formatShare(share: number): string {
  const tenths = share * 1000
  const told = share >= 1 || share <= 0 ? tenths : Math.min(999, Math.max(1, Math.round(tenths)))
  return percent.format(told / 1000)
}

/** How far a clock is off, at least 0 seconds: tenths of a second below a minute, one larger unit from there. */
export function formatSkew(seconds: number): string {
  return seconds < 60 ? `${seconds.toFixed(1)} s` : formatDuration(seconds)
}

/** Such as `4 s`, `2 min`, `3 h`, `5 days`: one unit, rounded up so that a wait is never told too short. */
export function formatDuration(seconds: number): string {
  const [size, unit] = DURATIONS.find(([, , below]) => seconds < below) ?? [86_400, 'day']
  return new Intl.NumberFormat(LOCALE, { style: 'unit', unit }).format(Math.ceil(seconds / size))
}

const SPANS = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
] as const

/** Such as `40 sec`, `1 hr 5 min`, `2 days 3 hr`: the two largest units, for what was measured. */
export function formatSpan(seconds: number): string {
  const at = SPANS.findIndex(([size]) => seconds >= size)
  const first = at === -1 ? SPANS.length - 1 : at
  const smallest = SPANS[Math.min(first + 1, SPANS.length - 1)]![0]
  let left = Math.round(seconds / smallest) * smallest
  const parts = SPANS.slice(first, first + 2).flatMap(([size, unit], i) => {
    const count = Math.floor(left / size)
    left -= count * size
    if (count === 0 && (i > 0 || first < SPANS.length - 1)) return []
    return [new Intl.NumberFormat(LOCALE, { style: 'unit', unit }).format(count)]
  })
  return parts.join(' ')
}
