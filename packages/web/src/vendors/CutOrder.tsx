// The order of cuts: what each closes, what it costs the process, and what has to be awaited first. Advice; nothing is cut from here.
import type { CutPlanView, HindranceView } from '@penstock/contract/vendors'
import { formatCount, formatReading, t } from '@penstock/web/messages'
import { Chip, Empty, Instant, showUnseen } from '@penstock/web/ui'
import { ToConversation } from './DriftList.tsx'

type Cut = CutPlanView['cuts'][number]

export function CutOrder({ plan: { cuts, isCutOff, hours, currency } }: { readonly plan: CutPlanView }) {
  if (cuts.length === 0)
    return (
      <Empty kind="yet" title={t('vendors.cuts.none')}>
        {t('vendors.cuts.none.why')}
      </Empty>
    )
  return (
    <>
      <p className="muted">{t('vendors.cuts.advice', { hours })}</p>
      <ol className="vendors-cuts">
        {cuts.map((cut) => (
          <li key={cut.id}>
            <CutLines cut={cut} currency={currency ?? ''} />
          </li>
        ))}
      </ol>
      <p role="status">{t(isCutOff ? 'vendors.cuts.ends.yes' : 'vendors.cuts.ends.no')}</p>
    </>
  )
}

function CutLines({ cut, currency }: { readonly cut: Cut; readonly currency: string }) {
  const { kind, subject, text, when, leftAfter, isNeeded, losses, messages, alsoCuts, interrupts, unexplained } = cut
  return (
    <>
      <p>
        <b>{t(`vendors.cut.kind.${kind}`)}</b> {showUnseen(text)} <code>{showUnseen(subject)}</code>{' '}
        <Chip tone={when === 'now' ? 'plain' : 'strong'}>{t(`vendors.cut.when.${when}`)}</Chip>{' '}
        <span className="muted">{isNeeded ? t('vendors.cut.left', { left: leftAfter }) : t('vendors.cut.sure')}</span>
      </p>
      {unexplained === null ? null : (
        <p>
          {t('vendors.cut.unexplained')} <Instant at={unexplained.at} />,{' '}
          <ToConversation id={unexplained.conversation}>{t('vendors.cut.unexplained.open')}</ToConversation>
        </p>
      )}
      {cut.hindrances.map((one) => (
        <Hindrance key={'job' in one ? one.job : one.unit} hindrance={one} />
      ))}
      {losses.length === 0 ? (
        <p className="muted">{t('vendors.cut.stops.nothing')}</p>
      ) : (
        <>
          <p>{t('vendors.cut.stops')}</p>
          <ul className="vendors-losses">
            {losses.map(({ id, name, firstDownH, downtimeH, isMtpdBroken, lost }) => (
              <li key={id}>
                {t('vendors.cut.stop', {
                  name: showUnseen(name),
                  hour: formatReading(firstDownH ?? 0),
                  hours: formatReading(downtimeH),
                })}
                {lost === null
                  ? null
                  : `; ${t('vendors.cut.money', { amount: formatReading(lost.amount), unit: showUnseen(lost.unit), money: formatCount(Math.round(lost.money)), currency })}`}
                {isMtpdBroken === true ? `; ${t('vendors.cut.mtpd')}` : null}
              </li>
            ))}
          </ul>
        </>
      )}
      {messages.map(({ id, what, fallback }) => (
        <p key={id}>
          {fallback === null
            ? t('vendors.cut.message', { what: showUnseen(what) })
            : t('vendors.cut.message.fallback', { what: showUnseen(what), fallback: showUnseen(fallback) })}
        </p>
      ))}
      {alsoCuts.length === 0 ? null : <p>{t('vendors.cut.also', { names: alsoCuts.map(showUnseen).join(', ') })}</p>}
      {interrupts.length === 0 ? null : (
        <p>{t('vendors.cut.interrupts', { names: interrupts.map(showUnseen).join(', ') })}</p>
      )}
    </>
  )
}

function Hindrance({ hindrance }: { readonly hindrance: HindranceView }) {
  const ask = hindrance.ask === null ? null : t('vendors.hindrance.ask', { ask: showUnseen(hindrance.ask) })
  if (hindrance.kind === 'job') {
    const { job, title, ifCut, until, safeStop } = hindrance
    return (
      <p>
        {t(`vendors.hindrance.${ifCut}`, { job: showUnseen(job), title: showUnseen(title) })}{' '}
        {until === null ? (
          t('vendors.hindrance.no-end')
        ) : (
          <>
            {t('vendors.hindrance.until')} <Instant at={until} />.
          </>
        )}{' '}
        {safeStop === null ? null : t('vendors.hindrance.safe', { safeStop: showUnseen(safeStop) })} {ask}
      </p>
    )
  }
  const unit = showUnseen(hindrance.unit)
  return (
    <p>
      {hindrance.kind === 'state'
        ? t('vendors.hindrance.state', { unit, text: showUnseen(hindrance.text), state: showUnseen(hindrance.state) })
        : t('vendors.hindrance.state-unknown', { unit })}{' '}
      {ask}
    </p>
  )
}
