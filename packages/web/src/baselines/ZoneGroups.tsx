// Who talks to whom at a site: a row for each pair of zones; its functions by shift and phase, and its pairs, in the drawer beside it.
import {
  type GroupedFunctionView,
  listZonePairs,
  type ZoneBaselineView,
  type ZoneEndView,
  type ZoneGroupView,
} from '@penstock/contract/baselines'
import { useRead } from '@penstock/web/api'
import { formatCount, t } from '@penstock/web/messages'
import {
  Chip,
  type Column,
  DataTable,
  Loaded,
  Panel,
  PeekDrawer,
  showUnseen,
  Unknown,
  WireText,
} from '@penstock/web/ui'
import { durationText } from './deviation-text.ts'
import type { BaselinesSearch } from './search.ts'
import { UsualPairs } from './UsualPairs.tsx'

const DRAWER_PX = 720

export function ZoneGroups(props: {
  readonly site: string
  readonly domain: 'it' | 'ot'
  readonly baseline: ZoneBaselineView
  readonly open: BaselinesSearch
  readonly onOpen: (next: BaselinesSearch) => void
}) {
  const { site, domain, baseline, open, onOpen } = props
  const { groups, morePairs, otherDeviations } = baseline
  const group = groups.find(({ from, to }) => from.key === open.from && to.key === open.to)
  const show = ({ from, to }: ZoneGroupView) => onOpen({ from: from.key, to: to.key })
  return (
    <Panel title={t('baselines.zones')} aside={t('observations.rows', { count: groups.length })}>
      <div className="inner-table">
        <DataTable
          label={t('observations.table', { title: t('baselines.zones') })}
          columns={columns(show)}
          rows={groups}
          rowId={({ from, to }) => `${from.key} ${to.key}`}
          onPeek={show}
        />
      </div>
      {morePairs === 0 ? null : (
        <p className="notice" role="status">
          {t('baselines.zones.more', { count: morePairs })}
        </p>
      )}
      {otherDeviations === 0 ? null : (
        <p className="faint">{t('baselines.zones.others', { count: otherDeviations })}</p>
      )}
      <PeekDrawer
        title={group === undefined ? t('baselines.zones') : `${endText(group.from)} → ${endText(group.to)}`}
        width={DRAWER_PX}
        onClose={() => onOpen({ from: undefined, to: undefined })}
      >
        {group === undefined ? null : <Group site={site} domain={domain} group={group} />}
      </PeekDrawer>
    </Panel>
  )
}

function columns(onOpen: (group: ZoneGroupView) => void): readonly Column<ZoneGroupView>[] {
  return [
    {
      id: 'from',
      title: t('baselines.column.client'),
      isRowHead: true,
      cell: (group) => (
        <button type="button" className="row-open" data-row-link="" onClick={() => onOpen(group)}>
          {endText(group.from)}
        </button>
      ),
    },
    { id: 'to', title: t('baselines.column.server'), cell: ({ to }) => endText(to) },
    {
      id: 'functions',
      title: t('baselines.column.functions'),
      isNumber: true,
      cell: ({ functions, moreFunctions }) => formatCount(functions.length + moreFunctions),
    },
    {
      id: 'changes',
      title: t('baselines.column.effect'),
      cell: ({ functions }) => (functions.some(({ isChange }) => isChange) ? t('baselines.changes') : ''),
    },
    {
      id: 'quarantined',
      title: t('baselines.quarantined'),
      isNumber: true,
      cell: ({ functions }) => formatCount(functions.filter(({ quarantined }) => quarantined > 0).length),
    },
    {
      id: 'deviations',
      title: t('baselines.column.open'),
      isNumber: true,
      cell: ({ deviations }) => formatCount(deviations),
    },
    { id: 'pairs', title: t('baselines.column.pairs'), isNumber: true, cell: ({ pairs }) => formatCount(pairs) },
    {
      id: 'ends',
      title: t('baselines.column.ends'),
      cell: (group) => t('baselines.zones.ends', { clients: group.clients, servers: group.servers }),
    },
    { id: 'status', title: t('baselines.column.status'), cell: ({ byStatus }) => <Statuses byStatus={byStatus} /> },
  ]
}

function Statuses({ byStatus }: Pick<ZoneGroupView, 'byStatus'>) {
  const told = (['learning', 'proposed', 'active'] as const).filter((status) => byStatus[status] > 0)
  if (told.length === 0) return <Unknown reason={t('baselines.zones.unlearned')} />
  return told.map((status) => `${t(`baselines.status.${status}`)} ${formatCount(byStatus[status])}`).join(', ')
}

/** A zone by its name; what stands in none, by why. */
function endText({ zone, name, isOutside }: ZoneEndView): string {
  if (zone !== null) return showUnseen(name ?? zone)
  return t(isOutside ? 'baselines.zones.outside' : 'baselines.zones.unknown')
}

function Group(props: { readonly site: string; readonly domain: 'it' | 'ot'; readonly group: ZoneGroupView }) {
  const { site, domain, group } = props
  const query = { site, from: group.from.key, to: group.to.key } as never
  const read = useRead(listZonePairs, { query, domain })
  return (
    <div className="baseline-group">
      <Panel title={t('baselines.functions')} aside={t('observations.rows', { count: group.functions.length })}>
        <div className="inner-table">
          <DataTable
            label={t('observations.table', { title: t('baselines.functions') })}
            columns={functionColumns()}
            rows={group.functions}
            hasKeys={false}
            rowId={({ protocol, code }) => `${protocol} ${code}`}
          />
        </div>
        {group.moreFunctions === 0 ? null : (
          <p className="notice" role="status">
            {t('baselines.functions.more', { count: group.moreFunctions })}
          </p>
        )}
      </Panel>
      <Loaded read={read} lines={6}>
        {(baseline) => (baseline.pairs.length === 0 ? null : <UsualPairs baseline={baseline} />)}
      </Loaded>
    </div>
  )
}

function functionColumns(): readonly Column<GroupedFunctionView>[] {
  return [
    {
      id: 'function',
      title: t('baselines.column.function'),
      isRowHead: true,
      cell: ({ name }) => <WireText text={name} />,
    },
    {
      id: 'effect',
      title: t('baselines.column.effect'),
      cell: ({ isChange }) => (isChange ? <Chip tone="strong">{t('baselines.changes')}</Chip> : ''),
    },
    {
      id: 'protocol',
      title: t('observations.column.protocol'),
      cell: ({ protocol }) => <WireText text={protocol} />,
    },
    { id: 'phases', title: t('baselines.column.phase'), cell: ({ phases }) => <Phases phases={phases} /> },
    { id: 'pairs', title: t('baselines.column.pairs'), isNumber: true, cell: ({ pairs }) => formatCount(pairs) },
    {
      id: 'quarantined',
      title: t('baselines.quarantined'),
      isNumber: true,
      cell: ({ quarantined }) => formatCount(quarantined),
    },
  ]
}

function Phases({ phases }: Pick<GroupedFunctionView, 'phases'>) {
  if (phases.length === 0) return <Unknown reason={t('baselines.zones.no-phase')} />
  return (
    <ul className="baseline-cadence">
      {phases.map(({ phase, gapMicros, intervals }) => (
        <li key={phase}>
          {gapMicros === null
            ? t('baselines.zones.phase', { phase: showUnseen(phase), intervals })
            : t('baselines.cadence.phase', {
                phase: showUnseen(phase),
                low: durationText(gapMicros.low),
                high: durationText(gapMicros.high),
              })}
        </li>
      ))}
    </ul>
  )
}
