// When a hunt runs by itself, in words.
import type { HuntSchedule } from '@penstock/model/hunts'
import { t } from '@penstock/web/messages'

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const

export function scheduleWords(schedule: HuntSchedule | null): string {
  if (schedule === null) return t('hunts.schedule.none')
  const time = timeOf(schedule.minute)
  if (schedule.every === 'day') return t('hunts.schedule.day', { time })
  const day = WEEKDAYS.find((each) => each === schedule.weekday) ?? 1
  return t('hunts.schedule.week', { day: t(`hunts.weekday.${day}`), time })
}

/** `05:30`. */
export function timeOf(minute: number): string {
  const two = (count: number): string => String(count).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}
