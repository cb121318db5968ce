// The monitoring design: where sensors must stand and why, what today's do not hear, the gravest first, and the logs of each zone.
import { NativeSelect } from '@mantine/core'
import { type MonitoringView, readMonitoring, type UnseenView } from '@penstock/contract/blueprint'
import type { SiteKey } from '@penstock/model/kernel'
import { useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Chip, type Column, DataTable, Empty, Loaded, Panel, showUnseen, Unknown, WireText } from '@penstock/web/ui'
import { useBlueprint } from './use-blueprint.ts'

export function Monitoring({ site }: { readonly site: SiteKey }) {
  const { search, change } = useBlueprint()
  const standing = search.standing ?? 'today'
  const read = useRead(readMonitoring, { params: { site }, query: { standing } })
  return (
    <Panel title={t('blueprint.monitoring')}>
      <p className="muted">{t('blueprint.monitoring.lead')}</p>
      <div className="blueprint-asked">
        <NativeSelect
          label={t('blueprint.monitoring.standing')}
          value={standing}
          data={[
            { value: 'today', label: t('blueprint.monitoring.today') },
            { value: 'design', label: t('blueprint.monitoring.design') },
          ]}
          onChange={({ currentTarget }) =>
            change({ standing: currentTarget.value === 'design' ? 'design' : undefined })
          }
        />
      </div>
      <Loaded read={read} lines={8}>
        {(told) => <Told told={told} isAskedToday={standing === 'today'} />}
      </Loaded>
    </Panel>
  )
}

const SENSORS: readonly Column<MonitoringView['sensors'][number]>[] = [
  { id: 'segment', title: t('blueprint.segment'), isRowHead: true, cell: ({ segment }) => <WireText text={segment} /> },
  {
    id: 'switches',
    title: t('blueprint.mirror'),
    cell: ({ switches }) =>
      switches.length === 0 ? <Unknown reason={t('blueprint.mirror.none')} /> : showUnseen(switches.join(', ')),
  },
  { id: 'talks', title: t('blueprint.talks'), isNumber: true, cell: ({ talks }) => talks },
  {
    id: 'conduits',
    title: t('blueprint.hears'),
    cell: ({ conduits, isForInside }) =>
      [...conduits.map(showUnseen), ...(isForInside ? [t('blueprint.hears.inside')] : [])].join(', '),
  },
]

const UNSEEN: readonly Column<UnseenView>[] = [
  {
    id: 'talk',
    title: t('blueprint.unseen.talk'),
    isRowHead: true,
    cell: ({ from, to, protocol }) => <WireText text={`${from} → ${to} ${protocol}`} />,
  },
  { id: 'kind', title: t('blueprint.unseen.why'), cell: ({ kind }) => t(`blueprint.unseen.${kind}`) },
  {
    id: 'gravity',
    title: t('blueprint.unseen.at-stake'),
    cell: ({ gravity }) => t(`blueprint.gravity.${gravityOf(gravity)}`),
  },
]

function gravityOf(gravity: number): 1 | 2 | 3 | 4 {
  return gravity >= 4 ? 4 : gravity === 3 ? 3 : gravity === 2 ? 2 : 1
}

function Told({ told, isAskedToday }: { readonly told: MonitoringView; readonly isAskedToday: boolean }) {
  const { sensors, method, unheard, talks, coverage, logs, isOfToday } = told
  const { unseen, unseenTotal, heard, silent } = coverage
  return (
    <div className="blueprint-told">
      <h3>{t('blueprint.sensors')}</h3>
      <p>{t(method === 'exact' ? 'blueprint.sensors.exact' : 'blueprint.sensors.greedy', { count: sensors.length })}</p>
      {sensors.length === 0 ? null : (
        <DataTable
          label={t('blueprint.sensors')}
          columns={SENSORS}
          rows={sensors}
          rowId={({ segment }) => segment}
          hasKeys={false}
        />
      )}
      {unheard.length === 0 ? null : <p>{t('blueprint.unheard', { conduits: unheard.map(showUnseen).join(', ') })}</p>}
      <h3>{t(isOfToday ? 'blueprint.coverage.today' : 'blueprint.coverage.design')}</h3>
      {isAskedToday && !isOfToday ? <p className="muted">{t('blueprint.coverage.no-right')}</p> : null}
      <p role="status">{t('blueprint.coverage.count', { heard, talks, unseen: unseenTotal })}</p>
      {silent.length === 0 ? null : (
        <p>{t('blueprint.coverage.silent', { zones: silent.map(showUnseen).join(', ') })}</p>
      )}
      {unseen.length === 0 ? (
        <Empty kind="wrong" title={t('blueprint.unseen.none')} />
      ) : (
        <DataTable
          label={t('blueprint.unseen')}
          columns={UNSEEN}
          rows={unseen}
          total={unseenTotal}
          rowId={({ talk }) => talk}
          hasKeys={false}
        />
      )}
      <h3>{t('blueprint.logs')}</h3>
      <ul className="blueprint-versions">
        {logs.map(({ zone, sources, wireOnly }) => (
          <li key={zone}>
            <b>
              <WireText text={zone} />
            </b>
            <ul className="blueprint-parts">
              {sources.map(({ kind, assets, against }) => (
                <li key={kind}>
                  {t(`blueprint.log.${kind}`)}: {assets.map(showUnseen).join(', ')}{' '}
                  {against.length === 0 ? null : (
                    <Chip>{t('blueprint.log.against', { steps: against.join(', ') })}</Chip>
                  )}
                </li>
              ))}
              {wireOnly.length === 0 ? null : (
                <li className="muted">
                  {t('blueprint.log.wire-only', { assets: wireOnly.map(showUnseen).join(', ') })}
                </li>
              )}
            </ul>
          </li>
        ))}
      </ul>
    </div>
  )
}
