// The asset list: exact count, filter line, sort and columns in the address, peek, selection, files out and in.
import { Button } from '@mantine/core'
import { type AssetRow, AssetSort, listAssets } from '@penstock/contract/assets'
import { useList, useMay } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { FilterBar, parseLine, valuesOf } from '@penstock/web/filters'
import { Compared, MomentFrame, TimeBar, useMoment } from '@penstock/web/history'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { ColumnMenu, DataTable, Empty, Loaded, Page } from '@penstock/web/ui'
import { SavedViews } from '@penstock/web/views'
import { IconUpload } from '@tabler/icons-react'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { AssetPeek } from './AssetPeek.tsx'
import { type BuiltInView, COLUMNS_OF_VIEW } from './built-in-views.ts'
import { assetColumns, exportColumns, HIDDEN_AT_FIRST } from './columns.tsx'
import { ExportMenu } from './ExportMenu.tsx'
import { ASSET_GRAMMAR } from './filter-line.ts'
import { ImportDialog } from './ImportDialog.tsx'
import { SelectionBar } from './SelectionBar.tsx'
import { ViewSwitch } from './ViewSwitch.tsx'
import './assets.css'

export function AssetsPage() {
  const search = useSearch({ from: '/assets' })
  const navigate = useNavigate({ from: '/assets' })
  const { asked, zone, site } = useScope()
  const moment = useMoment()
  const mayEdit = useMay('asset:edit') && !moment.isPast
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  /** The filter of which everything is selected, as its text; another filter selects nothing. */
  const [allOf, setAllOf] = useState<string | null>(null)
  const [isImporting, setImporting] = useState(false)
  const line = parseLine(search.q ?? '', ASSET_GRAMMAR)
  const filter = {
    ...line.filter,
    ...asked,
    ...(zone === null || line.filter.zone !== undefined ? {} : { zone }),
  }
  const sort = search.sort ?? 'name'
  const isExposed = search.view === 'security' && !moment.isPast
  const read = useList<AssetRow, typeof listAssets>(listAssets, {
    query: { ...filter, ...moment.asked, sort, limit: 200, ...(isExposed ? { exposure: 'true' } : {}) },
  })
  const columns = useMemo(assetColumns, [])
  const hidden = search.hide ?? hiddenOf(search.view)
  const change = (next: Partial<typeof search>) =>
    void navigate({ to: '/assets', search: { ...search, ...next }, replace: true })
  const openImport = () => setImporting(true)
  useCommands(
    mayEdit && site !== null
      ? [{ id: 'assets.import', title: t('assets.import'), group: t('assets.title'), run: openImport }]
      : [],
  )
  const rows = read.items ?? []
  const isAll = allOf !== null && allOf === JSON.stringify(filter)
  const shownSelection = isAll ? new Set(rows.map(({ id }) => id)) : selected
  const select = (ids: ReadonlySet<string>) => {
    setAllOf(null)
    setSelected(ids)
  }
  return (
    <Page
      title={t('assets.title')}
      actions={
        <>
          {moment.compare === undefined ? (
            <ViewSwitch view={search.view} onChoose={(view) => change({ view, hide: undefined })} />
          ) : null}
          <SavedViews path="/assets" />
          {moment.compare === undefined ? (
            <>
              <ColumnMenu columns={columns} hidden={hidden} onHide={(hide) => change({ hide: [...hide] })} />
              <ExportMenu query={{ ...filter, ...moment.asked, sort }} columns={exportColumns(hidden)} />
            </>
          ) : null}
          {mayEdit && site !== null ? (
            <Button
              variant="default"
              leftSection={<IconUpload size={16} stroke={1.5} aria-hidden="true" />}
              onClick={openImport}
            >
              {t('assets.import')}
            </Button>
          ) : null}
        </>
      }
    >
      {moment.compare === undefined ? (
        <FilterBar
          label={t('assets.filter')}
          hint={t('assets.filter.hint')}
          group={t('assets.title')}
          line={search.q ?? ''}
          grammar={ASSET_GRAMMAR}
          known={{
            zone: valuesOf(rows, (row) => row.zone),
            role: valuesOf(rows, (row) => row.role),
            vendor: valuesOf(rows, (row) => row.vendor),
            owner: valuesOf(rows, (row) => row.owner),
          }}
          onChange={(q) => change({ q: q === '' ? undefined : q })}
        />
      ) : null}
      <MomentFrame site={site?.name}>
        {moment.compare === undefined ? (
          <Loaded read={read} lines={12}>
            {() =>
              rows.length === 0 ? (
                <NoAssets isFiltered={Object.keys(filter).length > 0} onClear={() => change({ q: undefined })} />
              ) : (
                <div className="assets-list" data-busy={read.isPlaceholderData}>
                  <div className="assets-bar">
                    <p role="status">
                      {rows.length === read.total
                        ? t('assets.count.all', { total: read.total })
                        : t('assets.count', { total: read.total, shown: rows.length })}
                    </p>
                    {mayEdit ? (
                      <SelectionBar
                        selected={selected}
                        all={isAll ? { filter, expected: read.total } : null}
                        total={read.total}
                        onClear={() => select(new Set())}
                        onSelectAll={
                          isAll || selected.size < rows.length || rows.length === read.total
                            ? null
                            : () => setAllOf(JSON.stringify(filter))
                        }
                      />
                    ) : null}
                  </div>
                  <DataTable
                    label={t('assets.title')}
                    columns={columns}
                    rows={rows}
                    total={read.total}
                    rowId={(row) => row.id}
                    sort={sort}
                    onSort={(next) => change({ sort: AssetSort.catch('name').parse(next) })}
                    hidden={hidden}
                    {...(mayEdit ? { selected: shownSelection, onSelect: select } : {})}
                    onPeek={(row) => change({ peek: row.id })}
                    onReachEnd={read.loadMore}
                  />
                </div>
              )
            }
          </Loaded>
        ) : site === null ? (
          <Empty kind="yet" title={t('history.compare.site')} />
        ) : (
          <Compared
            site={site.site}
            subject="assets"
            span={{ from: moment.compare, to: moment.asOf, clock: moment.clock }}
            change={moment.change}
            onChange={(kind) => change({ change: kind })}
          />
        )}
      </MomentFrame>
      <TimeBar site={site?.site ?? null} />
      <AssetPeek id={search.peek ?? null} onClose={() => change({ peek: undefined })} />
      {site === null ? null : (
        <ImportDialog site={site.site} isOpen={isImporting} onClose={() => setImporting(false)} />
      )}
    </Page>
  )
}

/** The columns that a view does not show. */
function hiddenOf(view: BuiltInView | undefined): readonly string[] {
  if (view === undefined) return HIDDEN_AT_FIRST
  return assetColumns().flatMap(({ id }) => (COLUMNS_OF_VIEW[view].includes(id) ? [] : [id]))
}

function NoAssets({ isFiltered, onClear }: { readonly isFiltered: boolean; readonly onClear: () => void }) {
  if (isFiltered)
    return (
      <Empty kind="matches" title={t('assets.none.matches')}>
        <Button variant="default" size="xs" onClick={onClear}>
          {t('filters.clear')}
        </Button>
      </Empty>
    )
  return (
    <Empty kind="yet" title={t('assets.none.yet')}>
      <Link to="/">{t('assets.none.next')}</Link>
    </Empty>
  )
}
