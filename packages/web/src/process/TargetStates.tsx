// Continuity targets, each beside what is computed and what a drill measured: proved, contradicted, or unproved until somebody drills it.
import type { TargetView } from '@penstock/contract/process'
import { t } from '@penstock/web/messages'
import { Chip, Empty, ScrollRegion, SeverityMark, Unknown, WireText } from '@penstock/web/ui'
import { useState } from 'react'
import type { Names } from './names.ts'
import { ShownSelect } from './ShownSelect.tsx'
import { useProcess } from './use-process.ts'
import { hoursText } from './words.ts'

const SHOWN = ['all', 'contradicted', 'unproved', 'proved'] as const
type Shown = (typeof SHOWN)[number]

export function TargetStates(props: {
  readonly targets: readonly TargetView[]
  readonly names: Names
  /** Null for who may not record drills. */
  readonly onDrill: ((about: TargetView) => void) | null
}) {
  const { targets, names, onDrill } = props
  const [shown, setShown] = useState<Shown>('all')
  const count = (state: TargetView['state']) => targets.filter((one) => one.state === state).length
  const rows = targets
    .filter(({ state }) => shown === 'all' || state === shown)
    .toSorted((a, b) => urgency(a) - urgency(b))
  return (
    <div className="process-answer">
      <p role="status">
        {t('process.targets.proved-of', { proved: count('proved'), all: targets.length })}
        {count('contradicted') === 0 ? null : (
          <>
            {' · '}
            <SeverityMark severity={2} /> {t('process.targets.contradicted', { count: count('contradicted') })}
          </>
        )}
      </p>
      <ShownSelect
        label={t('process.targets.show')}
        options={SHOWN}
        textOf={(option) => t(`process.targets.show.${option}`)}
        value={shown}
        onValue={setShown}
      />
      {rows.length === 0 ? <Empty kind="matches" title={t('process.targets.no-match')} /> : null}
      {rows.length === 0 ? null : <TargetTable rows={rows} names={names} onDrill={onDrill} />}
    </div>
  )
}

/** What a drill speaks against comes first, then what the sums speak against. */
function urgency({ state, isComputedHeld }: TargetView): number {
  return state === 'contradicted' ? 0 : isComputedHeld === false ? 1 : 2
}

function TargetTable(props: {
  readonly rows: readonly TargetView[]
  readonly names: Names
  readonly onDrill: ((about: TargetView) => void) | null
}) {
  const { rows, names, onDrill } = props
  const { change } = useProcess()
  return (
    <ScrollRegion label={t('process.targets.states')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('process.column.function')}</th>
            <th scope="col">{t('process.column.target')}</th>
            <th scope="col">{t('process.column.stated')}</th>
            <th scope="col">{t('process.column.computed')}</th>
            <th scope="col">{t('process.column.drilled')}</th>
            <th scope="col">{t('process.column.proof')}</th>
            {onDrill === null ? null : <th scope="col">{t('process.drills')}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((one) => (
            <tr key={`${one.function} ${one.kind} ${one.input ?? ''}`}>
              <th scope="row">
                <button type="button" className="row-open" onClick={() => change({ open: one.function })}>
                  {names.nameOf(one.function)}
                </button>
              </th>
              <td className="process-why">{targetText(one)}</td>
              <td className="process-why">
                {one.targetH === null ? <WireText text={one.minimum ?? ''} /> : hoursText(one.targetH)}
              </td>
              <td>
                <Computed one={one} />
              </td>
              <td>
                <Drilled one={one} />
              </td>
              <td className="process-why">
                <Proof one={one} />
              </td>
              {onDrill === null ? null : (
                <td>
                  <button
                    type="button"
                    className="row-open"
                    aria-label={t('process.drill.record-of', {
                      name: names.nameOf(one.function),
                      target: targetText(one),
                    })}
                    onClick={() => onDrill(one)}
                  >
                    {t('process.drill.record-short')}
                  </button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function targetText({ kind, input }: Pick<TargetView, 'kind' | 'input'>): string {
  return t(`process.target.${kind}`, { input: input ?? '' })
}

function Computed({ one }: { readonly one: TargetView }) {
  if (one.computedH === null)
    return <Unknown reason={t(one.kind === 'minimum' ? 'process.target.no-sum' : 'process.target.no-restore-time')} />
  if (one.isComputedHeld !== false) return hoursText(one.computedH)
  return (
    <span className="process-broken">
      <SeverityMark severity={2} /> {hoursText(one.computedH)}
    </span>
  )
}

function Drilled({ one }: { readonly one: TargetView }) {
  if (one.drilledH === null) return <Unknown reason={t('process.target.not-measured')} />
  const hours = hoursText(one.drilledH)
  return one.isAtLeast ? t('process.drill.at-least', { hours }) : hours
}

function Proof({ one: { state, why, drilledOn } }: { readonly one: TargetView }) {
  const on = drilledOn === null ? '' : ` ${t('process.drill.on', { day: drilledOn })}`
  if (state === 'proved') return `${t('process.proof.proved')}${on}`
  if (state === 'contradicted')
    return (
      <span className="process-broken">
        <SeverityMark severity={2} /> {t('process.proof.contradicted')}
        {on}
      </span>
    )
  return (
    <>
      <Chip>{t('process.proof.unproved')}</Chip> {t(`process.proof.${why ?? 'no-drill'}`)}
      {on}
    </>
  )
}
