// Columns of the queue. What waits is filled, what somebody looks at is outlined, what is judged is grey with its word.
import type { GlanceView } from '@penstock/contract/triage'
import { severityOfLevel } from '@penstock/model/triage'
import { formatCount, t } from '@penstock/web/messages'
import { Chip, type Column, Instant, SeverityMark, Unknown, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import type { TriageSearch } from './search.ts'
import type { ShownRow } from './shown.ts'
import { whyText } from './words.ts'

export function triageColumns(asOfMs: number, search: TriageSearch): readonly Column<ShownRow>[] {
  return [
    {
      id: 'title',
      title: t('triage.column.detection'),
      isRowHead: true,
      cell: (row) => (
        <div className="triage-title" data-standing={row.standing}>
          <Link to="/triage" search={{ ...search, open: row.key }} replace data-row-link="" data-triage-key={row.key}>
            <WireText text={row.detection.title} />
          </Link>
          <span className="faint triage-why">
            {whyText(row.glance, row.detection.level, waitsS(row.detection.raisedAt, asOfMs))}
          </span>
        </div>
      ),
    },
    {
      id: 'consequence',
      title: t('triage.column.consequence'),
      cell: ({ glance }) => <Consequence glance={glance} />,
    },
    { id: 'level', title: t('triage.column.level'), cell: (row) => <Level row={row} /> },
    {
      id: 'ends',
      title: t('triage.column.where'),
      cell: ({ glance, detection }) => <Ends glance={glance} row={detection} />,
    },
    { id: 'state', title: t('triage.column.state'), cell: (row) => <State row={row} /> },
    { id: 'domain', title: t('triage.column.domain'), cell: ({ domain }) => t(`access.domain.${domain}`) },
    {
      id: 'count',
      title: t('triage.column.count'),
      isNumber: true,
      cell: ({ detection }) => formatCount(detection.count),
    },
    { id: 'last', title: t('triage.column.last'), cell: ({ detection }) => <Instant at={detection.lastAt} /> },
  ]
}

function waitsS(raisedAt: string, asOfMs: number): number {
  return Math.max(0, Math.round((asOfMs - Date.parse(raisedAt)) / 1000))
}

export function Level({ row }: { readonly row: Pick<ShownRow, 'detection'> }) {
  const { level, state } = row.detection
  const urgency = state === 'new' ? 'open' : state === 'acknowledged' ? 'acknowledged' : 'suppressed'
  return <SeverityMark severity={severityOfLevel(level)} urgency={urgency} />
}

function Consequence({ glance }: { readonly glance: GlanceView | null }) {
  const consequence = glance?.stake.consequence
  if (consequence === undefined) return <Unknown reason={t('triage.why.no-plant')} />
  if (consequence.kind === 'unknown') return <Unknown reason={t(`triage.stake.unknown.${consequence.why}`)} />
  if (consequence.kind === 'none') return <span className="faint">{t('triage.consequence.none')}</span>
  return (
    <span className="triage-ends">
      <strong>{t('triage.consequence', { level: consequence.level })}</strong>
      {glance === null || glance.safety === 'none' || glance.safety === 'unknown' ? null : (
        <span>
          <Chip tone="strong">{t(`triage.safety.${glance.safety}`)}</Chip>
        </span>
      )}
    </span>
  )
}

function Ends({ glance, row }: { readonly glance: GlanceView | null; readonly row: ShownRow['detection'] }) {
  if (glance !== null && glance.ends.length > 0)
    return (
      <span className="triage-ends">
        {glance.ends.map(({ place, asset, text }) => (
          <span key={place}>
            <span className="faint">{t(`triage.place.${place}`)}</span>{' '}
            {asset === null ? <WireText text={text} isMono /> : <WireText text={asset.name} />}
          </span>
        ))}
      </span>
    )
  const { sourceIp, sourceHost, destinationIp, destinationHost, device, user } = row.subject
  const text = sourceHost ?? sourceIp ?? device ?? destinationHost ?? destinationIp ?? user
  return text === undefined ? <Unknown reason={t('triage.ends.none')} /> : <WireText text={text} isMono />
}

export function State({ row }: { readonly row: ShownRow }) {
  const { state, verdict } = row.detection
  if (row.standing === 'left') return <Chip>{t('triage.standing.left')}</Chip>
  if (row.standing === 'stale') return <Chip>{t('triage.standing.stale')}</Chip>
  if (verdict !== null) return <Chip>{t(`triage.verdict.${verdict}`)}</Chip>
  return <Chip tone={state === 'new' ? 'strong' : 'plain'}>{t(`triage.state.${state}`)}</Chip>
}
