// Advisories that concern assets, in the order in which an OT team looks at them: what waits, or whatever the filter means; all of it in
// the address.
import { listVulnerabilities, type VulnerabilityRow } from '@penstock/contract/vulnerabilities'
import { useList } from '@penstock/web/api'
import { FilterBar, parseLine, valuesOf } from '@penstock/web/filters'
import { MomentFrame, TimeBar, useMoment } from '@penstock/web/history'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { ColumnMenu, DataTable, Loaded, Page } from '@penstock/web/ui'
import { SavedViews } from '@penstock/web/views'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo, useRef } from 'react'
import { HIDDEN_AT_FIRST, vulnerabilityColumns } from './columns.tsx'
import { Figures } from './Figures.tsx'
import { VULNERABILITY_GRAMMAR, WAITING } from './filter-line.ts'
import { ImportAdvisories } from './ImportAdvisories.tsx'
import { NoVulnerability } from './NoVulnerability.tsx'
import type { VulnerabilitySearch } from './search.ts'
import { VulnerabilityPeek } from './VulnerabilityPeek.tsx'
import './vulnerabilities.css'

export function VulnerabilitiesPage() {
  const search = useSearch({ from: '/vulnerabilities' })
  const navigate = useNavigate({ from: '/vulnerabilities' })
  const { asked, zone, site } = useScope()
  const { asked: moment, isPast } = useMoment()
  const line = search.q ?? WAITING
  const { filter } = parseLine(line, VULNERABILITY_GRAMMAR)
  const query = { ...filter, ...asked, ...moment, ...(zone === null || filter.zone !== undefined ? {} : { zone }) }
  const hidden = search.hide ?? HIDDEN_AT_FIRST
  const read = useList<VulnerabilityRow, typeof listVulnerabilities>(listVulnerabilities, {
    query: { ...query, limit: 200 },
  })
  const rows = read.items ?? []
  const change = (next: Partial<VulnerabilitySearch>) =>
    void navigate({ to: '/vulnerabilities', search: { ...search, ...next }, replace: true, resetScroll: false })
  const latest = useRef(change)
  latest.current = change
  const open = useCallback((id: string) => latest.current({ peek: id }), [])
  const columns = useMemo(() => vulnerabilityColumns(open), [open])
  const show = (next: string) => change({ q: next === WAITING ? undefined : next })
  return (
    <Page
      title={t('vulnerabilities.title')}
      lead={t('vulnerabilities.lead')}
      actions={
        <>
          <SavedViews path="/vulnerabilities" />
          <ColumnMenu columns={columns} hidden={hidden} onHide={(hide) => change({ hide: [...hide] })} />
          {isPast ? null : <ImportAdvisories />}
        </>
      }
    >
      <MomentFrame>
        {isPast ? null : <Figures />}
        <FilterBar
          label={t('vulnerabilities.filter')}
          hint={t('vulnerabilities.filter.hint')}
          group={t('vulnerabilities.title')}
          line={line}
          grammar={VULNERABILITY_GRAMMAR}
          known={{
            zone: valuesOf(rows, (row) => row.zone),
            vendor: valuesOf(rows, (row) => row.vendor),
            advisory: valuesOf(rows, (row) => row.advisoryId),
            cve: valuesOf(rows, (row) => row.cves[0] ?? null),
          }}
          onChange={show}
        />
        <Loaded read={read} lines={12}>
          {() =>
            rows.length === 0 ? (
              <NoVulnerability
                isFiltered={zone !== null || line !== WAITING}
                isPast={isPast}
                onClear={() => show(WAITING)}
              />
            ) : (
              <div className="assets-list" data-busy={read.isPlaceholderData}>
                <div className="assets-bar">
                  <p role="status">
                    {rows.length === read.total
                      ? t('vulnerabilities.count.all', { total: read.total })
                      : t('vulnerabilities.count', { total: read.total, shown: rows.length })}
                  </p>
                </div>
                <DataTable
                  label={t('vulnerabilities.title')}
                  columns={columns}
                  rows={rows}
                  total={read.total}
                  rowId={(row) => row.id}
                  hidden={hidden}
                  onPeek={(row) => open(row.id)}
                  onReachEnd={read.loadMore}
                />
              </div>
            )
          }
        </Loaded>
      </MomentFrame>
      <TimeBar site={site?.site ?? null} isOfOne />
      <VulnerabilityPeek id={search.peek ?? null} moment={moment} onClose={() => change({ peek: undefined })} />
    </Page>
  )
}
