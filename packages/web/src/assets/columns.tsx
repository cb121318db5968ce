// Columns of the asset list.
import type { AssetRow } from '@penstock/contract/assets'
import { CareField } from '@penstock/model/assets'
import { formatCount, t } from '@penstock/web/messages'
import { SiteName } from '@penstock/web/scope'
import { Chip, type Column, Instant, WireOrUnknown, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { CriticalityMark } from './CriticalityMark.tsx'
import { nameOf } from './name-of.ts'

export const HIDDEN_AT_FIRST: readonly string[] = [
  'site',
  'purdueLevel',
  'macs',
  'model',
  'function',
  'unknowns',
  'protocols',
  'peersOtherZones',
  'externalPeers',
  'firstAt',
  'team',
  'ownerConfirmedAt',
  ...CareField.options,
]

/** Columns of a file for each column of the list. */
const FILE_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  model: ['product', 'orderNumber'],
  owner: ['ownerPerson'],
  team: ['ownerGroup'],
  ownerConfirmedAt: ['ownerConfirmedOn'],
  firstAt: ['firstSeen'],
  lastAt: ['lastSeen'],
}

/** The columns that are shown, in order, as an export takes them. */
export function exportColumns(hidden: readonly string[]): string {
  const shown = assetColumns().filter(({ id }) => !hidden.includes(id))
  return shown.flatMap(({ id }) => FILE_COLUMNS[id] ?? [id]).join(',')
}

export function assetColumns(): readonly Column<AssetRow>[] {
  return [
    { id: 'name', title: t('assets.column.name'), isSortable: true, isRowHead: true, cell: NameCell },
    { id: 'status', title: t('assets.column.status'), cell: StatusCell },
    {
      id: 'role',
      title: t('assets.column.role'),
      isSortable: true,
      cell: (row) => <WireOrUnknown text={row.role} reason={t('assets.unknown.role')} />,
    },
    {
      id: 'vendor',
      title: t('assets.column.vendor'),
      isSortable: true,
      cell: (row) => <WireOrUnknown text={row.vendor} reason={t('assets.unknown.vendor')} />,
    },
    { id: 'model', title: t('assets.column.model'), cell: (row) => <WireOrUnknown text={row.model} /> },
    {
      id: 'zone',
      title: t('assets.column.zone'),
      isSortable: true,
      cell: (row) => <WireOrUnknown text={row.zone} reason={t('assets.unknown.zone')} />,
    },
    {
      id: 'owner',
      title: t('assets.column.owner'),
      cell: (row) => <WireOrUnknown text={row.owner} reason={t('assets.unknown.owner')} />,
    },
    { id: 'team', title: t('assets.field.team'), cell: (row) => <WireOrUnknown text={row.team} /> },
    {
      id: 'ownerConfirmedAt',
      title: t('assets.column.owner-confirmed'),
      cell: (row) => <Instant at={row.ownerConfirmedAt} />,
    },
    {
      id: 'criticality',
      title: t('assets.column.criticality'),
      isSortable: true,
      cell: (row) => <CriticalityMark criticality={row.criticality} />,
    },
    { id: 'ips', title: t('assets.column.ips'), cell: (row) => <Addresses list={row.ips} /> },
    { id: 'macs', title: t('assets.column.macs'), cell: (row) => <Addresses list={row.macs} /> },
    { id: 'function', title: t('assets.column.function'), cell: (row) => <WireOrUnknown text={row.function} /> },
    {
      id: 'purdueLevel',
      title: t('assets.column.level'),
      isNumber: true,
      cell: (row) => <WireOrUnknown text={row.purdueLevel === null ? null : String(row.purdueLevel)} />,
    },
    ...CareField.options.map((field) => ({
      id: field,
      title: t(`assets.field.${field}`),
      isNumber: field === 'sparesInStock',
      cell: (row: AssetRow) => <WireOrUnknown text={row.care[field]} />,
    })),
    { id: 'site', title: t('assets.column.site'), cell: (row) => <SiteName site={row.site} /> },
    { id: 'breaches', title: t('assets.column.breaches'), isNumber: true, cell: BreachCell },
    { id: 'protocols', title: t('assets.column.protocols'), cell: (row) => <Protocols list={row.speaks} /> },
    ...(['peersOtherZones', 'externalPeers'] as const).map((id) => ({
      id,
      title: t(`assets.column.${id}`),
      isNumber: true,
      cell: (row: AssetRow) =>
        row.exposure === null ? (
          <WireOrUnknown text={null} reason={t('assets.exposure.withheld')} />
        ) : (
          formatCount(row.exposure[id])
        ),
    })),
    { id: 'unknowns', title: t('assets.column.unknowns'), isNumber: true, cell: (row) => formatCount(row.unknowns) },
    { id: 'firstAt', title: t('assets.column.first'), cell: (row) => <Instant at={row.firstAt} /> },
    { id: 'lastAt', title: t('assets.column.last'), isSortable: true, cell: (row) => <Instant at={row.lastAt} /> },
  ]
}

function NameCell(row: AssetRow) {
  return (
    <Link to="/assets/$assetId" params={{ assetId: row.id }} data-row-link="">
      <WireText text={nameOf(row)} />
    </Link>
  )
}

function StatusCell(row: AssetRow) {
  return row.isUnregistered ? (
    <Chip tone="strong">{t('assets.unregistered')}</Chip>
  ) : (
    <span title={t(`assets.status.${row.status}.why`)}>
      <Chip>{t(`assets.status.${row.status}`)}</Chip>
    </span>
  )
}

function BreachCell(row: AssetRow) {
  return row.breaches === 0 ? formatCount(0) : <strong>{formatCount(row.breaches)}</strong>
}

function Protocols({ list }: { readonly list: readonly string[] }) {
  return <WireOrUnknown text={list.length === 0 ? null : list.join(', ')} />
}

function Addresses({ list }: { readonly list: readonly string[] }) {
  const [first, ...rest] = list
  if (first === undefined) return <WireOrUnknown text={null} />
  return (
    <>
      <WireText text={first} isMono />
      {rest.length === 0 ? null : (
        <span className="faint" title={rest.join(', ')}>
          {' '}
          {t('assets.more', { count: rest.length })}
        </span>
      )}
    </>
  )
}
