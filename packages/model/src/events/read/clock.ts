// Times as logs write them. Null for a text that is none; what can be read in two ways is none; every expression is linear.
import { type EpochMicros, isoOfMicros, micros, microsOfIso } from '@penstock/model/kernel'
import type { Clock } from '../mapping.ts'

/** From 1990 to 2200: outside, a number counts something else. */
const EARLIEST = 631_152_000_000_000
const LATEST = 7_258_118_400_000_000
const FILETIME_EPOCH = 116_444_736_000_000_000n
const DAY = 86_400_000_000
const MONTHS: Readonly<Record<string, string>> = {
  jan: '01',
  feb: '02',
  mar: '03',
  apr: '04',
  may: '05',
  jun: '06',
  jul: '07',
  aug: '08',
  sep: '09',
  oct: '10',
  nov: '11',
  dec: '12',
}

/** The instant that a cell names. `loggedAt` gives the year where the text has none: the latest that is no more than a day ahead. */
export function instantOf(value: unknown, clock: Clock, loggedAt: EpochMicros): EpochMicros | null {
  if (typeof value === 'number') return ofNumber(value, clock)
  if (typeof value !== 'string' || value.length > 64) return null
  const text = value.trim()
  if (clock !== 'text') return ofDigits(text, clock)
  return ofText(text, loggedAt)
}

const STEPS: Readonly<Record<Exclude<Clock, 'text' | 'filetime'>, number>> = {
  seconds: 1_000_000,
  millis: 1000,
  micros: 1,
}

function ofNumber(value: number, clock: Clock): EpochMicros | null {
  if (clock === 'filetime') return null
  if (clock !== 'text') return sane(Math.round(value * STEPS[clock]))
  if (value >= 1e17) return sane(Math.round(value / 1000))
  return sane(Math.round(value >= 1e14 ? value : value >= 1e11 ? value * 1000 : value * 1_000_000))
}

function ofDigits(text: string, clock: Exclude<Clock, 'text'>): EpochMicros | null {
  if (clock === 'filetime')
    return /^1[3-9]\d{16}$/.test(text) ? sane(Number((BigInt(text) - FILETIME_EPOCH) / 10n)) : null
  const match = /^(\d{1,16})(?:\.(\d{1,9}))?$/.exec(text)
  if (match === null) return null
  const fraction = Number((match[2] ?? '').slice(0, 6).padEnd(6, '0')) / 1_000_000
  return sane(Number(match[1]) * STEPS[clock] + Math.round(fraction * STEPS[clock]))
}

const ISO = /^\d{4}-\d\d-\d\d/
const LEGACY =
  /^([A-Z][a-z]{2}) {1,2}(\d{1,2})(?: (\d{4}))?,? (\d\d:\d\d:\d\d(?:\.\d{1,9})?)(?: ([A-Z]{3,4}))?(?: (\d{4}))?$/
const SLASHED = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,9})?)$/
const AMERICAN = /^(\d{1,2})\/(\d{1,2})\/(\d{4}),? (\d{1,2}):(\d\d)(?::(\d\d)(\.\d{1,9})?)? ([AP])M$/
const DOTTED = /^(\d{1,2})\.(\d{1,2})\.(\d{4}) (\d{1,2}):(\d\d)(?::(\d\d)(\.\d{1,9})?)?$/
const MAIL =
  /^(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d(?::\d\d)?) ?([+-]\d{4}|GMT|UTC|UT|Z)?(?: \([A-Z]{2,5}\))?$/

function ofText(text: string, loggedAt: EpochMicros): EpochMicros | null {
  if (ISO.test(text)) return ofIso(text)
  const legacy = LEGACY.exec(text)
  if (legacy !== null) return ofLegacy(legacy, loggedAt)
  // Nanoseconds, as Fortinet writes them.
  if (/^\d{19}$/.test(text)) return sane(Number(text.slice(0, 16)))
  if (/^\d+(\.\d+)?$/.test(text)) return text.length > 16 ? ofDigits(text, 'filetime') : ofNumber(Number(text), 'text')
  const slashed = SLASHED.exec(text)
  if (slashed !== null) return ofIso(`${slashed[1]}-${slashed[2]}-${slashed[3]}T${slashed[4]}Z`)
  const mail = MAIL.exec(text)
  if (mail !== null) {
    const zone = mail[5]?.startsWith('+') || mail[5]?.startsWith('-') ? mail[5] : 'Z'
    return ofIso(`${mail[3]}-${MONTHS[mail[2]!.toLowerCase()] ?? '00'}-${two(mail[1]!)}T${mail[4]}${zone}`)
  }
  const dotted = DOTTED.exec(text)
  if (dotted !== null)
    return ofIso(
      `${dotted[3]}-${two(dotted[2]!)}-${two(dotted[1]!)}T${two(dotted[4]!)}:${dotted[5]}:${dotted[6] ?? '00'}${dotted[7] ?? ''}Z`,
    )
  const american = AMERICAN.exec(text)
  if (american === null) return null
  const hour = (Number(american[4]) % 12) + (american[8] === 'P' ? 12 : 0)
  return ofIso(
    `${american[3]}-${two(american[1]!)}-${two(american[2]!)}T${two(String(hour))}:${american[5]}:${american[6] ?? '00'}${american[7] ?? ''}Z`,
  )
}

function ofIso(text: string): EpochMicros | null {
  const at = microsOfIso(
    text
      .replace(/ (UTC|GMT|Z)$/, 'Z')
      .replace(/ ([+-]\d)/, '$1')
      .replace(/,(\d+)/, '.$1'),
  )
  return at === null ? null : sane(at)
}

function ofLegacy(match: RegExpExecArray, loggedAt: EpochMicros): EpochMicros | null {
  const [, name, day, year, clock, , yearBehind] = match
  const month = MONTHS[name!.toLowerCase()]
  if (month === undefined) return null
  const of = (each: string) => ofIso(`${each}-${month}-${two(day!)}T${clock}Z`)
  const told = year ?? yearBehind
  if (told !== undefined) return of(told)
  const now = Number(isoOfMicros(loggedAt).slice(0, 4))
  for (const each of [now + 1, now, now - 1, now - 2, now - 3, now - 4]) {
    const at = of(String(each).padStart(4, '0'))
    if (at !== null && at <= loggedAt + DAY) return at
  }
  return null
}

function two(digits: string): string {
  return digits.padStart(2, '0')
}

function sane(at: number): EpochMicros | null {
  return at >= EARLIEST && at <= LATEST ? micros(at) : null
}
