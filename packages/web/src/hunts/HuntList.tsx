// Saved hypotheses: where each is asked, what its last run found, what was made of it, and when it runs again.
import { t } from '@penstock/web/messages'
import { type Column, DataTable, Empty, Instant, Panel, Unknown, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { FoundWords } from './FoundWords.tsx'
import type { Hypothesis, Side } from './hypotheses.ts'
import type { HuntSearch } from './search.ts'

export function HuntList({
  hypotheses,
  search,
}: {
  readonly hypotheses: readonly Hypothesis[]
  readonly search: HuntSearch
}) {
  return (
    <Panel title={t('hunts.saved')} aside={t('hunts.saved.count', { count: hypotheses.length })}>
      {hypotheses.length === 0 ? (
        <Empty kind="yet" title={t('hunts.none')}>
          {t('hunts.none.why')}
        </Empty>
      ) : (
        <DataTable
          label={t('hunts.table', { title: t('hunts.saved') })}
          columns={columnsOf(search)}
          rows={hypotheses}
          rowId={({ key }) => key}
        />
      )}
    </Panel>
  )
}

function columnsOf(search: HuntSearch): readonly Column<Hypothesis>[] {
  return [
    {
      id: 'title',
      title: t('hunts.field.title'),
      isRowHead: true,
      cell: ({ key, title }) => (
        <Link to="/hunt" search={{ ...search, hunt: key, write: undefined }} data-row-link>
          <WireText text={title} />
        </Link>
      ),
    },
    {
      id: 'techniques',
      title: t('hunts.field.techniques'),
      cell: ({ sides }) => {
        const named = [...new Set(sides.flatMap(({ hunt }) => hunt.draft.techniques))]
        return named.length === 0 ? <Unknown reason={t('hunts.techniques.none')} /> : named.join(' ')
      },
    },
    { id: 'found', title: t('hunts.column.last'), cell: (row) => <Sides row={row} cell={lastOf} /> },
    { id: 'follow-up', title: t('hunts.column.follow-up'), cell: (row) => <Sides row={row} cell={followUpOf} /> },
    { id: 'next', title: t('hunts.column.next'), cell: (row) => <Sides row={row} cell={nextOf} /> },
    {
      id: 'owner',
      title: t('hunts.column.owner'),
      cell: ({ sides }) => <WireText text={[...new Set(sides.map(({ hunt }) => hunt.ownerName))].join(', ')} />,
    },
  ]
}

/** One line a domain; the domain is named where there are two. */
function Sides({ row, cell }: { readonly row: Hypothesis; readonly cell: (side: Side) => React.ReactNode }) {
  return (
    <ul className="hunt-sides">
      {row.sides.map((side) => (
        <li key={side.domain}>
          {row.sides.length > 1 ? <span className="faint">{t(`access.domain.${side.domain}`)} </span> : null}
          {cell(side)}
        </li>
      ))}
    </ul>
  )
}

function lastOf({ hunt: { last } }: Side) {
  return last === null ? <Unknown reason={t('hunts.last.never')} /> : <FoundWords run={last} />
}

function followUpOf({ hunt: { last } }: Side) {
  const [made] = last?.followUps ?? []
  if (made === undefined) return <Unknown reason={t('hunts.follow-up.none')} />
  return (
    <>
      {t(`hunts.follow-up.${made.outcome}`)}
      {made.incident === null ? null : (
        <>
          {' '}
          <Link to="/incidents/$incidentId" params={{ incidentId: made.incident.id }}>
            {made.incident.reference}
          </Link>
        </>
      )}
    </>
  )
}

function nextOf({ hunt: { nextAt, halted } }: Side) {
  if (halted !== null) return t(`hunts.halted.${halted}`)
  return nextAt === null ? t('hunts.schedule.none') : <Instant at={nextAt} />
}
