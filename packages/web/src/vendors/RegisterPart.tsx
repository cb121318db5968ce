// The register of one vendor: each entry, its drift, the sessions that were seen, and the weaknesses of its access with what shows them.

import {
  type RegisterEntryView,
  readVendorRegister,
  type SessionView,
  type VendorRow,
  type WeaknessView,
} from '@penstock/contract/vendors'
import type { SiteKey } from '@penstock/model/kernel'
import { useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import {
  Chip,
  type Column,
  DataTable,
  Empty,
  Facts,
  Instant,
  Loaded,
  Panel,
  SeverityMark,
  severityOf,
  showUnseen,
  Unknown,
  WireText,
} from '@penstock/web/ui'
import { DriftList, ToConversation } from './DriftList.tsx'
import { useVendors } from './use-vendors.ts'

export function RegisterPart({ site, vendor }: { readonly site: SiteKey; readonly vendor: VendorRow }) {
  const { moment } = useVendors()
  const read = useRead(readVendorRegister, { params: { site }, query: { vendor: vendor.id, ...moment } })
  return (
    <Loaded read={read} lines={8}>
      {({ entries, sessions, sessionCount, drift, weaknesses, isSeen }) => (
        <>
          <Panel title={t('vendors.register')}>
            {entries.length === 0 ? <Empty kind="yet" title={t('vendors.register.none')} /> : null}
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
            {isSeen ? (
              <>
                {drift.length === 0 ? null : <DriftList drift={drift} hasSeen />}
                <h3>{t('vendors.sessions')}</h3>
                <p role="status">
                  {t('vendors.sessions.count', { count: sessionCount, cut: sessionCount - sessions.length })}
                </p>
                {sessions.length === 0 ? null : (
                  <DataTable
                    label={t('vendors.sessions')}
                    columns={SESSIONS}
                    rows={sessions}
                    rowId={({ conversation }) => conversation}
                    hasKeys={false}
                  />
                )}
              </>
            ) : (
              <p className="muted">{t('vendors.blind')}</p>
            )}
          </Panel>
          <Panel title={t('vendors.weaknesses')}>
            <Weaknesses weaknesses={weaknesses} />
          </Panel>
        </>
      )}
    </Loaded>
  )
}

function Entry({ entry }: { readonly entry: RegisterEntryView }) {
  const list = (names: readonly string[]): string =>
    names.length === 0 ? t('vendors.nothing') : names.map(showUnseen).join(', ')
  const guards = [
    t(entry.mfa ? 'vendors.entry.mfa' : 'vendors.entry.no-mfa'),
    t(entry.recorded ? 'vendors.entry.recorded' : 'vendors.entry.not-recorded'),
    entry.jumpHost === null
      ? t('vendors.entry.no-jump')
      : t('vendors.entry.jump', { host: showUnseen(entry.jumpHost) }),
  ]
  const who = entry.approvedBy === null ? t('vendors.entry.nobody') : showUnseen(entry.approvedBy)
  const until = entry.approvedUntil ?? t('vendors.entry.no-end')
  return (
    <section className="vendors-entry">
      <h3>
        <WireText text={entry.title} /> <code>{showUnseen(entry.id)}</code>{' '}
        <Chip tone={entry.status === 'approved' ? 'plain' : 'strong'}>{t(`vendors.entry.status.${entry.status}`)}</Chip>
      </h3>
      <Facts
        items={[
          [
            t('vendors.entry.owner'),
            entry.owner === null ? <Unknown key="owner" reason={t('vendors.entry.nobody')} /> : showUnseen(entry.owner),
          ],
          [t('vendors.entry.path'), entry.path.map(showUnseen).join(' → ')],
          [t('vendors.entry.targets'), list(entry.targets)],
          [t('vendors.entry.protocols'), list(entry.protocols)],
          [t('vendors.entry.tools'), list(entry.tools)],
          [t('vendors.entry.hours'), hoursText(entry.hours)],
          [
            t('vendors.entry.sources'),
            entry.sources === null ? t('vendors.entry.sources.unknown') : list(entry.sources),
          ],
          [t('vendors.entry.approval'), t('vendors.entry.approved-by', { who, until })],
          [t('vendors.entry.guards'), guards.join(', ')],
          [
            t('vendors.entry.seen'),
            entry.lastSeenAt !== null ? (
              <Instant key="seen" at={entry.lastSeenAt} />
            ) : entry.lastUse === null ? (
              <Unknown key="seen" reason={t('vendors.not-seen.reason')} />
            ) : (
              t('vendors.by-register', { day: entry.lastUse })
            ),
          ],
        ]}
      />
    </section>
  )
}

function hoursText({
  text,
  timeZone,
  isZoneStated,
  isAlways,
  needsPermit,
  maxSessionH,
}: RegisterEntryView['hours']): string {
  const told = [
    ...(isAlways ? [t('vendors.entry.always')] : []),
    ...(text === null
      ? []
      : timeZone === null
        ? [t('vendors.entry.unreadable', { text: showUnseen(text) })]
        : isZoneStated
          ? [t('vendors.entry.zone', { text: showUnseen(text), timeZone })]
          : [t('vendors.entry.zone-assumed', { text: showUnseen(text) })]),
    ...(needsPermit ? [t('vendors.entry.permit')] : []),
    ...(maxSessionH === null ? [] : [t('vendors.entry.max', { hours: maxSessionH })]),
  ]
  return told.join(', ')
}

const SESSIONS: readonly Column<SessionView>[] = [
  {
    id: 'ends',
    title: t('vendors.session.column'),
    isRowHead: true,
    cell: ({ conversation, client, server }) => (
      <ToConversation
        id={conversation}
        label={t('vendors.drift.open', { client: showUnseen(client), server: showUnseen(server) })}
      >
        <WireText text={client} /> → <WireText text={server} />
      </ToConversation>
    ),
  },
  {
    id: 'protocol',
    title: t('vendors.session.protocol'),
    cell: ({ protocol }) =>
      protocol === null ? <Unknown reason={t('vendors.session.no-protocol')} /> : <WireText text={protocol} />,
  },
  { id: 'access', title: t('vendors.session.access'), cell: ({ access }) => access.map(showUnseen).join(', ') },
  { id: 'first', title: t('vendors.session.first'), cell: ({ firstAt }) => <Instant at={firstAt} /> },
  { id: 'last', title: t('vendors.session.last'), cell: ({ lastAt }) => <Instant at={lastAt} /> },
  {
    id: 'judged',
    title: t('vendors.session.judged'),
    cell: ({ drift }) =>
      drift.length === 0 ? t('vendors.session.kept') : drift.map((kind) => t(`vendors.drift.kind.${kind}`)).join(', '),
  },
]

function Weaknesses({ weaknesses }: { readonly weaknesses: readonly WeaknessView[] }) {
  if (weaknesses.length === 0) return <Empty kind="wrong" title={t('vendors.weaknesses.none')} />
  return (
    <>
      <p role="status">{t('vendors.weaknesses.count', { count: weaknesses.length })}</p>
      <ul className="lines">
        {weaknesses.map((one) => (
          <li key={one.key}>
            <p>
              <SeverityMark severity={severityOf(one.severity)} /> <b>{t(`vendors.weakness.${one.kind}`)}</b>{' '}
              {showUnseen(one.access)} {one.subject === null ? null : <code>{showUnseen(one.subject)}</code>}{' '}
              <Chip tone={one.basis === 'record' ? 'plain' : 'strong'}>{t(`vendors.basis.${one.basis}`)}</Chip>
            </p>
            <p className="muted">
              <code>{one.places.map(showUnseen).join(', ')}</code>
              {one.policies.length === 0
                ? null
                : `; ${t('vendors.weakness.policy', { policies: one.policies.map(showUnseen).join(', ') })}`}
            </p>
            <Shown weakness={one} />
          </li>
        ))}
      </ul>
    </>
  )
}

function Shown({ weakness: { rules, sessions, retestedAt } }: { readonly weakness: WeaknessView }) {
  const texts = rules.map(({ device, rule, isSure }) =>
    t('vendors.weakness.rule', { device: showUnseen(device), rule: showUnseen(rule), isSure: String(isSure) }),
  )
  return (
    <>
      {[...new Set(texts)].map((text) => (
        <p className="muted" key={text}>
          {text}
        </p>
      ))}
      {retestedAt === null ? (
        <p className="muted">{t('vendors.weakness.untested')}</p>
      ) : (
        <p className="muted">
          {t('vendors.weakness.retested')} <Instant at={retestedAt} />{' '}
          {sessions.slice(0, 1).map(({ conversation }) => (
            <ToConversation key={conversation} id={conversation}>
              {t('vendors.weakness.session')}
            </ToConversation>
          ))}
        </p>
      )}
    </>
  )
}
