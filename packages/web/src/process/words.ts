// Hours and reasons in words.
import type { LossReasonView } from '@penstock/contract/process'
import { formatReading, t } from '@penstock/web/messages'
import type { Names } from './names.ts'

/** To a hundredth: half a minute of an outage changes nothing that anybody would do. */
export function hoursText(hours: number): string {
  return t('process.hours', { hours: formatReading(Math.round(hours * 100) / 100) })
}

export function moneyText(amount: number, currency: string | null): string {
  if (currency === null) return formatReading(Math.round(amount))
  return new Intl.NumberFormat('en', { style: 'currency', currency, maximumFractionDigits: 0 }).format(amount)
}

/** Why a stop began. */
export function reasonText({ kind, group, missing, needed, bufferH }: LossReasonView, { nameOf }: Names): string {
  if (kind === 'itself') return t('process.reason.itself')
  const values = { group: group ?? '', missing: missing.map(nameOf).join(', '), count: missing.length, needed }
  if (kind === 'own')
    return bufferH === 0
      ? t('process.reason.own', values)
      : t('process.reason.host', { ...values, buffer: hoursText(bufferH) })
  return bufferH === 0
    ? t('process.reason.input', values)
    : t('process.reason.used-up', { ...values, buffer: hoursText(bufferH) })
}
