// The outage from change to change: a slider and keys, what stands and what runs on, and when, why and until when each function stops.
import { Button } from '@mantine/core'
import type { LossView } from '@penstock/contract/process'
import { useCommands } from '@penstock/web/commands'
import { formatShare, t } from '@penstock/web/messages'
import { Empty, ScrollRegion, SeverityMark } from '@penstock/web/ui'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { Confidence, Knots } from './Confidence.tsx'
import { LossBars } from './LossBars.tsx'
import type { Names } from './names.ts'
import { isOpen, standingAt, stepAt } from './outage-steps.ts'
import { Safeguards } from './Safeguards.tsx'
import type { Network, Outage } from './told.ts'
import { useProcess } from './use-process.ts'
import { hoursText, moneyText, reasonText } from './words.ts'

export function OutagePlayer(props: {
  readonly outage: Outage
  readonly network: Network
  readonly names: Names
  readonly steps: readonly number[]
  readonly hour: number
}) {
  const { outage, network, names, steps, hour } = props
  const { losses } = outage
  const idle = outage.neededByNothing.map(names.nameOf).join(', ')
  return (
    <div className="process-outage">
      <Summary {...props} />
      {idle === '' ? null : <p className="notice">{t('process.needed-by-nothing', { names: idle })}</p>}
      {outage.cutOffAtH === null ? null : (
        <p className="notice">{t('process.cut-off', { hours: hoursText(outage.cutOffAtH) })}</p>
      )}
      {losses.length === 0 ? (
        <>
          <Empty kind="wrong" title={t('process.nothing-stops')} />
          <Safeguards scenarios={outage.scenarios} names={names} />
        </>
      ) : (
        <>
          <Steps steps={steps} hour={hour} losses={losses} />
          <Kept outage={outage} />
          <Remains network={network} standing={standingAt(losses, hour)} />
          <LossBars losses={losses} names={names} hour={hour} />
          <LossTable outage={outage} network={network} names={names} hour={hour} />
          <Safeguards scenarios={outage.scenarios} names={names} />
          {outage.knots.length === 0 ? null : <Knots knots={outage.knots} names={names} none="" />}
          <h3>{t('process.confidence.of-answer')}</h3>
          <Confidence confidence={outage.confidence} names={names} />
        </>
      )}
    </div>
  )
}

function Summary({ outage: { losses, running }, network }: { readonly outage: Outage; readonly network: Network }) {
  const broken = losses.filter(({ isMtpdBroken }) => isMtpdBroken === true).length
  const margin = losses.reduce((sum, { lostMargin }) => sum + (lostMargin ?? 0), 0)
  return (
    <p role="status" className="process-summary">
      <b>{t('process.stops', { count: losses.length, all: losses.length + running })}</b>
      {broken === 0 ? null : (
        <>
          {' · '}
          <SeverityMark severity={2} /> {t('process.mtpds-broken', { count: broken })}
        </>
      )}
      {margin === 0 ? null : ` · ${t('process.margin', { amount: moneyText(margin, network.currency) })}`}
    </p>
  )
}

function Steps(props: {
  readonly steps: readonly number[]
  readonly hour: number
  readonly losses: readonly LossView[]
}) {
  const { steps, hour, losses } = props
  const { change } = useProcess()
  const at = stepAt(steps, hour)
  const go = (next: number) => {
    const step = steps[Math.min(steps.length - 1, Math.max(0, next))]
    if (step !== undefined) change({ at: step })
  }
  const group = t('process.title')
  useCommands([
    { id: 'process.next', title: t('process.step.next'), group, keys: ']', run: () => go(at + 1) },
    { id: 'process.previous', title: t('process.step.previous'), group, keys: '[', run: () => go(at - 1) },
  ])
  const said = t('process.step.at', { hour: hoursText(steps[at] ?? 0), count: standingAt(losses, hour).size })
  return (
    <div className="process-steps">
      <Button
        variant="default"
        size="compact-md"
        disabled={at === 0}
        onClick={() => go(at - 1)}
        aria-label={t('process.step.previous')}
      >
        <IconChevronLeft size={16} stroke={1.5} aria-hidden="true" />
      </Button>
      <input
        type="range"
        min={0}
        max={steps.length - 1}
        step={1}
        value={at}
        aria-label={t('process.step')}
        aria-valuetext={said}
        onChange={(event) => go(Number(event.currentTarget.value))}
      />
      <Button
        variant="default"
        size="compact-md"
        disabled={at === steps.length - 1}
        onClick={() => go(at + 1)}
        aria-label={t('process.step.next')}
      >
        <IconChevronRight size={16} stroke={1.5} aria-hidden="true" />
      </Button>
      <output>{said}</output>
    </div>
  )
}

