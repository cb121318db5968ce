// No open unregistered talker: until when traffic was observed, so that silence is never taken for order.
import { readHome } from '@penstock/contract/home'
import { useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Empty, Instant, Loaded } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'

export function NoTalker() {
  const { asked } = useScope()
  const read = useRead(readHome, { query: asked })
  return (
    <Loaded read={read}>
      {({ cells }) => {
        const heard = cells.flatMap(({ lastObservedAt }) => lastObservedAt ?? []).toSorted()
        const latest = heard.at(-1)
        if (latest === undefined)
          return (
            <Empty kind="yet" title={t('assets.talkers.nothing-heard')}>
              <Link to="/">{t('assets.talkers.read')}</Link>
            </Empty>
          )
        return (
          <Empty kind="wrong" title={t('assets.talkers.none')}>
            {t('assets.talkers.heard')} <Instant at={latest} />
          </Empty>
        )
      }}
    </Loaded>
  )
}
