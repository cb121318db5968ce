// Paths: the goal first, then the ways there with evidence for each hop, what all of them need, what cuts them, and what if.
import { Button } from '@mantine/core'
import { listPathGoals } from '@penstock/contract/paths'
import { useRead } from '@penstock/web/api'
import { MomentFrame, TimeBar, useMoment } from '@penstock/web/history'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Empty, Instant, Loaded, Page, Panel, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { GoalPaths } from './GoalPaths.tsx'
import { GoalTable } from './GoalTable.tsx'
import { KNOWS, type PathGoals, usePaths } from './use-paths.ts'
import { WhatIf } from './WhatIf.tsx'
import './paths.css'

export function PathsPage() {
  const { site, isKnown } = useScope()
  const { query, without, setWithout } = usePaths()
  const { isPast } = useMoment(KNOWS)
  const read = useRead(listPathGoals, { params: { site: site?.site ?? 'none' }, query }, { isEnabled: site !== null })
  return (
    <Page title={t('paths.title')} lead={read.data === undefined ? t('paths.lead') : <Stand goals={read.data} />}>
      {site === null ? (
        isKnown ? (
          <Empty kind="yet" title={t('plant.no-site')} />
        ) : null
      ) : (
        <>
          {read.isError && without.length > 0 ? (
            <Button variant="default" onClick={() => setWithout([])}>
              {t('paths.what-if.clear')}
            </Button>
          ) : null}
          <MomentFrame knows={KNOWS}>
            <Loaded read={read} lines={12}>
              {(goals) =>
                goals.goals.length > 0 ? (
                  <Shown goals={goals} />
                ) : (
                  <Empty kind="yet" title={t(isPast ? 'paths.none-then' : 'paths.none')}>
                    {isPast ? null : <Link to="/plant">{t('process.none.next')}</Link>}
                  </Empty>
                )
              }
            </Loaded>
          </MomentFrame>
          <TimeBar site={site.site} knows={KNOWS} isOfOne />
        </>
      )}
    </Page>
  )
}

function Stand({ goals: { source, importedAt } }: { readonly goals: PathGoals }) {
  if (source === null || importedAt === null) return t('paths.lead')
  return (
    <>
      {t('process.stands-on')} <WireText text={source} />, <Instant at={importedAt} />
    </>
  )
}

function Shown({ goals }: { readonly goals: PathGoals }) {
  const { goal } = usePaths()
  return (
    <div className="paths">
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
