// Who restores what in which order, crew by crew, and whether each function is back within its targets.
import { planProcessRecovery } from '@penstock/contract/process'
import type { Response } from '@penstock/contract/route'
import { writeIds } from '@penstock/contract/route'
import { useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Empty, Loaded, ScrollRegion, SeverityMark, showUnseen, Unknown } from '@penstock/web/ui'
import { Units } from './FunctionPanel.tsx'
import type { Names } from './names.ts'
import type { Network } from './told.ts'
import { useProcess } from './use-process.ts'
import { hoursText } from './words.ts'

type Plan = Response<typeof planProcessRecovery>

export function Recovery({ network, names }: { readonly network: Network; readonly names: Names }) {
  const { down, moment, change } = useProcess()
  const read = useRead(
    planProcessRecovery,
    { params: { site: network.site }, query: { lost: writeIds(down), ...moment } },
    { isEnabled: down.length > 0 },
  )
  if (down.length === 0)
    return (
      <Empty kind="yet" title={t('process.nothing-down')}>
        {t('process.recovery.next')}
      </Empty>
    )
  return (
    <Loaded read={read} lines={8}>
      {(plan) => (
        <div className="process-answer">
          <p className="muted">{t('process.recovery.how')}</p>
          {plan.withoutTime.length === 0 ? null : (
            <div className="notice">
              <div>
                <p className="notice-title">{t('process.recovery.without-time', { count: plan.withoutTime.length })}</p>
                <Units units={plan.withoutTime} names={names} onOpen={(open) => change({ open })} />
              </div>
            </div>
          )}
          {plan.tasks.length === 0 ? (
            <Empty kind="yet" title={t('process.recovery.no-task')} />
          ) : (
            <>
              <p role="status">
                {t(`process.recovery.${plan.method}`, { tasks: plan.tasks.length, compared: plan.compared })}
              </p>
              <Crews plan={plan} names={names} />
              <Back plan={plan} names={names} />
            </>
          )}
        </div>
      )}
    </Loaded>
  )
}

function Crews({ plan, names }: { readonly plan: Plan; readonly names: Names }) {
  const crews = plan.crews.filter(({ id }) => plan.tasks.some(({ crew }) => crew === id))
  return (
    <div className="process-crews">
      {crews.map(({ id, name, calloutH }) => (
        <section key={id} aria-label={showUnseen(name)}>
          <h3>{showUnseen(name)}</h3>
          {calloutH === 0 ? null : (
            <p className="muted">{t('process.recovery.callout', { hours: hoursText(calloutH) })}</p>
          )}
          <ol className="lines">
            {plan.tasks
              .filter(({ crew }) => crew === id)
              .map(({ asset, startH, endH }) => (
                <li key={asset}>
                  <b>{names.nameOf(asset)}</b>{' '}
                  {t('process.recovery.task', { from: hoursText(startH), to: hoursText(endH) })}
                </li>
              ))}
          </ol>
        </section>
      ))}
    </div>
  )
}

function Back({ plan, names }: { readonly plan: Plan; readonly names: Names }) {
  if (plan.functions.length === 0) return <Empty kind="wrong" title={t('process.nothing-stops')} />
  const target = (hours: number | null, isHeld: boolean | null) =>
    hours === null ? (
      <Unknown />
    ) : isHeld === false ? (
      <>
        <SeverityMark severity={2} /> {t('process.recovery.missed', { hours: hoursText(hours) })}
      </>
    ) : (
      t('process.recovery.held', { hours: hoursText(hours) })
    )
  return (
    <ScrollRegion className="table-frame process-losses" label={t('process.recovery.back')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('process.column.function')}</th>
            <th scope="col">{t('process.column.stops-at')}</th>
            <th scope="col">{t('process.column.back-at')}</th>
            <th scope="col">{t('process.column.rto')}</th>
            <th scope="col">{t('process.column.mtpd')}</th>
          </tr>
        </thead>
        <tbody>
          {plan.functions.map((one) => (
            <tr key={one.id}>
              <th scope="row">{names.nameOf(one.id)}</th>
              <td>{hoursText(one.firstDownH)}</td>
              <td>{one.backH === null ? t('process.not-back') : hoursText(one.backH)}</td>
              <td>{target(one.rtoH, one.isRtoHeld)}</td>
              <td>{target(one.mtpdH, one.isMtpdHeld)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
