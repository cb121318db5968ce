// Vendors and partners with what is wrong with each: drift first, then weaknesses.
import { TextInput } from '@mantine/core'
import type { VendorRow } from '@penstock/contract/vendors'
import { formatCount, t } from '@penstock/web/messages'
import {
  Chip,
  type Column,
  DataTable,
  Empty,
  Instant,
  Panel,
  SeverityMark,
  severityOf,
  showUnseen,
  Unknown,
} from '@penstock/web/ui'
import { useMemo } from 'react'
import { useVendors } from './use-vendors.ts'

export function VendorTable({ vendors }: { readonly vendors: readonly VendorRow[] }) {
  const { vendor, find = '', change } = useVendors()
  const rows = useMemo(() => {
    const wanted = find.toLocaleLowerCase()
    return vendors
      .filter(({ id, name }) => `${id} ${name}`.toLocaleLowerCase().includes(wanted))
      .toSorted((a, b) => (a.worst ?? 9) - (b.worst ?? 9) || b.weaknesses - a.weaknesses)
  }, [vendors, find])
  const columns: readonly Column<VendorRow>[] = [
    {
      id: 'name',
      title: t('vendors.column.name'),
      isRowHead: true,
      cell: ({ id, name, kind }) => (
        <>
          <button
            type="button"
            className="row-open"
            data-row-link
            aria-current={id === vendor ? 'true' : undefined}
            onClick={() => change({ vendor: id })}
          >
            {showUnseen(name)} <code>{showUnseen(id)}</code>
          </button>{' '}
          {kind === 'partner' ? <Chip>{t('vendors.kind.partner')}</Chip> : null}
        </>
      ),
    },
    {
      id: 'drift',
      title: t('vendors.column.drift'),
      isNumber: true,
      cell: ({ drift, worst }) =>
        worst === null ? formatCount(drift) : <SeverityMark severity={severityOf(worst)} count={drift} />,
    },
    {
      id: 'weaknesses',
      title: t('vendors.column.weaknesses'),
      isNumber: true,
      cell: ({ weaknesses }) => formatCount(weaknesses),
    },
    {
      id: 'used',
      title: t('vendors.column.used'),
      cell: ({ lastSeenAt, lastUse }) =>
        lastSeenAt !== null ? (
          <Instant at={lastSeenAt} />
        ) : lastUse === null ? (
          <Unknown reason={t('vendors.not-seen.reason')} />
        ) : (
          t('vendors.by-register', { day: lastUse })
        ),
    },
  ]
  return (
    <Panel title={t('vendors.list')}>
      <TextInput
        aria-label={t('vendors.find')}
        placeholder={t('vendors.find')}
        value={find}
        onChange={({ currentTarget }) => change({ find: currentTarget.value === '' ? undefined : currentTarget.value })}
      />
      <p role="status">{t('vendors.list.count', { vendors: rows.length })}</p>
      {rows.length === 0 ? (
        <Empty kind="matches" title={t('vendors.no-match')} />
      ) : (
        <DataTable label={t('vendors.list.worst')} columns={columns} rows={rows} rowId={({ id }) => id} />
      )}
    </Panel>
  )
}
