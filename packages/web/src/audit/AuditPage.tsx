// The audit log of the hub: entries newest first, filtered in the address, and a check of all three chains.
import { type AuditEntryView, listAudit } from '@penstock/contract/audit'
import { useList, useMay } from '@penstock/web/api'
import { formatCount, t } from '@penstock/web/messages'
import { type Column, DataTable, Empty, Instant, Loaded, Page, WireText } from '@penstock/web/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { AuditFilter } from './AuditFilter.tsx'
import { ChainCheck } from './ChainCheck.tsx'
import type { AuditSearch } from './search.ts'
import './audit.css'

const COLUMNS: readonly Column<AuditEntryView>[] = [
  { id: 'seq', title: t('audit.seq'), cell: (entry) => formatCount(entry.seq), isRowHead: true, isNumber: true },
  { id: 'at', title: t('audit.at'), cell: (entry) => <Instant at={entry.at} /> },
  {
    id: 'actor',
    title: t('audit.actor'),
    cell: (entry) =>
      entry.actorName === null ? (
        <WireText text={entry.actor} isMono />
      ) : (
        <span title={entry.actor}>
          <WireText text={entry.actorName} />
        </span>
      ),
  },
  { id: 'action', title: t('audit.action'), cell: (entry) => <WireText text={entry.action} /> },
  { id: 'object', title: t('audit.object'), cell: (entry) => <WireText text={entry.object} isMono /> },
  { id: 'details', title: t('audit.details'), cell: (entry) => <WireText text={detailsOf(entry)} isMono /> },
  { id: 'hash', title: t('audit.hash'), cell: (entry) => <code title={entry.hash}>{entry.hash.slice(0, 12)}</code> },
]

export function AuditPage() {
  const search = useSearch({ from: '/audit' })
  const navigate = useNavigate({ from: '/audit' })
  const { actor, action, from, to } = search
  const query = { actor, action, from, to }
  const read = useList<AuditEntryView, typeof listAudit>(listAudit, { query }, { isEnabled: useMay('audit:read') })
  const change = (next: AuditSearch) =>
    void navigate({ to: '/audit', search: { ...search, ...query, ...next }, replace: true })
  const isFiltered = Object.values(query).some((value) => value !== undefined)
  return (
    <Page title={t('audit.title')} lead={t('audit.lead')}>
      {useMay('audit:verify') ? <ChainCheck /> : null}
      <AuditFilter search={query} onChange={change} />
      <Loaded read={read}>
        {() =>
          read.items === undefined || read.items.length === 0 ? (
            <Empty kind={isFiltered ? 'matches' : 'yet'} title={t(isFiltered ? 'audit.no-match' : 'audit.none')} />
          ) : (
            <>
              <p className="muted" role="status">
                {t('audit.count', { count: read.total })}
              </p>
              <DataTable
                label={t('audit.title')}
                columns={COLUMNS}
                rows={read.items}
                total={read.total}
                rowId={(entry) => String(entry.seq)}
                onReachEnd={read.loadMore}
              />
            </>
          )
        }
      </Loaded>
    </Page>
  )
}

function detailsOf(entry: AuditEntryView): string {
  return entry.details === null || entry.details === undefined ? '' : JSON.stringify(entry.details)
}
