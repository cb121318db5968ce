// What a device says and undergoes, as its cell keeps it: one frame for the lists of its record.
import { useSession } from '@penstock/web/api'
import { formatCount, t } from '@penstock/web/messages'
import { Empty } from '@penstock/web/ui'
import type { ReactNode } from 'react'

/** The device that lists are of: every address that it was seen with; for a module those of its gateway, and its place behind it. */
export interface Device {
  readonly site: string
  readonly addresses: readonly string[]
  readonly part?: string
}

export interface Asked {
  readonly domain: 'it' | 'ot'
  readonly query: {
    readonly site: string
    readonly address: string
    readonly part?: string
    readonly limit: number
  }
}

const PAGE_ROWS = 100

/** Asks for what people of this domain may read; says why when there is nothing to ask, or nobody may. */
export function OfDevice(props: { readonly device: Device; readonly children: (asked: Asked) => ReactNode }) {
  const { domain, permissions } = useSession()
  const { site, addresses, part } = props.device
  if (domain === null || !permissions.includes('monitoring:read'))
    return (
      <Empty kind="yet" title={t('observations.withheld')}>
        {t('observations.withheld.why')}
      </Empty>
    )
  if (addresses.length === 0)
    return (
      <Empty kind="yet" title={t('observations.never-seen')}>
        {t('observations.never-seen.why')}
      </Empty>
    )
  return (
    <div className="device-events">
      {props.children({
        domain,
        query: { site, address: addresses.join(','), ...(part === undefined ? {} : { part }), limit: PAGE_ROWS },
      })}
    </div>
  )
}

/** How many rows made room for newer ones: what is listed is not all there was. */
export function Gone({ count }: { readonly count: number }) {
  if (count === 0) return null
  return (
    <p className="notice" role="status">
      {t('observations.gone', { count })}
    </p>
  )
}

export function totalOf(total: number, shown: number): string {
  return total === shown
    ? t('observations.rows', { count: total })
    : t('observations.rows.loaded', { count: total, shown: formatCount(shown) })
}
