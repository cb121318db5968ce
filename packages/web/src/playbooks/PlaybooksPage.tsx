// The library of playbooks, by scenario and SOC model; those that the own domain never exercised are marked.
import { NativeSelect } from '@mantine/core'
import { listPlaybooks, type PlaybookRow } from '@penstock/contract/incidents'
import { useMay, useRead } from '@penstock/web/api'
import { formatCount, t } from '@penstock/web/messages'
import { Chip, type Column, DataTable, Empty, Instant, Loaded, Page, showUnseen, WireText } from '@penstock/web/ui'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { ImportPlaybook } from './ImportPlaybook.tsx'
import { PlaybooksSearch } from './search.ts'
import './playbooks.css'

const MODELS = ['integrated', 'federated', 'hybrid'] as const

export function PlaybooksPage() {
  const search = useSearch({ from: '/playbooks' })
  const navigate = useNavigate({ from: '/playbooks' })
  const read = useRead(listPlaybooks, {})
  const mayWork = useMay('incident:work')
  const change = (next: PlaybooksSearch) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false })
  const scenarios = [...new Set((read.data?.items ?? []).flatMap(({ scenario }) => scenario ?? []))]
  return (
    <Page title={t('playbooks.title')} lead={t('playbooks.lead')} actions={mayWork ? <ImportPlaybook /> : undefined}>
      <div className="playbooks-filter no-print">
        <NativeSelect
          label={t('playbooks.filter.model')}
          value={search.model ?? ''}
          data={[
            { value: '', label: t('playbooks.filter.all') },
            ...MODELS.map((value) => ({ value, label: t(`playbooks.model.${value}`) })),
          ]}
          onChange={(event) => change({ model: PlaybooksSearch.shape.model.parse(event.currentTarget.value) })}
        />
        <NativeSelect
          label={t('playbooks.filter.scenario')}
          value={search.scenario ?? ''}
          data={[{ value: '', label: t('playbooks.filter.all') }, ...scenarios]}
          onChange={(event) => change({ scenario: PlaybooksSearch.shape.scenario.parse(event.currentTarget.value) })}
        />
      </div>
      <Loaded read={read} lines={10}>
        {({ items }) => <Told rows={items.filter((row) => fits(row, search))} />}
      </Loaded>
    </Page>
  )
}

function fits(row: PlaybookRow, { model, scenario }: PlaybooksSearch): boolean {
  return (model === undefined || row.model === model) && (scenario === undefined || row.scenario === scenario)
}

function Told({ rows }: { readonly rows: readonly PlaybookRow[] }) {
  const navigate = useNavigate()
  if (rows.length === 0) return <Empty kind="matches" title={t('playbooks.none')} />
  const never = rows.filter(({ exercised }) => exercised === null).length
  return (
    <>
      <p role="status">{t('playbooks.count', { total: rows.length, never })}</p>
      <DataTable
        label={t('playbooks.title')}
        columns={COLUMNS}
        rows={rows}
        total={rows.length}
        rowId={({ id }) => id}
        onPeek={({ id }) => void navigate({ to: '/playbooks/$playbookId', params: { playbookId: id } })}
      />
    </>
  )
}

const COLUMNS: readonly Column<PlaybookRow>[] = [
  {
    id: 'name',
    title: t('playbooks.column.name'),
    isRowHead: true,
    cell: ({ id, name }) => (
      <Link to="/playbooks/$playbookId" params={{ playbookId: id }} data-row-link="" className="playbooks-name">
        {showUnseen(name)}
      </Link>
    ),
  },
  {
    id: 'model',
    title: t('playbooks.column.model'),
    cell: ({ model }) => t(model === null ? 'playbooks.model.none' : `playbooks.model.${model}`),
  },
  { id: 'steps', title: t('playbooks.column.steps'), isNumber: true, cell: ({ steps }) => formatCount(steps) },
  { id: 'exercised', title: t('playbooks.column.exercised'), cell: ({ exercised }) => <Exercised of={exercised} /> },
  {
    id: 'from',
    title: t('playbooks.column.from'),
    cell: ({ imported }) =>
      imported === null ? (
        t('playbooks.from.catalog')
      ) : (
        <WireText text={t('playbooks.from.import', { by: imported.byName ?? '?' })} />
      ),
  },
]

export function Exercised({ of }: { readonly of: PlaybookRow['exercised'] }) {
  if (of === null) return <Chip tone="strong">{t('playbooks.never')}</Chip>
  return (
    <span>
      {t('playbooks.runs', { runs: of.runs })} <Instant at={of.lastAt} />
    </span>
  )
}