/** Resilience of the answer: time until all is back, and how much ran on meanwhile. */
function Kept({ outage: { resilience } }: { readonly outage: Outage }) {
  const { backAfterH, keptShare, keptShareOfStopped } = resilience
  const shares = { share: formatShare(keptShare), stopped: formatShare(keptShareOfStopped) }
  return (
    <p>
      {backAfterH === null
        ? t('process.kept.not-back', shares)
        : t('process.kept', { ...shares, hours: hoursText(backAfterH) })}
    </p>
  )
}

/** What still runs, by kind: the safeguards and the lines first, because that is what is asked. */
function Remains({ network, standing }: { readonly network: Network; readonly standing: ReadonlySet<string> }) {
  const kinds = (['safety', 'process', 'service', 'business', 'digital', 'utility', 'support'] as const).map((type) => {
    const all = network.functions.filter((one) => one.type === type)
    return { type, all: all.length, run: all.filter(({ id }) => !standing.has(id)).length }
  })
  return (
    <dl className="process-remains" aria-label={t('process.remains')}>
      {kinds
        .filter(({ all }) => all > 0)
        .map(({ type, all, run }) => (
          <div key={type} data-less={run < all}>
            <dt>{t(`process.type.${type}`)}</dt>
            <dd>{t('process.remains.of', { run, all })}</dd>
          </div>
        ))}
    </dl>
  )
}

function LossTable(props: {
  readonly outage: Outage
  readonly network: Network
  readonly names: Names
  readonly hour: number
}) {
  const { outage, network, names, hour } = props
  const { change } = useProcess()
  const rows = outage.losses
    .flatMap((loss) => loss.stops.map((stop, at) => ({ loss, stop, at })))
    .sort((a, b) => a.stop.downH - b.stop.downH)
  return (
    <ScrollRegion className="table-frame process-losses" label={t('process.losses')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('process.column.function')}</th>
            <th scope="col">{t('process.column.stops-at')}</th>
            <th scope="col">{t('process.column.back-at')}</th>
            <th scope="col">{t('process.column.why')}</th>
            <th scope="col">{t('process.column.means')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ loss, stop, at }) => (
            <tr key={`${loss.id} ${at}`} data-selected={stop.downH <= hour && (hour < stop.upH || isOpen(loss, at))}>
              <th scope="row">
                <button type="button" className="row-open" onClick={() => change({ open: loss.id })}>
                  {names.nameOf(loss.id)}
                </button>
              </th>
              <td>{hoursText(stop.downH)}</td>
              <td>{isOpen(loss, at) ? t('process.not-back') : hoursText(stop.upH)}</td>
              <td className="process-why">{reasonText(stop.reason, names)}</td>
              <td className="process-why">
                <Meaning loss={loss} isLast={at === loss.stops.length - 1} network={network} names={names} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

/** Told once a function, beside its last stop. */
function Meaning(props: {
  readonly loss: LossView
  readonly isLast: boolean
  readonly network: Network
  readonly names: Names
}) {
  const { loss, isLast, network, names } = props
  if (!isLast) return null
  const one = names.functionOf(loss.id)
  const parts = [
    ...loss.impact.map(({ receptor, level }) =>
      t('process.impact', { receptor: t(`process.receptor.${receptor}`), level }),
    ),
    ...(loss.lostMargin === null || loss.lostMargin === 0
      ? []
      : [t('process.margin', { amount: moneyText(loss.lostMargin, network.currency) })]),
    ...(one?.owner == null ? [] : [t('process.call', { owner: one.owner })]),
  ]
  return (
    <>
      {loss.isMtpdBroken === true ? (
        <span className="process-broken">
          <SeverityMark severity={2} /> {t('process.mtpd-broken-of', { hours: hoursText(one?.mtpdH ?? 0) })}
        </span>
      ) : null}
      {parts.join(' · ')}
    </>
  )
}
