// Who listens where, what was lost and when nobody watched. Filter, window and the open sensor stand in the address.
import { Button, SegmentedControl } from '@mantine/core'
import {
  listSensors,
  type SegmentView,
  type SensorsView,
  type SensorView,
  withdrawSensorCode,
} from '@penstock/contract/sensors'
import { SensorState } from '@penstock/model/observations'
import { useMay, useRead, useWrite } from '@penstock/web/api'
import { formatShare, t } from '@penstock/web/messages'
import { SiteName, useScope } from '@penstock/web/scope'
import {
  type Column,
  DataTable,
  Empty,
  Instant,
  Loaded,
  Page,
  Panel,
  RefusedNotice,
  Unknown,
  WireOrUnknown,
  WireText,
} from '@penstock/web/ui'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { EnrolPanel } from './EnrolPanel.tsx'
import { LossLine } from './Losses.tsx'
import { SensorPanel } from './SensorPanel.tsx'
import { StateMark } from './StateMark.tsx'
import { type SensorsSearch, WINDOWS } from './search.ts'
import { Timeline } from './Timeline.tsx'
import './sensors.css'

const REFRESH_MS = 5000

export function SensorsPage() {
  const search = useSearch({ from: '/sensors' })
  const navigate = useNavigate({ from: '/sensors' })
  const { asked } = useScope()
  const mayEnrol = useMay('sensor:enrol')
  const { hours = '24' } = search
  const query = { hours: Number(hours), ...asked }
  const read = useRead(listSensors, { query }, { intervalMs: REFRESH_MS })
  const go = (next: Partial<SensorsSearch>) => void navigate({ to: '/sensors', search: { ...search, ...next } })
  return (
    <Page
      title={t('sensors.title')}
      lead={t('sensors.lead')}
      actions={
        <>
          <SegmentedControl
            aria-label={t('sensors.window')}
            value={hours}
            data={WINDOWS.map((each) => ({ value: each, label: t(`sensors.window.${each}`) }))}
            onChange={(next) => go({ hours: WINDOWS.find((each) => each === next && each !== '24') })}
          />
          {mayEnrol ? <Button onClick={() => go({ enrol: true })}>{t('sensors.enrol')}</Button> : null}
        </>
      }
    >
      {mayEnrol && search.enrol === true ? <EnrolPanel onClose={() => go({ enrol: undefined })} /> : null}
      <Loaded read={read}>{(view) => <Sensors view={view} search={search} go={go} />}</Loaded>
    </Page>
  )
}

interface Shown {
  readonly view: SensorsView
  readonly search: SensorsSearch
  readonly go: (next: Partial<SensorsSearch>) => void
}

function Sensors({ view, search, go }: Shown) {
  const { state, segment, sensor: open } = search
  const shown = view.items.filter(
    (each) =>
      (state === undefined || each.state === state) && (segment === undefined || each.segments.includes(segment)),
  )
  const opened = view.items.find((each) => each.id === open)
  return (
    <>
      {view.cells
        .filter((cell) => !cell.isAnswering)
        .map((cell) => (
          <p key={cell.domain} className="stale-mark stale" role="status">
            <span>
              {t('sensors.cell-silent', { domain: t(`access.domain.${cell.domain}`) })} <Instant at={cell.heardAt} />
            </span>
          </p>
        ))}
      {view.codes.length === 0 ? null : <Codes codes={view.codes} />}
      {view.items.length === 0 ? (
        <Empty kind="yet" title={t('sensors.none')}>
          {t('sensors.none.why')}
        </Empty>
      ) : (
        <>
          <Filter view={view} search={search} go={go} shown={shown.length} />
          {shown.length === 0 ? (
            <Empty kind="matches" title={t('sensors.no-match')}>
              <Button variant="default" size="xs" onClick={() => go({ state: undefined, segment: undefined })}>
                {t('sensors.clear')}
              </Button>
            </Empty>
          ) : (
            <DataTable
              label={t('sensors.title')}
              columns={columnsOf(view, search)}
              rows={shown}
              rowId={(row) => row.id}
            />
          )}
          {opened === undefined ? null : (
            <SensorPanel sensor={opened} window={view.window} onClose={() => go({ sensor: undefined })} />
          )}
          <Segments segments={view.segments} search={search} />
        </>
      )}
    </>
  )
}

