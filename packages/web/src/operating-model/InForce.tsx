// The model in force, what it means, which version each cell answers by, what you reach under it, and how it came to be.
import type { OperatingModelView } from '@penstock/contract/operating-model'
import { CONSEQUENCES, type Independence, MODEL_RULES, OBJECT_CLASSES, reachOf } from '@penstock/model/operating-model'
import { useSession } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Chip, Empty, Facts, Instant, Panel, Unknown, WireText } from '@penstock/web/ui'

export function InForce({ view }: { readonly view: OperatingModelView }) {
  const { model, independence } = view
  const rules = MODEL_RULES[model]
  return (
    <Panel
      title={t('model.in-force')}
      aside={
        <>
          {t('model.since')} <Instant at={view.history[0]?.at ?? view.decidedAt} />
        </>
      }
    >
      <p className="model-name">{t(`model.name.${model}`)}</p>
      <p className="muted">{t(`model.means.${model}`)}</p>
      <Facts
        items={[
          [t('model.joint'), t(`model.joint.${rules.jointIncident}`)],
          [t('model.correlator'), t(`model.correlator.${rules.correlator}`)],
          [t('model.lane'), t(`model.lane.${rules.laneSwitch}`)],
          [t('model.tie-break'), t(`model.tie-break.${rules.tieBreak}`)],
          [t('model.independence'), <IndependenceWords key="independence" independence={independence} />],
          [t('model.policy'), t('model.policy.version', { version: view.policyVersion })],
          ...view.cells.map(
            ({ domain, policyVersion }) =>
              [
                t('model.cell', { domain: domain.toUpperCase() }),
                policyVersion === null ? (
                  <Unknown key={domain} reason={t('model.cell.silent')} />
                ) : policyVersion === view.policyVersion ? (
                  t('model.cell.same')
                ) : (
                  t('model.cell.other', { version: policyVersion })
                ),
              ] as const,
          ),
        ]}
      />
      <OwnReach view={view} />
    </Panel>
  )
}

export function IndependenceWords({ independence }: { readonly independence: Independence | null }) {
  if (independence === null) return t('model.independence.none')
  const { regime, sites, consequences } = independence
  return (
    <>
      <WireText text={regime} /> · {sites === '*' ? t('model.sites.all') : sites.join(', ')}
      <ul className="lines">
        {consequences.map((one) => (
          <li key={one}>
            <Chip>{t(`model.consequence.${one}`)}</Chip> <span className="muted">{CONSEQUENCES[one]}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

function OwnReach({ view: { model, independence } }: { readonly view: OperatingModelView }) {
  const { roles } = useSession()
  const at = (isRegulated: boolean) =>
    reachOf({
      roles,
      model,
      independence: independence ?? undefined,
      isRegulated: isRegulated && independence !== null,
    })
  const [free, regulated] = [at(false), at(true)]
  const rows = OBJECT_CLASSES.filter((of) => (free.get(of) ?? 'none') !== 'none')
  return (
    <>
      <h3>{t('model.own-reach')}</h3>
      <table className="table model-reach">
        <thead>
          <tr>
            <th scope="col">{t('model.class')}</th>
            <th scope="col">{t('model.reach')}</th>
            {independence === null ? null : <th scope="col">{t('model.reach.regulated')}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((of) => (
            <tr key={of}>
              <th scope="row">{t(`model.class.${of}`)}</th>
              <td>{t(`model.access.${free.get(of) ?? 'none'}`)}</td>
              {independence === null ? null : <td>{t(`model.access.${regulated.get(of) ?? 'none'}`)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

export function History({ view }: { readonly view: OperatingModelView }) {
  return (
    <Panel title={t('model.history')}>
      {view.history.length === 0 ? (
        <Empty kind="yet" title={t('model.history.none')} />
      ) : (
        <ol className="lines model-history">
          {view.history.map((one) => (
            <li key={one.at}>
              <strong>{t(`model.name.${one.model}`)}</strong>{' '}
              <span className="muted">
                <Instant at={one.at} />
                {one.requestedBy === null ? (
                  <> · {t('model.history.founded')}</>
                ) : (
                  <>
                    {' '}
                    · {t('model.asked-by')} <WireText text={one.requestedByName ?? one.requestedBy} />
                    {one.approvals.map(({ subject, name, domain }) => (
                      <span key={subject}>
                        {' '}
                        · {t('model.approved-by', { domain: domain.toUpperCase() })} <WireText text={name ?? subject} />
                      </span>
                    ))}
                  </>
                )}
              </span>
              {one.independence === null ? null : (
                <div>
                  <IndependenceWords independence={one.independence} />
                </div>
              )}
            </li>
          ))}
        </ol>
      )}
    </Panel>
  )
}
