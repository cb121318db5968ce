// An outage in one word, as commands and addresses write it: `F-PWR=0..72`, `F-PWR=0.5..` for what does not come back.
import type { HoursOut } from './play-outage.ts'
import { MOST_HOURS } from './ticks.ts'

/** Null for what is no such word. An id may hold `=`: the last one counts. Whether it ends before it begins is not looked at. */
export function outageOfText(text: string): HoursOut | null {
  const at = text.lastIndexOf('=')
  const [from, to, ...rest] = text.slice(at + 1).split('..')
  if (at < 1 || from === undefined || to === undefined || rest.length > 0) return null
  const fromH = hoursOfText(from)
  const toH = to === '' ? null : hoursOfText(to)
  return fromH === undefined || toH === undefined ? null : { unit: text.slice(0, at), fromH, toH }
}

export function textOfOutage({ unit, fromH, toH }: HoursOut): string {
  return `${unit}=${fromH}..${toH ?? ''}`
}

function hoursOfText(text: string): number | undefined {
  const hours = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  return hours <= MOST_HOURS ? hours : undefined
}
