// Chains of stages over both domains, each as far as the operating model tells it to the viewer: what is there, what is missing, what joins
// them, and since when. Names stand in the cell of the own domain and are asked for there.
import { Button } from '@mantine/core'
import { listFeatures } from '@penstock/contract/correlation'
import { listSuspicions, openSuspicion, type SuspicionStage, type SuspicionView } from '@penstock/contract/incidents'
import { useRead, useSession, useWrite } from '@penstock/web/api'
import { formatCount, t } from '@penstock/web/messages'
import { SiteName, SiteNames, useScope } from '@penstock/web/scope'
import {
  Chip,
  Empty,
  Facts,
  Instant,
  Loaded,
  Panel,
  RefusedNotice,
  ScrollRegion,
  SeverityMark,
  showToast,
  WireText,
} from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'

const EVERY_MS = 15_000

export function Suspicions() {
  const { asked } = useScope()
  const read = useRead(listSuspicions, { query: asked }, { intervalMs: EVERY_MS })
  return (
    <Loaded read={read} lines={8}>
      {({ items, counts }) => (
        <div className="incident-suspicions">
          {items.length === 0 ? null : <p>{summaryOf(items)}</p>}
          {items.length === 0 ? (
            <Empty kind="wrong" title={t('incidents.suspicions.none')}>
              {t('incidents.suspicions.next')}
            </Empty>
          ) : (
            <ol className="incident-suspicions" aria-label={t('incidents.part.suspicions')}>
              {items.map((one, place) => (
                <li key={one.id}>
                  <Suspicion view={one} isFirst={place === 0} />
                </li>
              ))}
            </ol>
          )}
          {counts === null ? null : (
            <p className="faint" role="status">
              {t('incidents.suspicions.counts', {
                signals: counts.signals,
                late: counts.late + counts.ahead,
                evicted: counts.evicted + counts.evictedTies,
              })}
            </p>
          )}
        </div>
      )}
    </Loaded>
  )
}

function summaryOf(items: readonly SuspicionView[]): string {
  const count = (level: SuspicionView['level']) => items.filter((one) => one.level === level).length
  const counts = { critical: count('critical'), suspicion: count('suspicion'), explained: count('none') }
  return t('incidents.suspicions.summary', counts)
}

/** Its head and what matters first; the stages of the gravest stand open, those of the others one button away. */
function Suspicion({ view, isFirst }: { readonly view: SuspicionView; readonly isFirst: boolean }) {
  const [isOpen, setOpen] = useState(isFirst)
  const { id, scenario, name, level, form, confidence, stages, raisedAt, criticalAt, explainedAt, incident } = view
  const there = stages.filter(({ state }) => state === 'there' || state === 'redacted').length
  return (
    <Panel title={`${scenario} ${name}`}>
      <div className="incident-suspicion">
        <p className="incident-head">
          {level === 'none' ? null : <SeverityMark severity={level === 'critical' ? 1 : 2} />}
          {level === 'critical' ? null : <Chip tone="strong">{t(`incidents.suspicions.level.${level}`)}</Chip>}
          <Chip>{t(`incidents.suspicions.form.${form}`)}</Chip>
          {incident === null ? null : (
            <Link to="/incidents/$incidentId" params={{ incidentId: incident.id }}>
              {incident.reference}
            </Link>
          )}
        </p>
        <Facts
          items={[
            [t('incidents.suspicions.stages'), t('incidents.suspicions.stages-of', { there, of: stages.length })],
            [t('incidents.suspicions.confidence'), t(`incidents.suspicions.confidence.${confidence}`)],
            [t('incidents.suspicions.raised'), <Instant key="r" at={raisedAt} />],
            [
              t('incidents.suspicions.critical'),
              criticalAt === null ? t('incidents.suspicions.not-yet') : <Instant key="c" at={criticalAt} />,
            ],
            ...(explainedAt === null
              ? []
              : ([[t('incidents.suspicions.explained-at'), <Instant key="e" at={explainedAt} />]] as const)),
            [t('incidents.suspicions.sites'), <SiteNames key="s" sites={view.sites} />],
          ]}
        />
        <p>{t('incidents.suspicions.consequence', { text: view.consequence })}</p>
        <Button
          className="no-print"
          variant="default"
          size="xs"
          aria-expanded={isOpen}
          aria-label={t(isOpen ? 'incidents.suspicions.stages-hide-of' : 'incidents.suspicions.stages-show-of', {
            name: scenario,
          })}
          onClick={() => setOpen(!isOpen)}
        >
          {t(isOpen ? 'incidents.suspicions.stages-hide' : 'incidents.suspicions.stages-show')}
        </Button>
        {isOpen ? <Stages stages={stages} name={`${scenario} ${name}`} /> : null}
        {view.constraints.length === 0 ? null : (
          <ul>
            {view.constraints.map((one) => (
              <li key={one}>{t('incidents.suspicions.mind', { text: one })}</li>
            ))}
          </ul>
        )}
        <Names view={view} />
        {view.mayOpen ? <OpenJoint chain={id} /> : null}
      </div>
    </Panel>
  )
}

