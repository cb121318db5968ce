// One run of a hunt: how much it found, what it could not see, its rows, and what is made of it.
import { type HuntRunRecord, readRun } from '@penstock/contract/hunts'
import type { HuntedConversation, HuntedEvent, HuntedOperation, HuntedRow } from '@penstock/model/hunts'
import type { Domain } from '@penstock/model/kernel'
import { useRead } from '@penstock/web/api'
import { formatCount, t } from '@penstock/web/messages'
import { SiteName } from '@penstock/web/scope'
import { type Column, DataTable, Empty, Instant, Loaded, Unknown, WireOrUnknown, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
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
            columns={columnsOf(run)}
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

function columnsOf({ rows, isPseudonymised }: HuntRunRecord): readonly Column<HuntedRow>[] {
  const isLinked = !isPseudonymised
  const [first] = rows
  const own = first !== undefined && 'of' in first ? sensorColumns(first.of, isLinked) : eventColumns(isLinked)
  return [
    { id: 'at', title: t('hunts.row.at'), isRowHead: true, cell: (row) => <Instant at={row.at} /> },
    ...own,
    { id: 'site', title: t('hunts.field.site'), cell: (row) => <SiteName site={row.site} /> },
  ]
}

/** A run is of one subject, so each row is an event. */
function eventColumns(isLinked: boolean): readonly Column<HuntedRow>[] {
  const column = (id: string, title: string, cell: (row: HuntedEvent) => ReactNode): Column<HuntedRow> => ({
    ...{ id, title },
    cell: (row) => ('of' in row ? null : cell(row)),
  })
  return [
    column('class', t('hunts.row.class'), (row) => <WireText text={row.className ?? String(row.classUid)} />),
    column('what', t('hunts.row.what'), (row) => <WireOrUnknown text={row.what} />),
    column('who', t('hunts.row.who'), (row) => <WireOrUnknown text={row.user} />),
    column('device', t('hunts.row.device'), (row) => <End host={row.device} ip={null} isLinked={isLinked} />),
    column('from', t('hunts.row.from'), (row) => <End host={row.sourceHost} ip={row.sourceIp} isLinked={isLinked} />),
    column('to', t('hunts.row.to'), (row) => (
      <End host={row.destinationHost} ip={row.destinationIp} isLinked={isLinked} />
    )),
  ]
}

function sensorColumns(of: 'conversations' | 'operations', isLinked: boolean): readonly Column<HuntedRow>[] {
  const column = (
    id: string,
    title: string,
    cell: (row: HuntedConversation | HuntedOperation) => ReactNode,
  ): Column<HuntedRow> => ({ ...{ id, title }, cell: (row) => ('of' in row ? cell(row) : null) })
  const ends = [
    column('from', t('hunts.row.from'), (row) => <End host={row.clientMac} ip={row.clientIp} isLinked={isLinked} />),
    column('to', t('hunts.row.to'), (row) => <End host={row.serverMac} ip={row.serverIp} isLinked={isLinked} />),
    column('protocol', t('hunts.row.protocol'), (row) => <WireOrUnknown text={row.protocol} />),
  ]
  if (of === 'operations')
    return [
      ...ends,
      column('what', t('hunts.row.what'), (row) =>
        row.of === 'operations' ? <WireText text={row.count === 1 ? row.name : `${row.name} ×${row.count}`} /> : null,
      ),
      column('target', t('hunts.row.target'), (row) =>
        row.of === 'operations' ? <WireOrUnknown text={row.target} /> : null,
      ),
      column('result', t('hunts.row.result'), (row) =>
        row.of === 'operations' ? <WireOrUnknown text={row.result} /> : null,
      ),
    ]
  return [
    ...ends,
    column('port', t('hunts.row.port'), (row) =>
      row.of === 'conversations' ? (
        <WireText text={row.serverPort === null ? row.transport : `${row.transport} ${row.serverPort}`} isMono />
      ) : null,
    ),
    column('until', t('hunts.row.until'), (row) => (row.of === 'conversations' ? <Instant at={row.until} /> : null)),
    column('packets', t('hunts.row.packets'), (row) => (row.of === 'conversations' ? formatCount(row.packets) : null)),
    column('bytes', t('hunts.row.bytes'), (row) => (row.of === 'conversations' ? formatCount(row.bytes) : null)),
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
