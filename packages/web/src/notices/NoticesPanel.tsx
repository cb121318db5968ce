// The channels of notices: to whom, of what, how each does, and a test whose outcome is said beside it.
import { Button } from '@mantine/core'
import { listNoticeChannels, type NoticeChannelView, testNoticeChannel } from '@penstock/contract/notices'
import { useMay, useRead, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Empty, Instant, Loaded, Panel, RefusedNotice, WireText } from '@penstock/web/ui'
import { useState } from 'react'
import './notices.css'

const IDLE_MS = 15_000

export function NoticesPanel() {
  const may = useMay('settings:manage')
  const read = useRead(listNoticeChannels, {}, { isEnabled: may, intervalMs: IDLE_MS })
  if (!may) return null
  return (
    <Panel className="notices" title={t('notices.title')}>
      <p className="muted">{t('notices.lead')}</p>
      <Loaded read={read}>{({ items }) => <Channels items={items} />}</Loaded>
    </Panel>
  )
}

interface Outcome {
  readonly name: string
  /** Null when it was taken. */
  readonly detail: string | null
}

function Channels({ items }: { readonly items: readonly NoticeChannelView[] }) {
  const { run, isRunning, refused } = useWrite(testNoticeChannel)
  const [asked, setAsked] = useState<string | null>(null)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  if (items.length === 0)
    return (
      <Empty kind="yet" title={t('notices.none')}>
        {t('notices.none.next')}
      </Empty>
    )
  const test = async (name: string) => {
    setAsked(name)
    setOutcome(null)
    const answer = await run({ params: { name } })
    if (answer.ok) setOutcome({ name, detail: answer.value.isSent ? null : (answer.value.detail ?? '') })
  }
  return (
    <>
      <table className="table notice-channels">
        <thead>
          <tr>
            <th scope="col">{t('notices.channel')}</th>
            <th scope="col">{t('notices.side')}</th>
            <th scope="col">{t('notices.to')}</th>
            <th scope="col">{t('notices.told')}</th>
            <th scope="col">{t('notices.standing')}</th>
            <th scope="col">{t('notices.action')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((channel) => (
            <tr key={channel.name}>
              <th scope="row">{channel.name}</th>
              <td>{t(`notices.side.${channel.side}`)}</td>
              <td>
                {t(`notices.by.${channel.by}`)} <WireText text={channel.destination} isMono />
              </td>
              <td>
                <Told channel={channel} />
              </td>
              <td>
                <Standing channel={channel} />
              </td>
              <td>
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={t('notices.test-one', { name: channel.name })}
                  loading={isRunning && asked === channel.name}
                  disabled={isRunning}
                  onClick={() => void test(channel.name)}
                >
                  {t('notices.test')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div role="status">{outcome === null ? null : <Tested outcome={outcome} />}</div>
      {refused === null ? null : <RefusedNotice refused={refused} />}
    </>
  )
}

function Tested({ outcome: { name, detail } }: { readonly outcome: Outcome }) {
  if (detail === null) return <p>✓ {t('notices.tested', { name })}</p>
  return (
    <p>
      <strong>{t('notices.not-tested', { name })}</strong> <WireText text={detail} />
    </p>
  )
}

function Told({ channel: { kinds, sites, team } }: { readonly channel: NoticeChannelView }) {
  return (
    <>
      {kinds.map((kind) => t(`notices.kind.${kind}`)).join(', ')}
      {sites === null ? null : <div className="muted">{t('notices.sites', { sites: sites.join(', ') })}</div>}
      {team === null ? null : <div className="muted">{t('notices.team', { team })}</div>}
    </>
  )
}

function Standing({ channel }: { readonly channel: NoticeChannelView }) {
  const { waiting, sent, held, givenUp, lastSentAt, lastFailure } = channel
  return (
    <>
      <div>
        {t('notices.sent', { count: sent })} · {t('notices.waiting', { count: waiting })}
      </div>
      {held === 0 ? null : <div>{t('notices.held', { count: held })}</div>}
      {givenUp === 0 ? null : (
        <div>
          <strong>{t('notices.given-up', { count: givenUp })}</strong>
        </div>
      )}
      {lastSentAt === null ? null : (
        <div className="muted">
          {t('notices.last')} <Instant at={lastSentAt} />
        </div>
      )}
      {lastFailure === null ? null : (
        <div>
          <strong>{t('notices.failed')}</strong> <Instant at={lastFailure.at} />: <WireText text={lastFailure.detail} />
        </div>
      )}
    </>
  )
}
