// Continuity targets with what proves them, the drills, and what the plant's own records do not hold, by rule, each with its facts.
import { Button } from '@mantine/core'
import { urlOf } from '@penstock/contract/client'
import { DocumentForm } from '@penstock/contract/documents'
import { downloadContinuityPlan, listTargets, reviewProcess } from '@penstock/contract/process'
import type { SiteKey } from '@penstock/model/kernel'
import { useMay, useRead } from '@penstock/web/api'
import { findMessage, t } from '@penstock/web/messages'
import { Empty, Instant, Loaded, PeekDrawer, WireText } from '@penstock/web/ui'
import { useState } from 'react'
import { type DrillAbout, DrillForm } from './DrillForm.tsx'
import { Drills } from './Drills.tsx'
import type { Names } from './names.ts'
import { TargetStates } from './TargetStates.tsx'
import type { Network } from './told.ts'
import { useProcess } from './use-process.ts'

export function Targets({ network, names }: { readonly network: Network; readonly names: Names }) {
  const { moment } = useProcess()
  const [about, setAbout] = useState<DrillAbout | null>(null)
  const mayEdit = useMay('process:edit') && moment.asOf === undefined
  const read = useRead(listTargets, { params: { site: network.site }, query: moment })
  const [first] = network.functions
  return (
    <div className="process-answer">
      <Loaded read={read} lines={8}>
        {({ targets, drills }) => (
          <>
            <p className="muted">{t('process.targets.how')}</p>
            <PlanLinks site={network.site} />
            <TargetStates targets={targets} names={names} onDrill={mayEdit ? setAbout : null} />
            <section className="process-answer" aria-label={t('process.drills')}>
              <h3>
                {t('process.drills')} <span className="faint">{drills.length}</span>
              </h3>
              {!mayEdit || first === undefined ? null : (
                <div>
                  <Button variant="default" onClick={() => setAbout({ function: first.id, input: null })}>
                    {t('process.drill.record')}
                  </Button>
                </div>
              )}
              <Drills drills={drills} names={names} site={network.site} mayEdit={mayEdit} />
            </section>
          </>
        )}
      </Loaded>
      <h3>{t('process.targets.records')}</h3>
      <Records network={network} names={names} />
      <PeekDrawer title={t('process.drill.record')} onClose={() => setAbout(null)}>
        {about === null ? null : (
          <DrillForm about={about} network={network} names={names} onDone={() => setAbout(null)} />
        )}
      </PeekDrawer>
    </div>
  )
}

/** The continuity plan of what is looked at, as a file. */
function PlanLinks({ site }: { readonly site: SiteKey }) {
  const { moment } = useProcess()
  return (
    <p className="process-files">
      {t('process.plan')}
      {DocumentForm.options.map((form) => (
        <a
          key={form}
          className="row-open"
          href={urlOf(downloadContinuityPlan, { params: { site }, query: { form, ...moment } })}
          download
        >
          {t(`process.plan.${form}`)}
        </a>
      ))}
    </p>
  )
}

function Records({ network, names }: { readonly network: Network; readonly names: Names }) {
  const { moment, change } = useProcess()
  const read = useRead(reviewProcess, { params: { site: network.site }, query: moment })
  return (
    <Loaded read={read} lines={8}>
      {({ findings, asOf }) => {
        if (findings.length === 0)
          return (
            <Empty kind="wrong" title={t('process.targets.none')}>
              {t('process.targets.checked')} <Instant at={asOf} />
            </Empty>
          )
        const byRule = Map.groupBy(findings, ({ rule }) => rule)
        return (
          <div className="process-answer">
            <p role="status">{t('process.targets.count', { count: findings.length, rules: byRule.size })}</p>
            {[...byRule].map(([rule, found]) => (
              <section key={rule}>
                <h4>
                  {findMessage(`process.rule.${rule.replace('process.', '')}`) ?? rule}{' '}
                  <span className="faint">{found.length}</span>
                </h4>
                <ul className="lines">
                  {found.map(({ id, facts }) => (
                    <li key={`${id} ${facts.map(({ value }) => value).join(' ')}`}>
                      {names.functionOf(id) === undefined ? (
                        <b>
                          <WireText text={names.unit(id)?.name ?? id} />
                        </b>
                      ) : (
                        <button type="button" className="row-open" onClick={() => change({ open: id })}>
                          {names.nameOf(id)}
                        </button>
                      )}
                      <p className="muted">
                        {facts
                          .filter(({ value }) => value !== '')
                          .map(({ name, value }) => `${findMessage(`process.fact.${name}`) ?? name} ${value}`)
                          .join(' · ')}
                      </p>
                    </li>
                  ))}
                </ul>
              </section>
            ))}
          </div>
        )
      }}
    </Loaded>
  )
}
