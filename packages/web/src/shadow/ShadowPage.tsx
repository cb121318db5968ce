// Tools and devices that nobody may have asked for: what waits for a decision, or whatever the filter means; all of it in the address.
import { Button } from '@mantine/core'
import {
  exportShadow,
  listShadow,
  MOST_DECIDED,
  type ShadowColumn,
  type ShadowRow,
  ShadowSort,
} from '@penstock/contract/shadow'
import { urlOf, useList, useMay } from '@penstock/web/api'
import { FilterBar, parseLine, valuesOf } from '@penstock/web/filters'
import { MomentFrame, TimeBar, useMoment } from '@penstock/web/history'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { ColumnMenu, DataTable, Loaded, Page } from '@penstock/web/ui'
import { SavedViews } from '@penstock/web/views'
import { IconDownload } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo, useRef, useState } from 'react'
import { HIDDEN_AT_FIRST, shadowColumns } from './columns.tsx'
import { DecideMany } from './DecideMany.tsx'
import { SHADOW_GRAMMAR, UNDECIDED } from './filter-line.ts'
import { NoFinding } from './NoFinding.tsx'
import { ShadowPeek } from './ShadowPeek.tsx'
import type { ShadowSearch } from './search.ts'
import { Waiting } from './Waiting.tsx'
import './shadow.css'

/** Of the past the list tells what was known then. */
const KNOWS = 'learned'

export function ShadowPage() {
  const search = useSearch({ from: '/shadow' })
  const navigate = useNavigate({ from: '/shadow' })
  const { asked, zone, site } = useScope()
  const { asOf, isPast } = useMoment(KNOWS)
  const mayDecide = useMay('asset:edit') && !isPast
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const line = search.q ?? UNDECIDED
  const { filter } = parseLine(line, SHADOW_GRAMMAR)
  const moment = asOf === undefined ? {} : { asOf }
  const query = { ...filter, ...asked, ...moment, ...(zone === null || filter.zone !== undefined ? {} : { zone }) }
  const sort = search.sort ?? 'severity'
  const hidden = search.hide ?? HIDDEN_AT_FIRST
  const read = useList<ShadowRow, typeof listShadow>(listShadow, { query: { ...query, sort, limit: 200 } })
  const rows = read.items ?? []
  const change = (next: Partial<ShadowSearch>) =>
    void navigate({ to: '/shadow', search: { ...search, ...next }, replace: true, resetScroll: false })
  const latest = useRef(change)
  latest.current = change
  const open = useCallback((id: string) => latest.current({ peek: id }), [])
  const columns = useMemo(() => shadowColumns(open), [open])
  const show = (next: string) => change({ q: next === UNDECIDED ? undefined : next })
  return (
    <Page
      title={t('shadow.title')}
      lead={t('shadow.lead')}
      actions={
        <>
          <SavedViews path="/shadow" />
          <ColumnMenu columns={columns} hidden={hidden} onHide={(hide) => change({ hide: [...hide] })} />
          <Button
            component="a"
            href={urlOf(exportShadow, { query: { ...query, sort, columns: shownColumns(columns, hidden).join(',') } })}
            download=""
            variant="default"
            leftSection={<IconDownload size={16} stroke={1.5} aria-hidden="true" />}
          >
            {t('shadow.export')}
          </Button>
        </>
      }
    >
      <MomentFrame knows={KNOWS}>
        <Waiting asOf={asOf} />
        <FilterBar
          label={t('shadow.filter')}
          hint={t('shadow.filter.hint')}
          group={t('shadow.title')}
          line={line}
          grammar={SHADOW_GRAMMAR}
          known={{
            category: valuesOf(rows, (row) => row.category),
            indicator: valuesOf(rows, (row) => row.indicator),
            zone: valuesOf(rows, (row) => row.zone),
            owner: valuesOf(rows, (row) => row.owner),
          }}
          onChange={show}
        />
        <Loaded read={read} lines={12}>
          {() =>
            rows.length === 0 ? (
              <NoFinding
                isFiltered={zone !== null || line !== UNDECIDED}
                isPast={isPast}
                onClear={() => show(UNDECIDED)}
              />
            ) : (
              <div className="assets-list" data-busy={read.isPlaceholderData}>
                <div className="assets-bar">
                  <p role="status">
                    {rows.length === read.total
                      ? t('shadow.count.all', { total: read.total })
                      : t('shadow.count', { total: read.total, shown: rows.length })}
                  </p>
                  {isPast ? null : (
                    <DecideMany
                      rows={rows.filter(({ id }) => selected.has(id)).slice(0, MOST_DECIDED)}
                      onClear={() => setSelected(new Set())}
                    />
                  )}
                </div>
                <DataTable
                  label={t('shadow.title')}
                  columns={columns}
                  rows={rows}
                  total={read.total}
                  rowId={(row) => row.id}
                  sort={sort}
                  onSort={(next) => change({ sort: ShadowSort.catch('severity').parse(next) })}
                  hidden={hidden}
                  {...(mayDecide ? { selected, onSelect: setSelected } : {})}
                  onPeek={(row) => open(row.id)}
                  onReachEnd={read.loadMore}
                />
              </div>
            )
          }
        </Loaded>
      </MomentFrame>
      <TimeBar site={site?.site ?? null} knows={KNOWS} isOfOne />
      <ShadowPeek id={search.peek ?? null} asOf={asOf} onClose={() => change({ peek: undefined })} />
    </Page>
  )
}

function shownColumns(
  columns: readonly { readonly id: ShadowColumn }[],
  hidden: readonly string[],
): readonly ShadowColumn[] {
  return columns.map(({ id }) => id).filter((id) => !hidden.includes(id))
}
