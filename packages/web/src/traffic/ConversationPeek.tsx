// The drawer of one conversation: both ends, functions, verdict with its ground, history, and the packet that proves it.
import { type ConversationRecord, readConversation } from '@penstock/contract/traffic'
import { useRead } from '@penstock/web/api'
import { formatBytes, formatCount, t } from '@penstock/web/messages'
import { PacketButton } from '@penstock/web/observations'
import {
  Chip,
  Facts,
  Instant,
  Loaded,
  PeekDrawer,
  SeverityMark,
  severityOf,
  WireOrUnknown,
  WireText,
} from '@penstock/web/ui'
import { Counted, End, Kinds, Last, Verdict } from './columns.tsx'
import { protocolOf, ruleSentence } from './describe.ts'

export function ConversationPeek(props: {
  readonly id: string | null
  /** ISO 8601; left out for now. */
  readonly asOf: string | undefined
  readonly onClose: () => void
}) {
  const { id, asOf, onClose } = props
  return (
    <PeekDrawer title={t('traffic.peek')} onClose={onClose}>
      {id === null ? null : <Peek id={id} asOf={asOf} />}
    </PeekDrawer>
  )
}

function Peek({ id, asOf }: { readonly id: string; readonly asOf: string | undefined }) {
  const query = asOf === undefined ? {} : { asOf }
  const read = useRead(readConversation, { params: { conversationId: id }, query })
  return <Loaded read={read}>{(row) => (row.id === id ? <Summary row={row} /> : null)}</Loaded>
}

function Summary({ row }: { readonly row: ConversationRecord }) {
  return (
    <div className="peek">
      <div>
        <h3 className="traffic-ends">
          <End asset={row.clientAsset} label={row.clientLabel} /> <span aria-hidden="true">→</span>
          <span className="visually-hidden">{t('traffic.to')}</span>{' '}
          <End asset={row.serverAsset} label={row.serverLabel} />
        </h3>
        <p className="muted">
          <WireOrUnknown text={protocolOf(row)} reason={t('traffic.protocol.unknown')} />{' '}
          <Chip>{t(row.isAnswered ? 'traffic.answered' : 'traffic.unanswered')}</Chip>{' '}
          <Chip>{t(`traffic.domain.${row.domain}`)}</Chip>
        </p>
      </div>
      <div>
        <p>
          {row.severity === null ? <Verdict row={row} /> : <SeverityMark severity={severityOf(row.severity)} />}
          {row.severity === null ? null : <strong> {t('ui.verdict.not-allowed')}</strong>}
          {row.basis === 'inferred' ? <Chip>{t('traffic.inferred')}</Chip> : null}
        </p>
        {row.rule === null ? null : <p className="muted">{ruleSentence(row.rule)}</p>}
        {row.facts.length === 0 ? null : (
          <ul className="traffic-facts">
            {row.facts.map((fact) => (
              <li key={fact}>
                <WireText text={fact} isMono />
              </li>
            ))}
          </ul>
        )}
      </div>
      <Facts
        items={[
          [t('traffic.column.kinds'), <Kinds key="kinds" row={row} />],
          [
            t('traffic.column.conduit'),
            <WireOrUnknown key="conduit" text={row.conduit} reason={t('traffic.no-conduit')} />,
          ],
          [t('traffic.column.client-zone'), <WireOrUnknown key="from" text={row.clientZone} />],
          [t('traffic.column.server-zone'), <WireOrUnknown key="to" text={row.serverZone} />],
          [t('traffic.column.client-address'), <Addresses key="client" ip={row.clientAddress} mac={row.clientMac} />],
          [t('traffic.column.server-address'), <Addresses key="server" ip={row.serverAddress} mac={row.serverMac} />],
          [t('traffic.column.packets'), <Counted key="packets" value={row.packets} format={formatCount} />],
          [t('traffic.column.bytes'), <Counted key="bytes" value={row.bytes} format={formatBytes} />],
          [t('traffic.column.first'), <Instant key="first" at={row.firstAt} />],
          [t('traffic.column.last'), <Last key="last" at={row.lastAt} />],
          [t('traffic.known'), <Instant key="known" at={row.knownAt} />],
        ]}
      />
      <PacketButton proof={{ ...row.proof }} />
      <History row={row} />
    </div>
  )
}

function Addresses({ ip, mac }: { readonly ip: string | null; readonly mac: string | null }) {
  if (ip === null && mac === null) return <WireOrUnknown text={null} />
  return (
    <WireText
      text={[ip, mac].filter((each, at, all) => each !== null && all.indexOf(each) === at).join(' · ')}
      isMono
    />
  )
}

function History({ row }: { readonly row: ConversationRecord }) {
  if (row.verdicts.length + row.states.length <= 2) return null
  return (
    <section aria-label={t('traffic.history')}>
      <h3>{t('traffic.history')}</h3>
      <ol className="traffic-history">
        {row.verdicts.map((each) => (
          <li key={`v${each.learnedFrom}`}>
            <Instant at={each.learnedFrom} /> <Verdict row={{ ...each, severity: null }} />{' '}
            <span className="muted">{ruleSentence(each.rule)}</span>
          </li>
        ))}
        {row.states.map((each) => (
          <li key={`s${each.learnedFrom}`}>
            <Instant at={each.learnedFrom} />{' '}
            {each.kinds.length === 0
              ? t('traffic.kinds.none')
              : each.kinds.map((kind) => t(`traffic.kind.${kind}`)).join(', ')}
          </li>
        ))}
      </ol>
    </section>
  )
}
