// One source: what it is, how it stands, what it told by class, what could not be read and why, and what may be done about it.
import { Button, CloseButton, TextInput } from '@mantine/core'
import { revokeToken } from '@penstock/contract/access'
import { releaseSource, type SourceActivity, type SourceView } from '@penstock/contract/sources'
import { useMay, useWrite } from '@penstock/web/api'
import { findMessage, formatCount, formatDuration, formatSkew, t } from '@penstock/web/messages'
import { SiteName } from '@penstock/web/scope'
import { Facts, Instant, Panel, RefusedNotice, showUnseen, Unknown, WireText } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'
import { Delay, UnreadShare } from './measures.tsx'
import { SourceLines } from './SourceLines.tsx'
import { StateMark } from './StateMark.tsx'

export function SourcePanel(props: {
  readonly source: SourceView
  readonly formatTitle: string
  readonly onClose: () => void
}) {
  const { source } = props
  const { activity } = source
  const mayEnrol = useMay('sensor:enrol')
  const mayEnd = mayEnrol && source.revokedAt === null
  return (
    <Panel
      className="source-panel"
      title={showUnseen(source.name)}
      aside={<CloseButton aria-label={t('ui.close')} onClick={props.onClose} />}
    >
      {source.misuse.length === 0 ? null : <Misuse source={source} mayEnrol={mayEnrol} />}
      <Facts
        items={[
          [t('sources.state'), <StateMark key="state" state={source.state} />],
          [t('sources.domain'), t(`access.domain.${source.domain}`)],
          [t('sources.site'), <SiteName key="site" site={source.site} />],
          [t('sources.format'), <WireText key="format" text={props.formatTitle} />],
          [t('sources.kind'), <Way key="kind" source={source} />],
          [t('sources.enrolled'), <Instant key="enrolled" at={source.enrolledAt} />],
          [t('sources.every'), formatDuration(source.everySeconds)],
          [t('sources.heard'), <Instant key="heard" at={activity?.heardAt ?? null} />],
          ...(activity === null ? [] : factsOf(activity)),
        ]}
      />
      {activity === null ? null : (
        <div className="source-counts">
          <Counts title={t('sources.classes')} counts={activity.classes} />
          <Counts
            title={t('sources.codes')}
            counts={activity.unknown}
            nameOf={(code) => findMessage(`sources.code.${code}`) ?? code}
          />
          <Counts
            title={t('sources.refused')}
            counts={activity.refused}
            nameOf={(cause) => findMessage(`sources.refused.${cause}`) ?? cause}
          />
        </div>
      )}
      <SourceLines source={source} />
      {mayEnd ? <End source={source} /> : null}
    </Panel>
  )
}

function Way({ source: { listener } }: { readonly source: SourceView }) {
  if (listener === null) return t('sources.kind.token')
  const { name, peers } = listener
  return (
    <>
      {t('sources.kind.listener')}: <WireText text={name} isMono />
      {peers.length === 0 ? null : (
        <>
          {' ('}
          <WireText text={peers.join(', ')} isMono />)
        </>
      )}
    </>
  )
}

function factsOf(activity: SourceActivity): (readonly [string, React.ReactNode])[] {
  const { lines, batches, repeated, waiting, gaps, missing, firstEventAt, lastEventAt } = activity
  return [
    [t('sources.received'), t('sources.received.values', { lines, batches, repeated })],
    [t('sources.waiting'), t('sources.waiting.lines', { count: waiting })],
    [t('sources.gaps'), missing === 0 ? t('sources.gaps.none') : t('sources.gaps.some', { missing, gaps })],
    [t('sources.unread.hour'), <UnreadShare key="unread" activity={activity} />],
    [t('sources.delay.long'), <Delay key="delay" activity={activity} isLong />],
    [t('sources.clock'), <Clock key="clock" skewMs={activity.skewMs} />],
    [
      t('sources.span'),
      firstEventAt === null ? (
        <Unknown key="span" reason={t('sources.events.none')} />
      ) : (
        <span key="span">
          <Instant at={firstEventAt} /> – <Instant at={lastEventAt} />
        </span>
      ),
    ],
  ]
}

/** What took less than this on its way may look like skew. */
const STEADY_S = 1

function Clock({ skewMs }: { readonly skewMs: number | null }) {
  if (skewMs === null) return <Unknown reason={t('sources.clock.unknown')} />
  const seconds = skewMs / 1000
  if (Math.abs(seconds) <= STEADY_S) return t('sources.clock.right')
  return t(seconds > 0 ? 'sources.clock.ahead' : 'sources.clock.behind', { skew: formatSkew(Math.abs(seconds)) })
}

function Counts(props: {
  readonly title: string
  readonly counts: Readonly<Record<string, number>>
  readonly nameOf?: (name: string) => string
}) {
  const { title, counts, nameOf = (name) => name } = props
  const rows = Object.entries(counts).sort(([, a], [, b]) => b - a)
  if (rows.length === 0) return null
  return (
    <table className="table">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{t('sources.column.what')}</th>
          <th scope="col">{t('sources.column.count')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, count]) => (
          <tr key={name}>
            <th scope="row">
              <WireText text={nameOf(name)} />
            </th>
            <td>{formatCount(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Misuse({ source, mayEnrol }: { readonly source: SourceView; readonly mayEnrol: boolean }) {
  const { run, isRunning, refused } = useWrite(releaseSource)
  return (
    <div className="notice" role="alert">
      <div>
        <p className="notice-title">{t('sources.misuse')}</p>
        {source.misuse.map(({ domain: asked, site, attempts: count, firstAt, lastAt }) => {
          const domain = t(`access.domain.${asked}`)
          return (
            <p key={`${asked} ${site}`}>
              {site === null
                ? t('sources.misuse.domain', { domain, count })
                : t('sources.misuse.site', { domain, site: showUnseen(site), count })}{' '}
              <Instant at={firstAt} /> – <Instant at={lastAt} />
            </p>
          )
        })}
        <p>{t('sources.misuse.mend')}</p>
        {refused === null ? null : <RefusedNotice refused={refused} />}
        {mayEnrol ? (
          <Button
            variant="default"
            size="xs"
            loading={isRunning}
            onClick={() => void run({ params: { sourceId: source.id } })}
          >
            {t('sources.misuse.release')}
          </Button>
        ) : null}
      </div>
    </div>
  )
}

/** What cannot be undone asks for the name to be typed. */
function End({ source }: { readonly source: SourceView }) {
  const { run, isRunning, refused } = useWrite(revokeToken)
  const [typed, setTyped] = useState('')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void run({ params: { tokenId: source.id } })
  }
  return (
    <form className="form source-form" onSubmit={submit}>
      <h3>{t('sources.end')}</h3>
      <TextInput
        label={t('sources.end.type')}
        description={t('sources.end.what')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        required
      />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" variant="default" loading={isRunning} disabled={typed.trim() !== source.name}>
        {t('sources.end')}
      </Button>
    </form>
  )
}
