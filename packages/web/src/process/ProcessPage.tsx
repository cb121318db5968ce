// Process: the picture of needs, what is down in it, and four answers: what stops, what the plant stands or falls with, who restores what in
// which order, and which targets the records do not hold. The address holds all of it.
import { Tabs } from '@mantine/core'
import { playProcessOutage, readProcess, writeOutages } from '@penstock/contract/process'
import type { SiteKey } from '@penstock/model/kernel'
import { useMay, useRead } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { t } from '@penstock/web/messages'
import { DeclaredPage } from '@penstock/web/plant'
import { useScope } from '@penstock/web/scope'
import { Empty, Loaded, Panel } from '@penstock/web/ui'
import { useMemo } from 'react'
import { Confidence, Knots } from './Confidence.tsx'
import { DownChooser } from './DownChooser.tsx'
import { FunctionPanel } from './FunctionPanel.tsx'
import { FunctionTable } from './FunctionTable.tsx'
import { HiddenNeeds } from './HiddenNeeds.tsx'
import { Management } from './Management.tsx'
import { NeedsMap } from './NeedsMap.tsx'
import { type Names, namesOf } from './names.ts'
import { OutagePlayer } from './OutagePlayer.tsx'
import { standingAt, stepsOf, worstStep } from './outage-steps.ts'
import { Ranking } from './Ranking.tsx'
import { Recovery } from './Recovery.tsx'
import { Sectors } from './Sectors.tsx'
import { ProcessAnswer } from './search.ts'
import { Targets } from './Targets.tsx'
import type { Network } from './told.ts'
import { useProcess } from './use-process.ts'
import './process.css'

export function ProcessPage() {
  const { site } = useScope()
  const { moment } = useProcess()
  const read = useRead(
    readProcess,
    { params: { site: site?.site ?? 'none' }, query: moment },
    { isEnabled: site !== null },
  )
  return (
    <DeclaredPage
      title={t('process.title')}
      lead={t('process.lead')}
      read={read}
      isEmpty={({ functions }) => functions.length === 0}
      none={t('process.none')}
      noneThen={t('process.none-then')}
    >
      {(network) => <Shown network={network} />}
    </DeclaredPage>
  )
}

function Shown({ network }: { readonly network: Network }) {
  const asked = useProcess()
  const names = useMemo(() => namesOf(network), [network])
  const outage = useOutage(network.site)
  const losses = useMemo(() => outage.data?.losses ?? [], [outage.data])
  const steps = useMemo(() => stepsOf(losses), [losses])
  const hour = asked.at ?? worstStep(losses, steps)
  const standing = useMemo(() => standingAt(losses, hour), [losses, hour])
  const open = asked.open === undefined ? undefined : names.functionOf(asked.open)
  const openFunction = (id: string | undefined) => asked.change({ open: id })
  const picture = { network, names, standing, losses, open: open?.id ?? null, onOpen: openFunction }
  return (
    <div className="process">
      <DownChooser names={names} />
      <NeedsMap {...picture} hour={asked.down.length === 0 ? null : hour} />
      <div className="process-parts">
        <div className="process-main">
          <Answers network={network} names={names} outage={outage} steps={steps} hour={hour} />
          <FunctionTable {...picture} />
        </div>
        <div className="process-side">
          {open === undefined ? null : (
            <FunctionPanel network={network} names={names} one={open} onClose={() => openFunction(undefined)} />
          )}
          <Panel title={t('process.confidence')}>
            <Confidence confidence={network.confidence} names={names} />
          </Panel>
          <Panel title={t('process.knots')}>
            <Knots knots={network.knots} names={names} none={t('process.knots.none')} />
          </Panel>
        </div>
      </div>
    </div>
  )
}

function useOutage(site: SiteKey) {
  const { down, hours, moment } = useProcess()
  const out = writeOutages(down.map((unit) => ({ unit, fromH: 0, toH: hours })))
  const read = useRead(
    playProcessOutage,
    { params: { site }, query: { out, ...moment } },
    { isEnabled: down.length > 0 },
  )
  return down.length === 0 ? { ...read, data: undefined, isError: false } : read
}

function Answers(props: {
  readonly network: Network
  readonly names: Names
  readonly outage: ReturnType<typeof useOutage>
  readonly steps: readonly number[]
  readonly hour: number
}) {
  const { network, names, outage, steps, hour } = props
  const { show, down, change } = useProcess()
  const maySeeTraffic = useMay('monitoring:read')
  const answers = ProcessAnswer.options.filter((each) => each !== 'hidden' || maySeeTraffic)
  const open = (next: string | null) => {
    const answer = ProcessAnswer.catch('outage').parse(next)
    change({ answer: answer === 'outage' ? undefined : answer })
  }
  useCommands(
    answers.map((each) => ({
      id: `process.show.${each}`,
      title: t(`process.show.${each}`),
      group: t('process.title'),
      run: () => open(each),
    })),
  )
  return (
    <Tabs value={show} onChange={open} keepMounted={false} className="panel">
      <Tabs.List aria-label={t('process.answers')}>
        {answers.map((each) => (
          <Tabs.Tab key={each} value={each}>
            {t(`process.show.${each}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="outage" pt="md">
        {down.length === 0 ? (
          <Empty kind="yet" title={t('process.nothing-down')}>
            {t('process.nothing-down.next')}
          </Empty>
        ) : (
          <Loaded read={outage} lines={6}>
            {(told) => <OutagePlayer outage={told} network={network} names={names} steps={steps} hour={hour} />}
          </Loaded>
        )}
      </Tabs.Panel>
      <Tabs.Panel value="ranking" pt="md">
        <Ranking network={network} names={names} />
      </Tabs.Panel>
      <Tabs.Panel value="recovery" pt="md">
        <Recovery network={network} names={names} />
      </Tabs.Panel>
      <Tabs.Panel value="targets" pt="md">
        <Targets network={network} names={names} />
      </Tabs.Panel>
      <Tabs.Panel value="management" pt="md">
        <Management network={network} names={names} />
      </Tabs.Panel>
      <Tabs.Panel value="sectors" pt="md">
        <Sectors />
      </Tabs.Panel>
      {maySeeTraffic ? (
        <Tabs.Panel value="hidden" pt="md">
          <HiddenNeeds network={network} names={names} />
        </Tabs.Panel>
      ) : null}
    </Tabs>
  )
}
