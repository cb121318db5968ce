// Paths: the goal first, then the ways there with evidence for each hop, what all of them need, what cuts them, and what if.
import { Button } from '@mantine/core'
import { listPathGoals } from '@penstock/contract/paths'
import { useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { DeclaredPage } from '@penstock/web/plant'
import { useScope } from '@penstock/web/scope'
import { Empty, Panel } from '@penstock/web/ui'
import { GoalPaths } from './GoalPaths.tsx'
import { GoalTable } from './GoalTable.tsx'
import { type PathGoals, usePaths } from './use-paths.ts'
import { WhatIf } from './WhatIf.tsx'
import './paths.css'

export function PathsPage() {
  const { site } = useScope()
  const { query, without, setWithout } = usePaths()
  const read = useRead(listPathGoals, { params: { site: site?.site ?? 'none' }, query }, { isEnabled: site !== null })
  return (
    <DeclaredPage
      title={t('paths.title')}
      lead={t('paths.lead')}
      read={read}
      isEmpty={({ goals }) => goals.length === 0}
      none={t('paths.none')}
      noneThen={t('paths.none-then')}
      above={
        read.isError && without.length > 0 ? (
          <Button variant="default" onClick={() => setWithout([])}>
            {t('paths.what-if.clear')}
          </Button>
        ) : null
      }
    >
      {(goals) => <Shown goals={goals} />}
    </DeclaredPage>
  )
}

function Shown({ goals }: { readonly goals: PathGoals }) {
  const { goal } = usePaths()
  return (
    <div className="paths">
      <Observed observed={goals.observed} />
      <WhatIf goals={goals} />
      <div className="paths-parts">
        <GoalTable goals={goals} />
        <div className="paths-main">
          {goal === undefined ? (
            <Panel title={t('paths.ways')}>
              <Empty kind="yet" title={t('paths.no-goal')}>
                {t('paths.no-goal.next')}
              </Empty>
            </Panel>
          ) : (
            <GoalPaths key={goal} site={goals.site} goal={goal} />
          )}
          <Panel title={t('paths.limits')}>
            <ul className="lines">
              {goals.limits.map((limit) => (
                <li key={limit}>{limit}</li>
              ))}
            </ul>
          </Panel>
        </div>
      </div>
    </div>
  )
}

function Observed({ observed: { standing, devices, beyond } }: Pick<PathGoals, 'observed'>) {
  return (
    <p className="muted">
      {t(`paths.observed.${standing}`, { devices })} {beyond === 0 ? null : t('paths.observed.beyond', { beyond })}
    </p>
  )
}
