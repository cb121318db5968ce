// Columns of the visibility-gap list.
import type { GapRow } from '@penstock/contract/visibility'
import { CriticalityMark, nameOf } from '@penstock/web/assets'
import { t } from '@penstock/web/messages'
import { StateMark } from '@penstock/web/sensors'
import { Chip, type Column, Instant, WireOrUnknown, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'

export function gapColumns(): readonly Column<GapRow>[] {
  return [
    { id: 'name', title: t('assets.column.name'), isRowHead: true, cell: NameCell },
    {
      id: 'criticality',
      title: t('assets.column.criticality'),
      cell: (row) => <CriticalityMark criticality={row.criticality} />,
    },
    {
      id: 'gaps',
      title: t('visibility.column.gaps'),
      cell: (row) => (
        <span className="gap-chips">
          {row.gaps.map((gap) => (
            <Chip key={gap}>{t(`visibility.gap.${gap}`)}</Chip>
          ))}
        </span>
      ),
    },
    { id: 'heard', title: t('visibility.column.heard'), cell: HeardCell },
    { id: 'role', title: t('assets.column.role'), cell: (row) => <WireOrUnknown text={row.role} /> },
    { id: 'zone', title: t('assets.column.zone'), cell: (row) => <WireOrUnknown text={row.zone} /> },
    { id: 'owner', title: t('assets.column.owner'), cell: (row) => <WireOrUnknown text={row.owner ?? row.team} /> },
    { id: 'lastAt', title: t('assets.column.last'), cell: (row) => <Instant at={row.lastAt} /> },
  ]
}

function NameCell(row: GapRow) {
  return (
    <Link to="/assets/$assetId" params={{ assetId: row.id }} data-row-link="">
      <WireText text={nameOf(row)} />
    </Link>
  )
}

/** Who heard it, and whether they watch now: the way to what has to be mended. */
function HeardCell({ heardBy, isCoverageTold }: GapRow) {
  if (!isCoverageTold && heardBy.length === 0)
    return <WireOrUnknown text={null} reason={t('visibility.heard.withheld')} />
  if (heardBy.length === 0) return <span className="faint">{t('visibility.heard.none')}</span>
  return (
    <span className="gap-sensors">
      {heardBy.map((sensor) => (
        <span key={sensor.id}>
          <WireText text={sensor.name} /> <StateMark state={sensor.state} />
        </span>
      ))}
    </span>
  )
}
