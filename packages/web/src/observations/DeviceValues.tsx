// The points of a device: the range that was seen, where the last reading stands in it, and what is said against it.
import { listValues, type ValueView } from '@penstock/contract/observations'
import { formatCount, formatReading, t } from '@penstock/web/messages'
import { type Column, WireText } from '@penstock/web/ui'
import { type Device, OfDevice } from './DeviceEvents.tsx'
import { EventTable } from './EventTable.tsx'
import { proofColumn, protocolColumn, spanColumns } from './event-columns.tsx'

export function DeviceValues({ device }: { readonly device: Device }) {
  return (
    <OfDevice device={device}>
      {(asked) => (
        <EventTable
          title={t('observations.values')}
          route={listValues}
          asked={asked}
          columns={columns}
          none={t('observations.values.none')}
          why={t('observations.values.none.why')}
        />
      )}
    </OfDevice>
  )
}

function columns(): readonly Column<ValueView>[] {
  return [
    {
      id: 'point',
      title: t('observations.column.point'),
      isRowHead: true,
      cell: ({ point }) => <WireText text={point} />,
    },
    {
      id: 'last',
      title: t('observations.column.last-value'),
      isNumber: true,
      cell: ({ last }) => <Reading value={last} />,
    },
    { id: 'min', title: t('observations.column.lowest'), isNumber: true, cell: ({ min }) => <Reading value={min} /> },
    { id: 'band', title: t('observations.column.band'), cell: (row) => <Band row={row} /> },
    { id: 'max', title: t('observations.column.highest'), isNumber: true, cell: ({ max }) => <Reading value={max} /> },
    {
      id: 'quality',
      title: t('observations.column.quality'),
      cell: ({ quality }) =>
        quality.length === 0 ? (
          <span className="faint">{t('observations.quality.none')}</span>
        ) : (
          quality.map((one) => t(`observations.quality.${one}`)).join(', ')
        ),
    },
    { id: 'count', title: t('observations.column.readings'), isNumber: true, cell: ({ count }) => formatCount(count) },
    {
      id: 'changes',
      title: t('observations.column.changes'),
      isNumber: true,
      cell: ({ changes }) => formatCount(changes),
    },
    protocolColumn(),
    ...spanColumns<ValueView>(),
    proofColumn(),
  ]
}

/** Rounded for the eye; the whole number as title. */
function Reading({ value }: { readonly value: number }) {
  return <span title={String(value)}>{formatReading(value)}</span>
}

/** Where the last reading stands between the lowest and the highest. The numbers beside it say the same. */
function Band({ row: { min, max, last } }: { readonly row: ValueView }) {
  if (min === max) return <span className="faint">{t('observations.values.steady')}</span>
  // Halved first: the span of two large numbers may have no finite value.
  const share = (last / 2 - min / 2) / (max / 2 - min / 2)
  return (
    <span className="band" aria-hidden="true">
      <span className="band-mark" style={{ insetInlineStart: `${share * 100}%` }} />
    </span>
  )
}
