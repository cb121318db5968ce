// One run of a hunt: how much it found, what it could not see, its rows, and what is made of it.
import { type HuntRunRecord, readRun } from '@penstock/contract/hunts'
import type { HuntedRow } from '@penstock/model/hunts'
import type { Domain } from '@penstock/model/kernel'
import { useRead } from '@penstock/web/api'
import { formatCount, t } from '@penstock/web/messages'
import { type Column, DataTable, Empty, Instant, Loaded, Unknown, WireOrUnknown, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Coverage } from './Coverage.tsx'
import { FollowUps } from './FollowUps.tsx'
import { FoundWords } from './FoundWords.tsx'

const WHILE_RUNNING_MS = 1000

interface OfRun {
  readonly domain: Domain
  readonly title: string
  readonly hypothesis: string
}

export function Run({ runId, ...of }: OfRun & { readonly runId: string }) {
  const asked = { domain: of.domain, params: { huntRunId: runId } }
  const [isOver, setOver] = useState(false)
  const read = useRead(readRun, asked, isOver ? {} : { intervalMs: WHILE_RUNNING_MS })
  const isDone = read.data !== undefined && read.data.state !== 'running'
  if (isDone !== isOver) setOver(isDone)
  return <Loaded read={read}>{(run) => <Whole {...of} run={run} />}</Loaded>
}

function Whole({ run, ...of }: OfRun & { readonly run: HuntRunRecord }) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  return (
    <>
      <p role="status">
        <FoundWords run={run} />
        {run.state === 'too-long' ? ` ${t('hunts.state.too-long.mend')}` : null}
      </p>
      {run.coverage === null ? null : <Coverage coverage={run.coverage} domain={of.domain} />}
      {run.state !== 'done' ? null : run.rows.length === 0 ? (
        <Empty kind="wrong" title={t('hunts.rows.none')}>
          {t('hunts.rows.none.why')}
        </Empty>
      ) : (
        <>
          <p className="faint">
            {t('hunts.rows.kept', { kept: formatCount(run.kept), found: formatCount(run.found ?? run.kept) })}
          </p>
          <DataTable
            label={t('hunts.table', { title: t('hunts.rows') })}
            columns={columnsOf(run.isPseudonymised)}
            rows={run.rows}
            rowId={({ id }) => id}
            hasKeys={false}
            selected={selected}
            onSelect={setSelected}
          />
        </>
      )}
      <FollowUps {...of} run={run} chosen={run.rows.filter(({ id }) => selected.has(id))} />
    </>
  )
}

function columnsOf(isPseudonymised: boolean): readonly Column<HuntedRow>[] {
  return [
    { id: 'at', title: t('hunts.row.at'), isRowHead: true, cell: (row) => <Instant at={row.at} /> },
    {
      id: 'class',
      title: t('hunts.row.class'),
      cell: (row) => <WireText text={row.className ?? String(row.classUid)} />,
    },
    { id: 'what', title: t('hunts.row.what'), cell: (row) => <WireOrUnknown text={row.what} /> },
    { id: 'who', title: t('hunts.row.who'), cell: (row) => <WireOrUnknown text={row.user} /> },
    {
      id: 'device',
      title: t('hunts.row.device'),
      cell: (row) => <End host={row.device} ip={null} isLinked={!isPseudonymised} />,
    },
    {
      id: 'from',
      title: t('hunts.row.from'),
      cell: (row) => <End host={row.sourceHost} ip={row.sourceIp} isLinked={!isPseudonymised} />,
    },
    {
      id: 'to',
      title: t('hunts.row.to'),
      cell: (row) => <End host={row.destinationHost} ip={row.destinationIp} isLinked={!isPseudonymised} />,
    },
    { id: 'site', title: t('hunts.field.site'), cell: (row) => <WireText text={row.site} /> },
  ]
}

/** Leads to the assets that are called so. */
function End(props: { readonly host: string | null; readonly ip: string | null; readonly isLinked: boolean }) {
  const name = props.ip ?? props.host
  if (name === null) return <Unknown />
  const words = (
    <>
      {props.host === null ? null : <WireText text={props.host} />}{' '}
      {props.ip === null ? null : <WireText text={props.ip} isMono />}
    </>
  )
  if (!props.isLinked) return words
  return (
    <Link to="/assets" search={{ q: JSON.stringify(name).includes('\\') || name.includes(' ') ? undefined : name }}>
      {words}
    </Link>
  )
}
