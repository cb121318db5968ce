// The visibility-gap list: one line an asset, those that matter most first; which gap is asked for stands in the address.
import { SegmentedControl } from '@mantine/core'
import type { Response } from '@penstock/contract/route'
import { GapKind, type GapRow, listGaps } from '@penstock/contract/visibility'
import { useList } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { DataTable, Empty, Instant, Loaded, Page } from '@penstock/web/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { gapColumns } from './columns.tsx'
import './visibility.css'

type Told = Response<typeof listGaps>

export function GapsPage() {
  const { missing } = useSearch({ from: '/gaps' })
  const navigate = useNavigate({ from: '/gaps' })
  const { asked, zone } = useScope()
  const read = useList<GapRow, typeof listGaps>(listGaps, {
    query: {
      ...asked,
      ...(zone === null ? {} : { zone }),
      ...(missing === undefined ? {} : { missing }),
      limit: 200,
    },
  })
  const columns = useMemo(gapColumns, [])
  const told = read.data?.pages[0] as Told | undefined
  const rows = read.items ?? []
  return (
    <Page title={t('visibility.title')} lead={t('visibility.lead')}>
      <Loaded read={read} lines={12}>
        {() =>
          told === undefined ? null : told.assets === 0 ? (
            <Empty kind="yet" title={t('visibility.no-assets')}>
              {t('visibility.no-assets.next')}
            </Empty>
          ) : (
            <div className="assets-list" data-busy={read.isPlaceholderData}>
              <SegmentedControl
                aria-label={t('visibility.filter')}
                value={missing ?? 'any'}
                data={[
                  { value: 'any', label: t('visibility.any', { count: told.any }) },
                  ...GapKind.options.map((kind) => ({
                    value: kind,
                    label: t(`visibility.${kind}`, { count: told.missing[kind] }),
                  })),
                ]}
                onChange={(next) =>
                  void navigate({
                    to: '/gaps',
                    search: (before) => ({ ...before, missing: GapKind.safeParse(next).data }),
                    replace: true,
                  })
                }
              />
              <Standing told={told} missing={missing} />
              {rows.length === 0 ? (
                <Empty kind="wrong" title={t(missing === undefined ? 'visibility.none' : 'visibility.none-of')}>
                  {t('visibility.checked')} <Instant at={told.asOf} />
                </Empty>
              ) : (
                <DataTable
                  label={t('visibility.title')}
                  columns={columns}
                  rows={rows}
                  total={read.total}
                  rowId={(row) => row.id}
                  onReachEnd={read.loadMore}
                />
              )}
            </div>
          )
        }
      </Loaded>
    </Page>
  )
}

/** What the list stands on: how many assets, how many sensors, and what is not told. */
function Standing({ told, missing }: { readonly told: Told; readonly missing: GapKind | undefined }) {
  const { total, assets, watching, domain } = told
  const of = watching?.of ?? 0
  return (
    <div>
      <p role="status">
        {t(missing === undefined ? 'visibility.count' : 'visibility.count.of', { total, assets })}.{' '}
        {watching === null
          ? t('visibility.withheld')
          : of === 0
            ? t('visibility.watching.none')
            : t('visibility.watching', { sensors: watching.sensors, of })}{' '}
        <span className="faint">
          {t('visibility.checked')} <Instant at={told.asOf} />
        </span>
      </p>
      {domain === null || watching === null ? null : <p className="muted">{t('visibility.domain', { domain })}</p>}
    </div>
  )
}
