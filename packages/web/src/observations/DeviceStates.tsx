// The state of a device: what it said last of each part, and every change before, with the packet that shows it.
import { listStates, type StateView } from '@penstock/contract/observations'
import { useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { type Column, Empty, Instant, Loaded, Panel, WireText } from '@penstock/web/ui'
import { type Asked, type Device, OfDevice } from './DeviceEvents.tsx'
import { EventTable } from './EventTable.tsx'
import { proofColumn, protocolColumn } from './event-columns.tsx'
import { PacketButton } from './PacketButton.tsx'

export function DeviceStates({ device }: { readonly device: Device }) {
  return (
    <OfDevice device={device}>
      {(asked) => (
        <>
          <Now asked={asked} />
          <EventTable
            title={t('observations.states.changes')}
            route={listStates}
            asked={asked}
            columns={columns}
            none={t('observations.states.none')}
            why={t('observations.states.none.why')}
          />
        </>
      )}
    </OfDevice>
  )
}

function Now({ asked }: { readonly asked: Asked }) {
  const read = useRead(listStates, { ...asked, query: { ...asked.query, now: 'true' } })
  return (
    <Panel title={t('observations.states.now')}>
      <Loaded read={read}>
        {({ items, total }) =>
          items.length === 0 ? (
            <Empty kind="yet" title={t('observations.states.none')} />
          ) : (
            <>
              <ul className="plain states-now">
                {items.map((state) => (
                  <li key={state.id}>
                    <span className="faint">
                      {t(`observations.state.${state.field}`)}
                      {state.part === null ? null : (
                        <>
                          {' '}
                          · <WireText text={state.part} />
                        </>
                      )}
                    </span>
                    <strong>
                      <WireText text={state.value} />
                    </strong>
                    <span className="faint">
                      {t('observations.states.since')} <Instant at={state.sinceAt} /> · {t('observations.states.told')}{' '}
                      <Instant at={state.toldAt} />
                    </span>
                    <PacketButton proof={state} />
                  </li>
                ))}
              </ul>
              {total === items.length ? null : (
                <p className="faint">{t('observations.states.more', { count: total - items.length })}</p>
              )}
            </>
          )
        }
      </Loaded>
    </Panel>
  )
}

function columns(): readonly Column<StateView>[] {
  return [
    { id: 'sinceAt', title: t('observations.column.at'), cell: ({ sinceAt }) => <Instant at={sinceAt} /> },
    {
      id: 'field',
      title: t('observations.column.state'),
      cell: ({ field, part }) => (
        <>
          {t(`observations.state.${field}`)}
          {part === null ? null : (
            <span className="faint">
              {' '}
              <WireText text={part} />
            </span>
          )}
        </>
      ),
    },
    {
      id: 'value',
      title: t('observations.column.value'),
      isRowHead: true,
      cell: ({ value, isNow }) => (
        <>
          <WireText text={value} /> {isNow ? <span className="faint">{t('observations.states.is-now')}</span> : null}
        </>
      ),
    },
    { id: 'toldAt', title: t('observations.column.told'), cell: ({ toldAt }) => <Instant at={toldAt} /> },
    protocolColumn(),
    { id: 'method', title: t('observations.column.method'), cell: ({ method }) => <WireText text={method} /> },
    proofColumn(),
  ]
}