function Filter({ view, search, go, shown }: Shown & { readonly shown: number }) {
  const states = SensorState.options.filter((each) => view.items.some((item) => item.state === each))
  return (
    <div className="sensor-filter">
      <span role="status">{t('sensors.count', { shown, total: view.items.length })}</span>
      {states.map((each) => (
        <Button
          key={each}
          variant="default"
          size="compact-sm"
          aria-pressed={search.state === each}
          data-on={search.state === each}
          onClick={() => go({ state: search.state === each ? undefined : each })}
        >
          <StateMark state={each} count={view.items.filter((item) => item.state === each).length} />
        </Button>
      ))}
      {search.segment === undefined ? null : (
        <Button variant="default" size="compact-sm" onClick={() => go({ segment: undefined })}>
          {t('sensors.segment.clear', { segment: search.segment })}
        </Button>
      )}
    </div>
  )
}

function columnsOf(view: SensorsView, search: SensorsSearch): readonly Column<SensorView>[] {
  return [
    {
      id: 'name',
      title: t('sensors.name'),
      isRowHead: true,
      cell: (row) => (
        <Link to="/sensors" search={{ ...search, sensor: row.id }} data-row-link>
          <WireText text={row.name} />
        </Link>
      ),
    },
    { id: 'state', title: t('sensors.state'), cell: (row) => <StateMark state={row.state} /> },
    { id: 'domain', title: t('sensors.domain'), cell: (row) => t(`access.domain.${row.domain}`) },
    { id: 'site', title: t('sensors.site'), cell: (row) => <SiteName site={row.site} /> },
    {
      id: 'segments',
      title: t('sensors.segments'),
      cell: (row) => <WireOrUnknown text={row.segments.join(', ')} reason={t('sensors.segments.none')} />,
    },
    { id: 'heard', title: t('sensors.heard'), cell: (row) => <Instant at={row.heardAt} /> },
    { id: 'loss', title: t('sensors.loss'), cell: (row) => <LossLine sensor={row} /> },
    {
      id: 'share',
      title: t('sensors.share'),
      isNumber: true,
      cell: (row) => (row.share === null ? <Unknown /> : formatShare(row.share)),
    },
    {
      id: 'coverage',
      title: t('sensors.coverage'),
      cell: (row) => <Timeline window={view.window} watched={row.watched} gaps={row.gaps} share={row.share} />,
    },
  ]
}

function Codes({ codes }: { readonly codes: SensorsView['codes'] }) {
  return (
    <Panel title={t('sensors.codes')}>
      <ul className="sensor-codes">
        {codes.map((code) => (
          <CodeLine key={code.id} code={code} />
        ))}
      </ul>
    </Panel>
  )
}

function CodeLine({ code }: { readonly code: SensorsView['codes'][number] }) {
  const { run, isRunning, refused } = useWrite(withdrawSensorCode)
  return (
    <li>
      <WireText text={code.name} /> · {t(`access.domain.${code.domain}`)} · <SiteName site={code.site} /> ·{' '}
      {t('sensors.code.until')} <Instant at={code.expiresAt} />{' '}
      <Button
        variant="default"
        size="compact-sm"
        loading={isRunning}
        aria-label={t('sensors.code.withdraw-of', { name: code.name })}
        onClick={() => void run({ params: { codeId: code.id } })}
      >
        {t('sensors.code.withdraw')}
      </Button>
      {refused === null ? null : <RefusedNotice refused={refused} />}
    </li>
  )
}

function Segments({ segments, search }: { readonly segments: readonly SegmentView[]; readonly search: SensorsSearch }) {
  if (segments.length === 0) return null
  return (
    <Panel title={t('sensors.by-segment')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('sensors.segment')}</th>
            <th scope="col">{t('sensors.domain')}</th>
            <th scope="col">{t('sensors.site')}</th>
            <th scope="col">{t('sensors.title')}</th>
            <th scope="col">{t('sensors.share')}</th>
            <th scope="col">{t('sensors.gaps')}</th>
          </tr>
        </thead>
        <tbody>
          {segments.map((each) => (
            <tr key={`${each.domain} ${each.site} ${each.segment}`}>
              <th scope="row">
                <Link to="/sensors" search={{ ...search, segment: each.segment }}>
                  <WireText text={each.segment} />
                </Link>
              </th>
              <td>{t(`access.domain.${each.domain}`)}</td>
              <td>
                <SiteName site={each.site} />
              </td>
              <td>
                <WireText text={each.sensors.join(', ')} />
              </td>
              <td>{each.share === null ? <Unknown /> : formatShare(each.share)}</td>
              <td>{t('sensors.gaps.count', { count: each.gaps.length })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}
