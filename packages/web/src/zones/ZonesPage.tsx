// Zones & conduits: the map in Purdue lanes, beside it the list that says the same, and the panel of what is chosen.
import { Button, NativeSelect } from '@mantine/core'
import { checkSegmentation, listBreaches, readZoneMap, type ZoneMapView } from '@penstock/contract/zones'
import { useMay, useRead } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { Compared, MomentFrame, TimeBar, useMoment } from '@penstock/web/history'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Empty, Instant, Loaded, Page, Panel } from '@penstock/web/ui'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useMemo } from 'react'
import { spotOf } from './compared-map.ts'
import { EdgeList } from './EdgeList.tsx'
import { EdgePanel } from './EdgePanel.tsx'
import { isShown, isWorthALine, type JudgedEdge, judgeEdges } from './edges.ts'
import { Legend } from './Legend.tsx'
import { PlanPanel } from './PlanPanel.tsx'
import { ZonesSearch } from './search.ts'
import { useComparison } from './use-comparison.ts'
import { ZonePanel } from './ZonePanel.tsx'
import './zones.css'

const ZoneMap = lazy(() => import('./ZoneMap.tsx').then((module) => ({ default: module.ZoneMap })))

export function ZonesPage() {
  const { site, isKnown } = useScope()
  const { asked, isPast } = useMoment()
  const read = useRead(
    readZoneMap,
    { params: { site: site?.site ?? 'none' }, query: asked },
    { isEnabled: site !== null },
  )
  return (
    <Page
      title={t('zones.title')}
      lead={
        read.data === undefined || isPast ? undefined : (
          <>
            {t('zones.as-of')} <Instant at={read.data.asOf} />
          </>
        )
      }
      actions={<Controls />}
    >
      {site === null ? (
        isKnown ? (
          <Empty kind="yet" title={t('plant.no-site')} />
        ) : null
      ) : (
        <>
          <MomentFrame site={site.name}>
            <Loaded read={read} lines={12}>
              {(map) => <Drawn now={map} />}
            </Loaded>
          </MomentFrame>
          <TimeBar site={site.site} />
        </>
      )}
    </Page>
  )
}

function NoZones() {
  const { isPast } = useMoment()
  if (isPast) return <Empty kind="yet" title={t('zones.none-then')} />
  return (
    <Empty kind="yet" title={t('zones.none')}>
      <Link to="/plant">{t('zones.none.next')}</Link>
    </Empty>
  )
}

function Drawn({ now }: { readonly now: ZoneMapView }) {
  const search = useSearch({ from: '/zones' })
  const navigate = useNavigate({ from: '/zones' })
  const { zone } = useScope()
  const { asked, asOf, compare, clock, isPast } = useMoment()
  const { map, changes } = useComparison(now)
  const breaches = useRead(listBreaches, { query: { site: map.site, ...asked } }, { isEnabled: useMay('zone:read') })
  // The checks are of the plant as it is declared now, or as it was known to be then: of when it held and of two days they say nothing.
  const isTold = !isPast || clock === 'learned'
  const mayCheck = useMay('plant:read') && isTold && compare === undefined
  const checked = useRead(
    checkSegmentation,
    { params: { site: map.site }, query: isPast && asOf !== undefined ? { asOf } : {} },
    { isEnabled: mayCheck },
  )
  const plan = mayCheck ? checked.data : undefined
  const judged = useMemo(
    () => judgeEdges(map.edges.filter(isWorthALine), breaches.data?.items ?? []),
    [map, breaches.data],
  )
  const shown = judged.filter(
    (each) => isShown(each, search.only) && (zone === null || each.edge.zoneA === zone || each.edge.zoneB === zone),
  )
  const change = (next: Partial<ZonesSearch>) =>
    void navigate({ to: '/zones', search: { ...search, ...next }, replace: true, resetScroll: false })
  const open = (id: string | undefined) => change({ open: id })
  const chosen = judged.find((each) => isOpen(each, search.open))
  const chosenZone = map.zones.find((each) => `zone:${each.id}` === search.open)
  if (map.zones.length === 0) return <NoZones />
  return (
    <div className="zones">
      <div className="zones-map">
        <Suspense fallback={<div className="map" aria-busy="true" />}>
          <ZoneMap
            map={map}
            edges={shown}
            highlight={search.highlight}
            open={chosen?.edge.id ?? search.open ?? null}
            onOpen={open}
            changes={changes}
          />
        </Suspense>
        <Legend isCompared={compare !== undefined} />
      </div>
      <div className="zones-side">
        {chosen === undefined ? null : (
          <EdgePanel judged={chosen} map={map} plan={plan?.findings ?? []} onClose={() => open(undefined)} />
        )}
        {chosenZone === undefined ? null : (
          <ZonePanel zone={chosenZone} edges={judged} onOpen={open} onClose={() => open(undefined)} />
        )}
        {compare === undefined ? null : (
          <Panel title={t('history.changes')}>
            <Compared
              site={map.site}
              subject="zones"
              span={{ from: compare, to: asOf, clock }}
              change={search.change}
              onChange={(kind) => change({ change: kind })}
              onOpen={(item) => open(spotOf(item))}
            />
          </Panel>
        )}
        <Panel title={t('zones.list', { count: shown.length })}>
          <EdgeList edges={shown} map={map} open={chosen?.edge.id ?? search.open ?? null} onOpen={open} />
        </Panel>
        {mayCheck ? <Loaded read={checked}>{(answer) => <PlanPanel plan={answer} isPast={isPast} />}</Loaded> : null}
      </div>
    </div>
  )
}

function isOpen({ edge, breaches }: JudgedEdge, open: string | undefined): boolean {
  return edge.id === open || breaches.some((breach) => `breach:${breach.id}` === open)
}

function Controls() {
  const search = useSearch({ from: '/zones' })
  const navigate = useNavigate({ from: '/zones' })
  const change = (next: Partial<ZonesSearch>) =>
    void navigate({ to: '/zones', search: { ...search, ...next }, replace: true })
  const group = t('zones.title')
  useCommands([
    {
      id: 'zones.highlight',
      title: t('zones.highlight.breach'),
      group,
      keys: 'b',
      run: () => change({ highlight: search.highlight === 'breach' ? undefined : 'breach' }),
    },
    {
      id: 'zones.only',
      title: t('zones.only.breach'),
      group,
      run: () => change({ only: search.only === 'breach' ? undefined : 'breach' }),
    },
  ])
  return (
    <>
      <NativeSelect
        aria-label={t('zones.highlight')}
        value={search.highlight ?? ''}
        data={[
          { value: '', label: t('zones.highlight.none') },
          { value: 'breach', label: t('zones.highlight.breach') },
          { value: 'never-seen', label: t('zones.highlight.never-seen') },
          { value: 'crossing', label: t('zones.highlight.crossing') },
        ]}
        onChange={(event) =>
          change(ZonesSearch.pick({ highlight: true }).parse({ highlight: event.currentTarget.value }))
        }
      />
      <NativeSelect
        aria-label={t('zones.only')}
        value={search.only ?? ''}
        data={[
          { value: '', label: t('zones.only.none') },
          { value: 'breach', label: t('zones.only.breach') },
          { value: 'seen', label: t('zones.only.seen') },
        ]}
        onChange={(event) => change(ZonesSearch.pick({ only: true }).parse({ only: event.currentTarget.value }))}
      />
      {search.highlight === undefined && search.only === undefined ? null : (
        <Button variant="default" onClick={() => change({ highlight: undefined, only: undefined })}>
          {t('zones.clear')}
        </Button>
      )}
    </>
  )
}
