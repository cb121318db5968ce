// No open breach: what was judged and when, so that an empty list is never taken for a checked plant.
import { type HomeView, readHome } from '@penstock/contract/home'
import { useRead } from '@penstock/web/api'
import { formatCount, t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Empty, Instant, Loaded } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'

export function NoBreach() {
  const { asked } = useScope()
  const read = useRead(readHome, { query: asked })
  return <Loaded read={read}>{(home) => <Judged home={home} />}</Loaded>
}

function Judged({ home }: { readonly home: HomeView }) {
  const { allowed, notAllowed, unknown } = home.conversations
  const judged = allowed + notAllowed
  if (judged === 0)
    return (
      <Empty
        kind="yet"
        title={t(unknown === 0 ? 'zones.breaches.nothing-heard' : 'zones.breaches.not-judged', { unknown })}
      >
        {unknown === 0 ? (
          <Link to="/">{t('zones.breaches.read')}</Link>
        ) : (
          <Link to="/plant">{t('zones.breaches.import')}</Link>
        )}
      </Empty>
    )
  return (
    <Empty kind="wrong" title={t('zones.breaches.none')}>
      {t('zones.breaches.checked', { judged: formatCount(judged), unknown: formatCount(unknown) })}{' '}
      <Instant at={home.asOf} />
    </Empty>
  )
}
