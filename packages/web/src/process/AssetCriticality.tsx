// On the page of an asset: why it matters, from the functions that it realises to the worst consequence, as the declared plant says.
import type { AssetRecord } from '@penstock/contract/assets'
import { type CriticalityView, readCriticality } from '@penstock/contract/process'
import { useMay, useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Loaded, Panel, showUnseen } from '@penstock/web/ui'
import { hoursText, moneyText } from './words.ts'
import './process.css'

/** Of the functions that stop; the process page tells all. */
const STOPS_SHOWN = 8

export function AssetCriticality({ asset }: { readonly asset: AssetRecord }) {
  if (!useMay('process:read')) return null
  const { declaredId, site } = asset
  return (
    <Panel title={t('process.matters')}>
      {declaredId === null ? (
        <p className="muted">{t('process.matters.undeclared')}</p>
      ) : (
        <Told site={site} id={declaredId} />
      )}
    </Panel>
  )
}

function Told({ site, id }: Pick<AssetRecord, 'site'> & { readonly id: string }) {
  const read = useRead(readCriticality, { params: { site }, query: { asset: id } })
  return (
    <Loaded read={read} lines={4}>
      {(data) =>
        data.isDeclared ? (
          <div className="process-matters">
            <Verdict told={data} />
            <Realised told={data} />
            <Stops told={data} />
            <Guards told={data} />
            <p className="faint">
              {data.studies.length === 0
                ? t('process.matters.no-study')
                : t('process.matters.studies', { studies: showUnseen(data.studies.join(', ')) })}{' '}
              {t('process.matters.source', { source: showUnseen(data.source ?? ''), hours: hoursText(data.watchedH) })}
            </p>
          </div>
        ) : (
          <p className="muted">{t('process.matters.undeclared')}</p>
        )
      }
    </Loaded>
  )
}

/** The level with what it means, how it comes about and when. */
function Verdict({ told }: { readonly told: CriticalityView }) {
  const { level, standing, afterH, meaning, restoreH } = told
  if (level === null || standing === null)
    return (
      <p>{told.stops === 0 ? t('process.matters.nothing') : t('process.matters.unstated', { count: told.stops })}</p>
    )
  const worst = told.stopped.find(({ worst }) => worst?.level === level)?.worst
  return (
    <>
      <p>
        <b>{t('process.matters.level', { level })}</b> {t(`process.matters.${standing}`)}
        {afterH === null ? null : ` ${t('process.matters.after', { hours: hoursText(afterH) })}`}{' '}
        {restoreH === null
          ? t('process.matters.no-restore')
          : t('process.matters.restore', { hours: hoursText(restoreH) })}
      </p>
      {meaning === null || worst == null || standing === 'guard' ? null : (
        <p className="muted">
          {t('process.matters.means', { level, receptor: t(`process.receptor.${worst.receptor}`) })}{' '}
          {showUnseen(meaning[worst.receptor])}
        </p>
      )}
    </>
  )
}

function Realised({ told: { realises } }: { readonly told: CriticalityView }) {
  if (realises.length === 0) return null
  return (
    <section>
      <h3>{t('process.matters.realises')}</h3>
      <ul className="lines">
        {realises.map((one) => (
          <li key={`${one.function} ${one.group}`}>
            <b>{showUnseen(one.name)}</b>{' '}
            <span className="muted">
              {t('process.matters.group', { group: showUnseen(one.group), k: one.k, count: one.of })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Stops({ told: { stopped, stops, currency } }: { readonly told: CriticalityView }) {
  if (stops === 0) return null
  const shown = stopped.slice(0, STOPS_SHOWN)
  return (
    <section>
      <h3>{t('process.matters.stops', { count: stops })}</h3>
      <ul className="lines">
        {shown.map((one) => {
          const facts = [
            one.isAlone ? t('process.matters.stops-alone') : t('process.matters.stops-shared'),
            one.downH === 0 ? t('process.matters.at-once') : t('process.matters.down', { hours: hoursText(one.downH) }),
            one.worst === null
              ? t('process.matters.no-level')
              : t('process.matters.reaches', {
                  level: one.worst.level,
                  receptor: t(`process.receptor.${one.worst.receptor}`),
                  hours: hoursText(one.worst.afterH),
                }),
            one.mtpdOverH === null ? null : t('process.matters.mtpd', { hours: hoursText(one.mtpdOverH) }),
            one.marginPerH === null
              ? null
              : t('process.matters.margin', { amount: moneyText(one.marginPerH, currency) }),
          ]
          return (
            <li key={one.function}>
              <b>{showUnseen(one.name)}</b> <span className="faint">{t(`process.type.${one.type}`)}</span>
              <p className="muted">{facts.filter((fact) => fact !== null).join(' · ')}</p>
            </li>
          )
        })}
      </ul>
      {stops > shown.length ? (
        <p className="faint">{t('process.matters.more', { count: stops - shown.length })}</p>
      ) : null}
    </section>
  )
}

function Guards({ told: { guards } }: { readonly told: CriticalityView }) {
  if (guards.length === 0) return null
  return (
    <section>
      <h3>{t('process.matters.guards')}</h3>
      <ul className="lines">
        {guards.map((one) => (
          <li key={`${one.scenario} ${one.part} ${one.id}`}>
            <b>{showUnseen(`${one.scenario} ${one.title}`)}</b>{' '}
            <span className="muted">
              {t(`process.matters.guard.${one.part}`, { severity: one.severity })}:{' '}
              {showUnseen(`${one.id} ${one.text}`)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
