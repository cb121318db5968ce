// The attack scenarios on the site's own coverage, one a row, and under each operating model when both sides know of it and what each is told.
import { SegmentedControl } from '@mantine/core'
import {
  type ModelOutcome,
  type OutcomeView,
  type RehearsalView,
  type RehearsedScenarioView,
  readRehearsal,
} from '@penstock/contract/rehearsal'
import { SOC_MODELS } from '@penstock/model/operating-model'
import { useMay, useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Chip, Empty, Loaded, Panel, ScrollRegion } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { RehearsedScenario } from './RehearsedScenario.tsx'
import { jointText, spanOf } from './span-of.ts'
import './rehearsal.css'

export interface RehearsalPartProps {
  /** The one that is looked at. */
  readonly scenario: string | undefined
  readonly onClose: () => void
}

export function RehearsalPart(props: RehearsalPartProps) {
  const { site, isKnown } = useScope()
  const read = useRead(readRehearsal, { params: { site: site?.site ?? 'none' } }, { isEnabled: site !== null })
  if (site === null) return isKnown ? <Empty kind="yet" title={t('plant.no-site')} /> : null
  return <Loaded read={read}>{(view) => <Rehearsed view={view} {...props} />}</Loaded>
}

function Rehearsed({ view, scenario, onClose }: { readonly view: RehearsalView } & RehearsalPartProps) {
  const [isMost, setMost] = useState(false)
  const mayEnrol = useMay('sensor:read')
  const isOpen = view.items.some(({ most }) => most !== null)
  const outcomeOf = ({ least, most }: RehearsedScenarioView): OutcomeView => (isMost ? (most ?? least) : least)
  const seen = view.items.filter((one) => outcomeOf(one).suspicion !== null).length
  const silent = view.cells.filter(({ isAnswering }) => !isAnswering)
  const shown = view.items.find((one) => one.scenario === scenario)
  return (
    <>
      <p className="muted">{t('rehearsal.lead')}</p>
      <p className="muted">
        {t(`rehearsal.knows.${view.known.length === 2 ? 'both' : (view.known[0] ?? 'it')}`)}{' '}
        {t('rehearsal.stands-on', { sources: view.sources, sensors: view.sensors, days: view.days ?? 0 })}
      </p>
      {silent.map(({ domain }) => (
        <p key={domain}>
          <Chip tone="strong">{t('rehearsal.partial')}</Chip> {t('rehearsal.silent', { domain: domain.toUpperCase() })}
        </p>
      ))}
      {view.sources + view.sensors === 0 ? (
        <Empty kind="yet" title={t('rehearsal.nothing')}>
          {mayEnrol ? <Link to="/sources">{t('rehearsal.nothing.enrol')}</Link> : null}
        </Empty>
      ) : null}
      {isOpen ? (
        <div className="rehearsal-other no-print">
          <span id="rehearsal-other">{t('rehearsal.other')}</span>
          <SegmentedControl
            aria-labelledby="rehearsal-other"
            data={[
              { value: 'least', label: t('rehearsal.other.least') },
              { value: 'most', label: t('rehearsal.other.most') },
            ]}
            value={isMost ? 'most' : 'least'}
            onChange={(value) => setMost(value === 'most')}
          />
        </div>
      ) : null}
      <Panel title={t('rehearsal.scenarios')} aside={t('rehearsal.seen', { seen, of: view.items.length })}>
        <ScrollRegion label={t('rehearsal.scenarios.table')}>
          <table className="table rehearsal-table">
            <thead>
              <tr>
                <th scope="col">{t('rehearsal.scenario')}</th>
                <th scope="col">{t('rehearsal.told')}</th>
                <th scope="col">{t('rehearsal.suspicion')}</th>
                {SOC_MODELS.map((model) => (
                  <th scope="col" key={model}>
                    {t(`model.name.${model}`)} {model === view.model ? <Chip>{t('rehearsal.in-force')}</Chip> : null}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {view.items.map((one) => (
                <Row key={one.scenario} scenario={one} outcome={outcomeOf(one)} isSelected={one === shown} />
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      </Panel>
      <RehearsedScenario scenario={shown} outcome={shown && outcomeOf(shown)} onClose={onClose} />
    </>
  )
}

function Row(props: {
  readonly scenario: RehearsedScenarioView
  readonly outcome: OutcomeView
  readonly isSelected: boolean
}) {
  const { scenario, outcome, isSelected } = props
  const stages = scenario.stages.length
  return (
    <tr data-selected={isSelected}>
      <th scope="row">
        <Link
          from="/operating-model"
          to="/operating-model"
          search={(before) => ({ ...before, scenario: scenario.scenario })}
          replace
          resetScroll={false}
        >
          {scenario.scenario} {scenario.name}
        </Link>
      </th>
      <td>{t('rehearsal.told.of', { told: outcome.told, of: stages })}</td>
      <td>
        {outcome.suspicion === null ? (
          <Chip tone="strong">{t('rehearsal.suspicion.none')}</Chip>
        ) : (
          t('rehearsal.at', {
            span: spanOf(outcome.suspicion.afterSeconds),
            stage: outcome.suspicion.happened,
            of: stages,
          })
        )}
      </td>
      {outcome.models.map((one) => (
        <td key={one.model}>
          <Met outcome={one} suspicion={outcome.suspicion?.afterSeconds ?? 0} />
        </td>
      ))}
    </tr>
  )
}

function Met({ outcome, suspicion }: { readonly outcome: ModelOutcome; readonly suspicion: number }): ReactNode {
  const { joint, whyNotJoint, viewers } = outcome
  if (whyNotJoint === 'no-suspicion') return <span className="faint">{t('rehearsal.nobody-told')}</span>
  return (
    <>
      <div>{joint === null ? <Chip tone="strong">{t('rehearsal.apart')}</Chip> : jointText(joint, suspicion)}</div>
      {viewers
        .filter(({ viewer }) => viewer === 'it' || viewer === 'ot')
        .map(({ viewer, end, why }) => (
          <div key={viewer} className="faint">
            {t(`rehearsal.viewer.${viewer}`)}: {end === null ? t(`rehearsal.why.${why ?? 'not-told'}`) : endText(end)}
          </div>
        ))}
    </>
  )
}

function endText({ whole, redacted }: { readonly whole: number; readonly redacted: number }): string {
  return t('rehearsal.end', { whole, redacted })
}
