// Programs, firmware and files that a device gave or took, or that it asked of another one.
import { listTransfers, type TransferView } from '@penstock/contract/observations'
import { formatBytes, t } from '@penstock/web/messages'
import { type Column, Unknown, WireOrUnknown, WireText } from '@penstock/web/ui'
import { type Device, OfDevice } from './DeviceEvents.tsx'
import { EventTable } from './EventTable.tsx'
import { endColumns, proofColumn, protocolColumn, spanColumns } from './event-columns.tsx'

export function DeviceTransfers({ device }: { readonly device: Device }) {
  return (
    <OfDevice device={device}>
      {(asked) => (
        <EventTable
          title={t('observations.transfers')}
          route={listTransfers}
          asked={asked}
          columns={columns}
          none={t('observations.transfers.none')}
          why={t('observations.transfers.none.why')}
        />
      )}
    </OfDevice>
  )
}

function columns(): readonly Column<TransferView>[] {
  return [
    {
      id: 'name',
      title: t('observations.column.name'),
      isRowHead: true,
      cell: ({ name }) => <WireOrUnknown text={name} reason={t('observations.transfers.nameless')} />,
    },
    { id: 'kind', title: t('observations.column.kind'), cell: ({ kind }) => t(`observations.transfer.${kind}`) },
    {
      id: 'direction',
      title: t('observations.column.direction'),
      cell: ({ direction }) => t(`observations.${direction}`),
    },
    {
      id: 'result',
      title: t('observations.column.result'),
      cell: ({ result }) => t(`observations.transfer.${result}`),
    },
    { id: 'bytes', title: t('observations.column.size'), isNumber: true, cell: (row) => <Size row={row} /> },
    {
      id: 'sha256',
      title: t('observations.column.sha256'),
      cell: ({ sha256 }) =>
        sha256 === null ? (
          <Unknown reason={t('observations.transfers.no-hash')} />
        ) : (
          <span className="sha256">
            <WireText text={sha256} isMono />
          </span>
        ),
    },
    ...endColumns<TransferView>(),
    protocolColumn(),
    ...spanColumns<TransferView>(),
    proofColumn(),
  ]
}

function Size({ row: { bytes, announcedBytes } }: { readonly row: TransferView }) {
  const passed = formatBytes(bytes)
  if (announcedBytes === null || announcedBytes === bytes) return passed
  return t('observations.transfers.of', { passed, announced: formatBytes(announcedBytes) })
}
