// One unregistered talker: where it is, whom it talks to, what it seems to do, and the two ways to close it.
import { Button } from '@mantine/core'
import type { UnregisteredView } from '@penstock/contract/assets'
import { useMay } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Facts, Instant, WireOrUnknown, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { RegisterForm, RemovalForm } from './TalkerForms.tsx'

/** Nothing is done to what is shown as of another moment. */
export function TalkerCard(props: { readonly talker: UnregisteredView; readonly isPast: boolean }) {
  const { talker, isPast } = props
  const mayEdit = useMay('asset:edit')
  const [form, setForm] = useState<'register' | 'removal' | null>(null)
  return (
    <article className="panel talker">
      <div className="panel-head">
        <h2>
          <Link to="/assets/$assetId" params={{ assetId: talker.assetId }}>
            <WireText text={talker.label} />
          </Link>
        </h2>
        <code className="faint">{talker.reference}</code>
      </div>
      <Facts
        items={[
          [t('assets.column.zone'), <WireOrUnknown key="zone" text={talker.zone} reason={t('assets.unknown.zone')} />],
          [t('assets.talker.addresses'), <WireOrUnknown key="addresses" text={talker.addresses.join(', ')} isMono />],
          [t('assets.talker.function'), <WireOrUnknown key="function" text={talker.likelyFunction} />],
          [t('assets.talker.reason'), <WireText key="reason" text={talker.reason} />],
          [t('assets.talker.roles'), <WireOrUnknown key="roles" text={talker.protocolRoles.join(', ')} />],
          [t('assets.talker.peers'), <WireOrUnknown key="peers" text={talker.peers.join(', ')} />],
          [t('assets.column.first'), <Instant key="first" at={talker.firstSeenAt} />],
          [t('assets.column.last'), <Instant key="last" at={talker.lastSeenAt} />],
        ]}
      />
      <State talker={talker} />
      {mayEdit && !isPast && talker.state === 'open' ? (
        <div className="talker-actions no-print">
          <Button aria-expanded={form === 'register'} onClick={() => setForm(form === 'register' ? null : 'register')}>
            {t('assets.talker.register')}
          </Button>
          {talker.removalRecordedAt === null ? (
            <Button
              variant="default"
              aria-expanded={form === 'removal'}
              onClick={() => setForm(form === 'removal' ? null : 'removal')}
            >
              {t('assets.talker.removal')}
            </Button>
          ) : null}
        </div>
      ) : null}
      {form === 'register' ? <RegisterForm talker={talker} onEnd={() => setForm(null)} /> : null}
      {form === 'removal' ? <RemovalForm talker={talker} onEnd={() => setForm(null)} /> : null}
    </article>
  )
}

function State({ talker }: { readonly talker: UnregisteredView }) {
  if (talker.state === 'closed')
    return (
      <p className="muted">
        {t(talker.closedBy === 'registration' ? 'assets.talker.closed-registration' : 'assets.talker.closed-absence')}{' '}
        <Instant at={talker.closedAt} />
      </p>
    )
  if (talker.removalRecordedAt === null) return null
  return (
    <p className="muted">
      {t('assets.talker.waiting')} <Instant at={talker.removalRecordedAt} />
    </p>
  )
}
