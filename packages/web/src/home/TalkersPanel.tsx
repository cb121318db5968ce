// Devices that talk and that nobody registered.
import { listUnregistered } from '@penstock/contract/assets'
import type { HomeView } from '@penstock/contract/home'
import { useRead } from '@penstock/web/api'
import { NoTalker } from '@penstock/web/assets'
import { t } from '@penstock/web/messages'
import { Loaded, Panel, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'

const MOST = 5

export function TalkersPanel({ home }: { readonly home: HomeView }) {
  const query = home.site === null ? {} : { site: home.site }
  const read = useRead(listUnregistered, { query }, { isEnabled: home.unregistered > 0 })
  return (
    <Panel
      title={t('home.talkers', { count: home.unregistered })}
      aside={home.unregistered === 0 ? undefined : <Link to="/unregistered">{t('home.talkers.all')}</Link>}
    >
      {home.unregistered === 0 ? (
        <NoTalker />
      ) : (
        <Loaded read={read} lines={2}>
          {({ items }) => (
            <ul className="lines">
              {items.slice(0, MOST).map((talker) => (
                <li key={talker.id}>
                  <Link to="/assets/$assetId" params={{ assetId: talker.assetId }}>
                    <WireText text={talker.label} />
                  </Link>{' '}
                  <span className="muted">
                    {[talker.addresses[0] ?? null, talker.zone, talker.likelyFunction]
                      .filter((part) => part !== null)
                      .join(' · ')}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      )}
    </Panel>
  )
}