function Stages({ stages, name }: { readonly stages: readonly SuspicionStage[]; readonly name: string }) {
  return (
    <ScrollRegion label={t('incidents.suspicions.stages-label', { name })}>
      <table className="incident-stages">
        <thead>
          <tr>
            <th scope="col">{t('incidents.suspicions.col.stage')}</th>
            <th scope="col">{t('incidents.suspicions.col.side')}</th>
            <th scope="col">{t('incidents.suspicions.col.what')}</th>
            <th scope="col">{t('incidents.suspicions.col.state')}</th>
            <th scope="col">{t('incidents.suspicions.col.when')}</th>
            <th scope="col">{t('incidents.suspicions.col.how')}</th>
          </tr>
        </thead>
        <tbody>
          {stages.map((stage) => (
            <tr key={stage.order}>
              <td>{formatCount(stage.order)}</td>
              <td>{sideOf(stage)}</td>
              <td>
                {stage.technique} {stage.techniqueName}
              </td>
              <td>
                <Chip tone={stage.state === 'there' || stage.state === 'redacted' ? 'strong' : 'plain'}>
                  {t(`incidents.suspicions.state.${stage.state}`)}
                </Chip>
              </td>
              <td>{whenOf(stage)}</td>
              <td>{howOf(stage)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function sideOf(stage: SuspicionStage): string {
  const sides = stage.state === 'redacted' ? stage.owners : [stage.domain]
  return sides.map((one) => one.toUpperCase()).join(', ')
}

function whenOf(stage: SuspicionStage) {
  if (stage.state === 'there') return <Instant at={stage.at} />
  if (stage.state === 'redacted')
    return (
      <>
        <Instant at={stage.bucketFrom} /> {t('incidents.suspicions.within')}
      </>
    )
  return '—'
}

function howOf(stage: SuspicionStage) {
  switch (stage.state) {
    case 'there': {
      const joined = stage.joinedBy.length === 0 ? null : { what: stage.joinedBy.join(', ') }
      return (
        <>
          {stage.indicator}
          {joined === null ? null : `; ${t('incidents.suspicions.same', joined)}`}{' '}
          <span className="faint">{stage.kinds.join(', ')}</span>
        </>
      )
    }
    case 'redacted':
      return t('incidents.suspicions.owner', {
        who: stage.owners.map((one) => one.toUpperCase()).join(', '),
        confidence: t(`incidents.suspicions.confidence.${stage.confidence}`),
      })
    case 'missing':
      return t('incidents.suspicions.would-be', { text: stage.indicator })
    case 'untold':
      return t('incidents.suspicions.untold')
  }
}

/** What the own cell told under the pseudonyms, in its own words. */
function Names({ view }: { readonly view: SuspicionView }) {
  const { domain } = useSession()
  const [isOpen, setOpen] = useState(false)
  const ids = view.stages.flatMap((stage) => (stage.state === 'there' ? stage.features : []))
  if (domain === null || ids.length === 0) return null
  return (
    <div className="no-print">
      <Button variant="default" size="xs" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t('incidents.suspicions.names')}
      </Button>
      {isOpen ? <NamesOf domain={domain} ids={ids} /> : null}
    </div>
  )
}

function NamesOf({ domain, ids }: { readonly domain: 'it' | 'ot'; readonly ids: readonly string[] }) {
  const read = useRead(listFeatures, { domain, query: { ids: ids.slice(0, 200).join(',') } })
  return (
    <Loaded read={read} lines={3}>
      {({ items }) => (
        <ul className="incident-parts">
          {items.map(({ id, kind, site, at, entities }) => (
            <li key={id}>
              <Instant at={at} /> <Chip>{kind}</Chip> <SiteName site={site} />
              <ul>
                {entities.map(({ entityClass, names }) => (
                  <li key={`${entityClass} ${names.join(' ')}`}>
                    {entityClass}: <WireText text={names.join(', ')} />
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  )
}

function OpenJoint({ chain }: { readonly chain: string }) {
  const { run, isRunning, refused } = useWrite(openSuspicion)
  const open = async (): Promise<void> => {
    const answer = await run({ params: { chain } })
    if (answer.ok) showToast({ text: t('incidents.suspicions.opened', { reference: answer.value.reference }) })
  }
  return (
    <div className="no-print">
      <p className="faint">{t('incidents.suspicions.open-what')}</p>
      <Button loading={isRunning} onClick={() => void open()}>
        {t('incidents.suspicions.open')}
      </Button>
      {refused === null ? null : <RefusedNotice refused={refused} />}
    </div>
  )
}
