// What a source told, newest first, and the lines that nobody could read: the text of others, shown as text.
import { Button } from '@mantine/core'
import { type EventView, listEvents, listUnknownLines, type UnknownLineView } from '@penstock/contract/ingest'
import type { SourceView } from '@penstock/contract/sources'
import { useRead, useSession } from '@penstock/web/api'
import { findMessage, formatCount, formatExactInstant, t } from '@penstock/web/messages'
import { SiteName } from '@penstock/web/scope'
import {
  type Column,
  DataTable,
  Empty,
  Facts,
  Instant,
  Loaded,
  PeekDrawer,
  ScrollRegion,
  shownLines,
  showUnseen,
  WireOrUnknown,
  WireText,
} from '@penstock/web/ui'
import { useState } from 'react'

const SHOWN = 50
const REFRESH_MS = 5000
/** Of a raw line in a table; the whole is in the drawer. */
const GLIMPSE = 160

type Line = EventView | UnknownLineView

export function SourceLines({ source }: { readonly source: SourceView }) {
  const { domain, permissions } = useSession()
  const [open, setOpen] = useState<Line | null>(null)
  const mayRead = domain === source.domain && permissions.includes('monitoring:read')
  const input = { domain: source.domain, query: { source: source.id, limit: SHOWN } }
  const options = { isEnabled: mayRead, intervalMs: REFRESH_MS }
  const events = useRead(listEvents, { ...input, query: { ...input.query, by: 'received' } }, options)
  const unknown = useRead(listUnknownLines, input, options)
  if (!mayRead)
    return (
      <Empty kind="yet" title={t('sources.events.withheld')}>
        {t('sources.events.withheld.why')}
      </Empty>
    )
  return (
    <>
      <h3>{t('sources.events')}</h3>
      <Loaded read={events}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty kind="yet" title={t('sources.events.none')}>
              {t('sources.events.none.why')}
            </Empty>
          ) : (
            <Lines label={t('sources.events')} columns={eventColumns(setOpen)} rows={items} />
          )
        }
      </Loaded>
      <h3>{t('sources.unknown')}</h3>
      <Loaded read={unknown}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty kind="wrong" title={t('sources.unknown.none')} />
          ) : (
            <Lines label={t('sources.unknown')} columns={unknownColumns(setOpen)} rows={items} />
          )
        }
      </Loaded>
      <PeekDrawer title={t('sources.event.line')} width={720} onClose={() => setOpen(null)}>
        {open === null ? null : <WholeLine line={open} />}
      </PeekDrawer>
    </>
  )
}

function Lines<Row extends Line>(props: {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
}) {
  return (
    <>
      <p className="faint">{t('sources.events.shown', { count: formatCount(props.rows.length) })}</p>
      <DataTable label={props.label} columns={props.columns} rows={props.rows} rowId={(row) => row.id} />
    </>
  )
}

type Opener = (line: Line) => void

function eventColumns(open: Opener): readonly Column<EventView>[] {
  return [
    { id: 'at', title: t('sources.event.at'), isRowHead: true, cell: (row) => <Instant at={row.at} /> },
    { id: 'class', title: t('sources.event.class'), cell: (row) => <WireText text={classOf(row)} /> },
    { id: 'what', title: t('sources.event.what'), cell: (row) => <WireOrUnknown text={whatOf(row)} /> },
    { id: 'who', title: t('sources.event.who'), cell: (row) => <WireOrUnknown text={row.user} /> },
    { id: 'from', title: t('sources.event.from'), cell: (row) => <End ip={row.sourceIp} host={row.sourceHost} /> },
    {
      id: 'to',
      title: t('sources.event.to'),
      cell: (row) => <End ip={row.destinationIp} host={row.destinationHost} />,
    },
    { id: 'device', title: t('sources.event.device'), cell: (row) => <WireOrUnknown text={row.device} /> },
    { id: 'line', title: t('sources.event.line'), cell: (row) => <ShowLine line={row} open={open} /> },
  ]
}

function unknownColumns(open: Opener): readonly Column<UnknownLineView>[] {
  return [
    { id: 'came', title: t('sources.event.came'), isRowHead: true, cell: (row) => <Instant at={row.receivedAt} /> },
    { id: 'code', title: t('sources.unknown.reason'), cell: (row) => <WhyUnread line={row} /> },
    {
      id: 'raw',
      title: t('sources.event.line'),
      cell: (row) => <bdi className="wire mono source-raw">{showUnseen(row.raw.slice(0, GLIMPSE))}</bdi>,
    },
    { id: 'line', title: t('sources.event.show'), cell: (row) => <ShowLine line={row} open={open} /> },
  ]
}

/** The reason in our words, and what exactly it was about. */
function WhyUnread({ line: { code, detail } }: { readonly line: UnknownLineView }) {
  const words = findMessage(`sources.code.${code}`)
  if (words === null) return <WireText text={detail} />
  return (
    <span className="source-why">
      {words}: <WireText text={detail} />
    </span>
  )
}

function End({ ip, host }: { readonly ip: string | null; readonly host: string | null }) {
  if (host === null) return <WireOrUnknown text={ip} isMono />
  return (
    <>
      <WireText text={host} /> {ip === null ? null : <WireText text={ip} isMono />}
    </>
  )
}

function ShowLine({ line, open }: { readonly line: Line; readonly open: Opener }) {
  const at = formatExactInstant(line.receivedAt)
  return (
    <Button
      variant="default"
      size="compact-sm"
      aria-label={t('sources.event.show-of', { line: formatCount(line.line), at })}
      onClick={() => open(line)}
    >
      {t('sources.event.show')}
    </Button>
  )
}

function WholeLine({ line }: { readonly line: Line }) {
  const kept = new TextEncoder().encode(line.raw).length
  return (
    <div className="source-line">
      <Facts
        items={[
          [t('sources.event.came'), <Instant key="came" at={line.receivedAt} />],
          [t('sources.site'), <SiteName key="site" site={line.site} />],
          ['SHA-256', <WireText key="sha" text={line.rawSha256} isMono />],
        ]}
      />
      {'code' in line ? (
        <p className="notice">
          <WhyUnread line={line} />
        </p>
      ) : null}
      <LongText label={t('sources.event.line')} text={line.raw} />
      {kept < line.rawBytes ? (
        <p className="muted">
          {t('sources.event.cut', { kept: formatCount(kept), bytes: formatCount(line.rawBytes) })}
        </p>
      ) : null}
      {'fields' in line ? (
        <>
          <h3>{t('sources.event.fields')}</h3>
          <LongText label={t('sources.event.fields')} text={JSON.stringify(line.fields, null, 2)} />
          <h3>{t('sources.event.ocsf')}</h3>
          <LongText label={t('sources.event.ocsf')} text={JSON.stringify(line.ocsf, null, 2)} />
        </>
      ) : null}
    </div>
  )
}

function LongText({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <ScrollRegion className="source-text" label={label}>
      <bdi>{shownLines(text)}</bdi>
    </ScrollRegion>
  )
}

function classOf({ ocsf, classUid }: EventView): string {
  return textOf(ocsf['class_name']) ?? String(classUid)
}

function whatOf({ ocsf, action }: EventView): string | null {
  const { log_name: logName } = (ocsf['metadata'] ?? {}) as { readonly log_name?: unknown }
  return textOf(ocsf['message']) ?? action ?? textOf(ocsf['activity_name']) ?? textOf(logName)
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
