// Who logged on at a device and where it logged on itself; and what it asked to find others.
import { type DiscoveryView, type LogonView, listDiscoveries, listLogons } from '@penstock/contract/observations'
import { useRead } from '@penstock/web/api'
import { formatCount, t } from '@penstock/web/messages'
import { type Column, Empty, Instant, Loaded, Panel, Unknown, WireOrUnknown, WireText } from '@penstock/web/ui'
import { type Asked, type Device, Gone, OfDevice, totalOf } from './DeviceEvents.tsx'
import { EventTable } from './EventTable.tsx'
import { endColumns, proofColumn, protocolColumn, spanColumns } from './event-columns.tsx'
import { PacketButton } from './PacketButton.tsx'

export function DeviceLogons({ device }: { readonly device: Device }) {
  return (
    <OfDevice device={device}>
      {(asked) => (
        <>
          <EventTable
            title={t('observations.logons')}
            route={listLogons}
            asked={asked}
            columns={columns}
            none={t('observations.logons.none')}
            why={t('observations.logons.none.why')}
          />
          <Questions asked={asked} />
        </>
      )}
    </OfDevice>
  )
}

function columns(): readonly Column<LogonView>[] {
  return [
    {
      id: 'account',
      title: t('observations.column.account'),
      isRowHead: true,
      cell: ({ account }) => <WireOrUnknown text={account} reason={t('observations.logons.hidden')} />,
    },
    {
      id: 'result',
      title: t('observations.column.result'),
      cell: ({ result }) =>
        result === null ? (
          <Unknown reason={t('observations.logons.unanswered')} />
        ) : result === 'refused' ? (
          <strong>{t('observations.logon.refused')}</strong>
        ) : (
          t('observations.logon.accepted')
        ),
    },
    { id: 'count', title: t('observations.column.count'), isNumber: true, cell: ({ count }) => formatCount(count) },
    { id: 'method', title: t('observations.column.method'), cell: ({ method }) => <WireText text={method} /> },
    ...endColumns<LogonView>(),
    protocolColumn(),
    ...spanColumns<LogonView>(),
    proofColumn(),
  ]
}

function Questions({ asked }: { readonly asked: Asked }) {
  const read = useRead(listDiscoveries, asked)
  return (
    <Panel
      title={t('observations.questions')}
      aside={read.data === undefined ? undefined : totalOf(read.data.total, read.data.items.length)}
    >
      <Loaded read={read}>
        {({ items, gone }) => (
          <>
            {items.length === 0 ? (
              <Empty kind="yet" title={t('observations.questions.none')} />
            ) : (
              <ul className="plain questions">
                {items.map((one) => (
                  <Question key={one.id} one={one} />
                ))}
              </ul>
            )}
            <Gone count={gone} />
          </>
        )}
      </Loaded>
    </Panel>
  )
}

function Question({ one }: { readonly one: DiscoveryView }) {
  return (
    <li>
      <strong>
        <WireText text={one.method} />
      </strong>{' '}
      <span className="faint">
        <WireText text={one.protocol} /> · {t('observations.questions.times', { count: one.count })} ·{' '}
        <Instant at={one.firstAt} /> – <Instant at={one.lastAt} />
      </span>{' '}
      <PacketButton proof={one} />
    </li>
  )
}
