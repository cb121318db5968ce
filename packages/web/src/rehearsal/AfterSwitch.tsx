// Ninety days after the model in force was adopted: what was recorded, beside the model before and what the adviser assumes.
import { type AfterSwitch as AfterSwitchView, readAfterSwitch } from '@penstock/contract/metrics'
import { useRead } from '@penstock/web/api'
import { formatShare, formatSpan, t } from '@penstock/web/messages'
import { Chip, Instant, Loaded, Panel, ScrollRegion, Unknown } from '@penstock/web/ui'

type Measure = NonNullable<AfterSwitchView['measures']>[number]
type Figure = Measure['after']

export function AfterSwitch() {
  const read = useRead(readAfterSwitch, {})
  return (
    <Loaded read={read}>
      {(view) => (
        <Panel
          title={t('after.title', { days: view.days })}
          aside={
            <>
              {t(`model.name.${view.model}`)} {t('model.since')} <Instant at={view.adoptedAt} />
            </>
          }
        >
          {view.measures === null ? (
            <p>{t('after.missing', { missing: view.missingDays, days: view.days })}</p>
          ) : (
            <Measures view={view} measures={view.measures} />
          )}
        </Panel>
      )}
    </Loaded>
  )
}

function Measures({ view, measures }: { readonly view: AfterSwitchView; readonly measures: readonly Measure[] }) {
  return (
    <>
      <p className="muted">
        {view.modelBefore === null || view.beforeSince === null ? (
          t('after.founded')
        ) : (
          <>
            {t('after.before', { model: t(`model.name.${view.modelBefore}`) })} <Instant at={view.beforeSince} />
          </>
        )}
      </p>
      <Advised advice={view.advice} measures={measures} />
      <ScrollRegion label={t('after.measures')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('after.assumed')}</th>
              <th scope="col">{t('after.column.before')}</th>
              <th scope="col">{t('after.column.after')}</th>
              <th scope="col">{t('after.column.verdict')}</th>
            </tr>
          </thead>
          <tbody>
            {measures.map((one) => (
              <tr key={`${one.id} ${one.domain}`}>
                <th scope="row">
                  {one.assumed === 'under-tenth' ? t('after.under-tenth') : t(`after.measure.${one.id}`)}
                  {one.domain === null ? null : ` · ${one.domain.toUpperCase()}`}
                  <div className="muted">
                    {t(`after.basis.${one.basis}`, {
                      words: view.advice?.answers.find(({ factor }) => factor === one.factor)?.words ?? '',
                    })}
                  </div>
                </th>
                <td>{one.before === null ? <Unknown reason={t('after.none')} /> : <Told figure={one.before} />}</td>
                <td>{one.isAnswered ? <Told figure={one.after} /> : <Unknown reason={t('after.silent')} />}</td>
                <td>
                  <Chip tone={one.verdict === 'not-as-assumed' ? 'strong' : 'plain'}>
                    {t(`after.verdict.${one.verdict}`)}
                  </Chip>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </>
  )
}

function Advised({
  advice,
  measures,
}: {
  readonly advice: AfterSwitchView['advice']
  readonly measures: readonly Measure[]
}) {
  if (advice === null) return <p className="muted">{t('after.advice.none')}</p>
  const isJudged = measures.some(({ basis, verdict }) => basis === 'answer' && verdict !== 'no-record')
  const failed = advice.answers.filter(({ isBorneOut }) => !isBorneOut)
  return (
    <>
      <p>{t('after.advice', { model: t(`model.name.${advice.recommended}`) })}</p>
      {failed.length === 0 && isJudged ? <p>{t('after.advice.held')}</p> : null}
      {failed.length === 0 ? null : (
        <ul className="lines">
          {failed.map(({ factor, name, words }) => (
            <li key={factor}>
              {name}: {t('after.basis.answer', { words })}{' '}
              <Chip tone="strong">{t('after.verdict.not-as-assumed')}</Chip>
            </li>
          ))}
        </ul>
      )}
      {advice.advisedAnew === null ? null : (
        <p>{t('after.advice.anew', { model: t(`model.name.${advice.advisedAnew}`) })}</p>
      )}
    </>
  )
}

function Told({ figure: { share, accepted } }: { readonly figure: Figure }) {
  if (share.whole === 0) return <Unknown reason={t('after.none')} />
  const { part, whole } = share
  const times = accepted?.values?.map(formatSpan).join(', ') ?? ''
  return (
    <span>
      {t('after.share', { part, whole, share: formatShare(part / whole) })}
      {accepted === null || accepted.median === null ? null : (
        <span className="muted"> {t('after.median', { time: formatSpan(accepted.median) })}</span>
      )}
      {times === '' ? null : <span className="muted"> {t('after.times', { times })}</span>}
    </span>
  )
}
