// One scenario beside the list: who is told what under each model, and each stage with who tells it or what would.
import type {
  ModelOutcome,
  NeedView,
  OutcomeView,
  RehearsedScenarioView,
  RehearsedStageView,
  SightView,
} from '@penstock/contract/rehearsal'
import { formatSpan, t } from '@penstock/web/messages'
import { Chip, PeekDrawer, WireText } from '@penstock/web/ui'
import { jointText, spanOf } from './span-of.ts'

export function RehearsedScenario(props: {
  readonly scenario: RehearsedScenarioView | undefined
  readonly outcome: OutcomeView | undefined
  readonly onClose: () => void
}) {
  const { scenario, outcome, onClose } = props
  const isOpen = scenario !== undefined && outcome !== undefined
  return (
    <PeekDrawer title={isOpen ? `${scenario.scenario} ${scenario.name}` : ''} width={760} onClose={onClose}>
      {isOpen ? <Shown scenario={scenario} outcome={outcome} /> : null}
    </PeekDrawer>
  )
}

function Shown({ scenario, outcome }: { readonly scenario: RehearsedScenarioView; readonly outcome: OutcomeView }) {
  return (
    <div className="rehearsal-shown">
      <p>{scenario.consequence}</p>
      <p className="muted">{t('rehearsal.precedent', { precedent: scenario.precedent })}</p>
      <p className="muted">
        {t('rehearsal.asked-for', {
          suspicion: scenario.suspicionAt,
          critical: scenario.criticalAt,
          of: scenario.stages.length,
          window: formatSpan(scenario.windowSeconds),
        })}
      </p>
      {outcome.models.map((one) => (
        <Model
          key={one.model}
          outcome={one}
          stages={scenario.stages.length}
          suspicion={outcome.suspicion?.afterSeconds ?? 0}
        />
      ))}
      <h3>{t('rehearsal.stages')}</h3>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('rehearsal.stage')}</th>
            <th scope="col">{t('rehearsal.domain')}</th>
            <th scope="col">{t('rehearsal.by')}</th>
          </tr>
        </thead>
        <tbody>
          {scenario.stages.map((stage) => (
            <tr key={stage.order}>
              <th scope="row">
                {stage.order}. {stage.technique} {stage.techniqueName}
                <div className="faint">{spanOf(stage.afterSeconds)}</div>
              </th>
              <td>{stage.domain.toUpperCase()}</td>
              <td>
                <ToldBy stage={stage} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Model(props: {
  readonly outcome: ModelOutcome
  readonly stages: number
  /** Seconds from the first stage. */
  readonly suspicion: number
}) {
  const { outcome, stages, suspicion } = props
  const { model, joint, whyNotJoint, viewers } = outcome
  return (
    <section>
      <h3>{t(`model.name.${model}`)}</h3>
      <p>
        {joint === null
          ? t(`rehearsal.not-joint.${whyNotJoint ?? 'no-suspicion'}`)
          : t('rehearsal.joint', { when: jointText(joint, suspicion), stage: joint.happened, of: stages })}
      </p>
      {whyNotJoint === 'no-suspicion' ? null : (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('rehearsal.who')}</th>
              <th scope="col" className="table-number">
                {t('rehearsal.people')}
              </th>
              <th scope="col">{t('rehearsal.first-told')}</th>
              <th scope="col">{t('rehearsal.at-the-end')}</th>
            </tr>
          </thead>
          <tbody>
            {viewers.map(({ viewer, people, first, end, why }) => (
              <tr key={viewer}>
                <th scope="row">{t(`rehearsal.viewer.${viewer}`)}</th>
                <td className="table-number">{people}</td>
                <td>
                  {first === null ? t(`rehearsal.why.${why ?? 'not-told'}`) : <First sight={first} of={stages} />}
                </td>
                <td>{end === null ? '' : t('rehearsal.end', { whole: end.whole, redacted: end.redacted })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function First({ sight, of }: { readonly sight: SightView; readonly of: number }) {
  return (
    <>
      {t('rehearsal.at', { span: spanOf(sight.afterSeconds), stage: sight.happened, of })}{' '}
      <Chip>{t(`rehearsal.form.${sight.form}`)}</Chip>
    </>
  )
}

function ToldBy({ stage }: { readonly stage: RehearsedStageView }) {
  const { standing, by, needs, spread } = stage
  if (standing === 'not-yours') return <span className="faint">{t('rehearsal.not-yours')}</span>
  if (standing === 'told')
    return (
      <>
        {by.map(({ by: how, name }) => (
          <div key={`${how} ${name}`}>
            <WireText text={name} /> <span className="faint">{t(`rehearsal.how.${how}`)}</span>
          </div>
        ))}
      </>
    )
  return (
    <>
      <Chip tone="strong">{t('rehearsal.not-told')}</Chip>{' '}
      {needs.length === 0 ? t('rehearsal.needs.none') : needs.map(needText).join(t('rehearsal.needs.or'))}
      {spread === null ? null : <div className="faint">{t('rehearsal.spread', { ...spread })}</div>}
    </>
  )
}

function needText(need: NeedView): string {
  switch (need.by) {
    case 'events':
      return t('rehearsal.needs.events', { source: need.logSource })
    case 'packets':
      return t('rehearsal.needs.packets')
    case 'zones':
      return t('rehearsal.needs.zones')
    case 'rule':
      return t('rehearsal.needs.rule', { rule: need.rule })
  }
}
