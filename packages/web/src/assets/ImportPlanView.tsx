// What a file would do: counts, the columns as they were understood, the first of each kind, and the rows with faults.
import type { ImportPlan, PlannedRow } from '@penstock/contract/assets'
import { formatCount, t } from '@penstock/web/messages'
import { WireText } from '@penstock/web/ui'
import { FaultRows } from './FaultRows.tsx'

export function ImportPlanView({ plan, fileName }: { readonly plan: ImportPlan; readonly fileName: string }) {
  return (
    <>
      <p>
        {t('assets.import.format', { format: t(`assets.import.format.${plan.format}`), rows: plan.rows })}{' '}
        {plan.consent === null ? t('assets.import.nothing') : null}
      </p>
      <dl className="exchange-counts">
        <Count name={t('assets.import.added')} count={plan.added} />
        <Count name={t('assets.import.changed')} count={plan.changed} />
        <Count name={t('assets.import.unchanged')} count={plan.unchanged} />
        <Count name={t('assets.import.conflicts')} count={plan.conflicts} />
        <Count name={t('assets.import.bad')} count={plan.bad} />
      </dl>
      <Mapping plan={plan} />
      <Samples title={t('assets.import.first-added', { count: plan.added })} rows={plan.samples.added} />
      <Samples title={t('assets.import.first-changed', { count: plan.changed })} rows={plan.samples.changed} />
      <Conflicts plan={plan} />
      <FaultRows faults={plan.faults} bad={plan.bad} fileName={fileName} />
    </>
  )
}

function Count({ name, count }: { readonly name: string; readonly count: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{formatCount(count)}</dd>
    </div>
  )
}

/** Open where something is left aside, so that nobody overlooks it. */
function Mapping({ plan }: { readonly plan: ImportPlan }) {
  const unknown = plan.columns.filter(({ why }) => why === 'unknown')
  return (
    <details open={unknown.length > 0}>
      <summary>
        {t('assets.import.columns', { taken: plan.columns.length - unknown.length, unknown: unknown.length })}
      </summary>
      <ul className="exchange-columns">
        {plan.columns.map(({ head, to, why }, at) => (
          <li key={`${at} ${head}`}>
            <WireText text={head === '' ? '–' : head} isMono />{' '}
            {why === 'taken' ? (to === head ? '✓' : `→ ${to ?? ''}`) : t(`assets.import.column.${why}`)}
          </li>
        ))}
      </ul>
    </details>
  )
}

function Samples({ title, rows }: { readonly title: string; readonly rows: readonly PlannedRow[] }) {
  if (rows.length === 0) return null
  return (
    <details>
      <summary>{title}</summary>
      <ul className="exchange-samples">
        {rows.map((row) => (
          <li key={row.line}>
            {t('assets.import.at-line', { line: row.line })} <WireText text={row.id} isMono />{' '}
            {row.name === null ? null : <WireText text={row.name} />}
            <ul>
              {row.changes.map(({ column, from, to }) => (
                <li key={column}>
                  <code>{column}</code>{' '}
                  {from === null ? null : (
                    <>
                      <del>
                        <WireText text={from} />
                      </del>{' '}
                      →{' '}
                    </>
                  )}
                  {to === null ? <em>{t('assets.import.emptied')}</em> : <WireText text={to} />}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </details>
  )
}

function Conflicts({ plan }: { readonly plan: ImportPlan }) {
  const { conflicts } = plan.samples
  if (conflicts.length === 0) return null
  return (
    <details open>
      <summary>{t('assets.import.first-conflicts', { count: plan.conflicts })}</summary>
      <ul className="exchange-samples">
        {conflicts.map(({ line, id, column, why, now, wanted }) => (
          <li key={`${line} ${column} ${wanted}`}>
            {t('assets.import.at-line', { line })} <WireText text={id} isMono /> <code>{column}</code>{' '}
            {t(`assets.import.conflict.${why}`, { now: now ?? '–', wanted: wanted ?? '–' })}
          </li>
        ))}
      </ul>
    </details>
  )
}
