// What the plant tells of a detection: stake, process, work that is going on, safeguards, and the ends. What is not known says so.
import type { EndView, TriageContextView, UnitView, WorkView } from '@penstock/contract/triage'
import { t } from '@penstock/web/messages'
import { Chip, Instant, Unknown, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { stakeText } from './words.ts'

export function Stake({ context }: { readonly context: TriageContextView }) {
  const { stake, safety } = context
  const { meaning } = stake
  return (
    <section aria-label={t('triage.stake')} className="triage-stake">
      <h3>{t('triage.stake')}</h3>
      <p>
        <strong>{stakeText(stake)}</strong>
      </p>
      {meaning === null ? null : (
        <p className="muted">
          {t('triage.stake.means', {
            people: meaning.people,
            environment: meaning.environment,
            money: meaning.money,
            service: meaning.service,
          })}
        </p>
      )}
      {stake.stopped > 1 ? <p className="muted">{t('triage.stake.stopped', { count: stake.stopped })}</p> : null}
      <p>
        <Chip tone={safety === 'none' ? 'plain' : 'strong'}>{t(`triage.safety.${safety}`)}</Chip>{' '}
        <Chip>{t(`triage.side.${context.side}`)}</Chip>
      </p>
    </section>
  )
}

export function Units({ units }: { readonly units: readonly UnitView[] }) {
  return (
    <section aria-label={t('triage.units')}>
      <h3>{t('triage.units')}</h3>
      {units.length === 0 ? (
        <p>
          <Unknown reason={t('triage.units.none')} /> {t('triage.units.none')}
        </p>
      ) : (
        <ul className="triage-list-plain">
          {units.map(({ unit, name, state, source }) => (
            <li key={unit}>
              <WireText text={name} />{' '}
              {state === null ? (
                <span>
                  <Unknown reason={t('triage.unit.unknown')} />{' '}
                  {t(`triage.source.${source.kind}`, { source: source.text })}
                </span>
              ) : (
                <span>
                  <strong>
                    <WireText text={state.text} />
                  </strong>{' '}
                  {state.isHazardous ? <Chip tone="strong">{t('triage.unit.hazardous')}</Chip> : null}{' '}
                  {state.isStale ? <Chip>{t('triage.unit.stale')}</Chip> : null}{' '}
                  <span className="faint">
                    <Instant at={state.at} /> <WireText text={state.by} />
                  </span>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

export function Work({ work }: { readonly work: readonly WorkView[] }) {
  return (
    <section aria-label={t('triage.work')}>
      <h3>{t('triage.work')}</h3>
      {work.length === 0 ? <p className="muted">{t('triage.work.none')}</p> : null}
      <ul className="triage-list-plain">
        {work.map(({ id, title, assets, endsAt, ifCut, safeStop }) => (
          <li key={id}>
            <strong>
              <WireText text={title} />
            </strong>{' '}
            <WireText text={id} isMono /> {assets.join(', ')} <span className="muted">{t(`triage.work.${ifCut}`)}</span>{' '}
            {endsAt === null ? t('triage.work.no-end') : <Instant at={endsAt} />}
            {safeStop === null ? null : (
              <p className="muted">
                {t('triage.work.safe-stop')} <WireText text={safeStop} />
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

export function Safeguards({ context: { scenarios, safety } }: { readonly context: TriageContextView }) {
  return (
    <section aria-label={t('triage.safeguards')}>
      <h3>{t('triage.safeguards')}</h3>
      {scenarios.length === 0 ? (
        <p className="muted">{t(safety === 'unknown' ? 'triage.safeguards.unknown' : 'triage.safeguards.none')}</p>
      ) : null}
      <ul className="triage-list-plain">
        {scenarios.map(({ id, title, severity, beganBy, layers }) => (
          <li key={id}>
            <strong>
              <WireText text={title} />
            </strong>{' '}
            <span className="muted">
              {id} · {t('triage.consequence', { level: severity })}
              {beganBy.length === 0 ? '' : ` · ${t('triage.scenario.begins', { assets: beganBy.join(', ') })}`}
            </span>
            <ul>
              {layers.map((layer) => (
                <li key={layer.id}>
                  <WireText text={layer.id} isMono /> <WireText text={layer.text} />{' '}
                  {layer.leansOn.length === 0 ? (
                    <span className="muted">{t('triage.layer.stands')}</span>
                  ) : (
                    <Chip tone="strong">{t('triage.layer.leans', { assets: layer.leansOn.join(', ') })}</Chip>
                  )}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  )
}

export function Ends({ ends }: { readonly ends: readonly EndView[] }) {
  return (
    <section aria-label={t('triage.ends')}>
      <h3>{t('triage.ends')}</h3>
      {ends.length === 0 ? <p className="muted">{t('triage.ends.none')}</p> : null}
      <ul className="triage-list-plain">
        {ends.map((end) => (
          <li key={end.place}>
            <span className="faint">{t(`triage.place.${end.place}`)}</span> <EndName end={end} />{' '}
            <span className="muted">
              {end.asset?.role ?? ''}{' '}
              {end.zone === null ? t('triage.zone.unknown') : t('triage.zone', { zone: end.zone.name })}
            </span>{' '}
            <Chip>{t(`triage.side.${end.side}`)}</Chip>
            {end.reasons.length === 0 || end.side !== 'near-ot' ? null : (
              <p className="muted">
                {end.reasons
                  .map(({ kind, records }) =>
                    t('triage.reason', {
                      why: t(`triage.reason.${kind as 'stands'}`),
                      records: records.slice(0, 5).join(', '),
                    }),
                  )
                  .join(' ')}
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function EndName({ end: { asset, text } }: { readonly end: EndView }) {
  if (asset === null)
    return (
      <>
        <WireText text={text} isMono /> <span className="muted">{t('triage.end.unregistered')}</span>
      </>
    )
  const name = (
    <>
      <WireText text={asset.name} />
      {asset.declaredId === null ? null : (
        <>
          {' '}
          <WireText text={asset.declaredId} isMono />
        </>
      )}
    </>
  )
  return (
    <>
      {asset.assetId === null ? (
        name
      ) : (
        <Link to="/assets/$assetId" params={{ assetId: asset.assetId }}>
          {name}
        </Link>
      )}{' '}
      <WireText text={text} isMono />
    </>
  )
}
