// Devices that talk and that nobody registered: each is registered, or its removal is recorded.
import { SegmentedControl } from '@mantine/core'
import { listUnregistered } from '@penstock/contract/assets'
import { useRead } from '@penstock/web/api'
import { MomentFrame, TimeBar, useMoment } from '@penstock/web/history'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Empty, Loaded, Page } from '@penstock/web/ui'
import { SavedViews } from '@penstock/web/views'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { NoTalker } from './NoTalker.tsx'
import { TalkerCard } from './TalkerCard.tsx'
import './assets.css'

export function UnregisteredPage() {
  const search = useSearch({ from: '/unregistered' })
  const { state = 'open' } = search
  const navigate = useNavigate({ from: '/unregistered' })
  const { asked, zone, site } = useScope()
  const { asked: moment, isPast } = useMoment()
  const read = useRead(listUnregistered, { query: { state, ...asked, ...moment } })
  return (
    <Page
      title={t('assets.talkers.title')}
      lead={t('assets.talkers.lead')}
      actions={
        <>
          <SavedViews path="/unregistered" />
          <SegmentedControl
            aria-label={t('assets.talkers.state')}
            value={state}
            data={[
              { value: 'open', label: t('assets.talkers.open') },
              { value: 'closed', label: t('assets.talkers.closed') },
            ]}
            onChange={(next) =>
              void navigate({
                to: '/unregistered',
                search: { ...search, state: next === 'closed' ? 'closed' : undefined },
              })
            }
          />
        </>
      }
    >
      <MomentFrame>
        <Loaded read={read}>
          {({ items }) => {
            const shown = items.filter((talker) => zone === null || talker.zone === zone)
            if (shown.length === 0) return <NoneAtAll state={state} isPast={isPast} />
            return (
              <ul className="talkers">
                {shown.map((talker) => (
                  <li key={talker.id}>
                    <TalkerCard talker={talker} isPast={isPast} />
                  </li>
                ))}
              </ul>
            )
          }}
        </Loaded>
      </MomentFrame>
      <TimeBar site={site?.site ?? null} isOfOne />
    </Page>
  )
}

function NoneAtAll({ state, isPast }: { readonly state: 'open' | 'closed'; readonly isPast: boolean }) {
  if (isPast) return <Empty kind="yet" title={t('assets.talkers.none-then')} />
  return state === 'open' ? <NoTalker /> : <Empty kind="yet" title={t('assets.talkers.none-closed')} />
}
