// One goal: the ways to it, what none of them can do without, and what leaves none.
import { Button } from '@mantine/core'
import { type ChokePointView, type CutView, findGoalPaths } from '@penstock/contract/paths'
import type { Response } from '@penstock/contract/route'
import type { SiteKey } from '@penstock/model/kernel'
import { useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Empty, Loaded, Panel, showUnseen } from '@penstock/web/ui'
import { useState } from 'react'
import { AssetName, type NameOf, namesOf } from './AssetName.tsx'
import { usePaths } from './use-paths.ts'
import { Way } from './Way.tsx'

type Told = Response<typeof findGoalPaths>

export function GoalPaths({ site, goal }: { readonly site: SiteKey; readonly goal: string }) {
  const { query } = usePaths()
  const read = useRead(findGoalPaths, { params: { site }, query: { goal, ...query } })
  return (
    <Loaded read={read} lines={10}>
      {(told) => <Shown told={told} />}
    </Loaded>
  )
}

/** Ways that are listed before the reader asks for more: what cuts them stands below. */
const FIRST = 8

function Shown({ told }: { readonly told: Told }) {
  const [showsAll, setShowsAll] = useState(false)
  const { paths, total, goal, chokePoints, cuts, equals } = told
  const names = namesOf(told.assets)
  return (
    <>
      <Panel title={showUnseen(goal.text)}>
        {paths.length === 0 ? (
          <Empty kind="wrong" title={t('paths.no-way')}>
            {t('paths.no-way.why')}
          </Empty>
        ) : (
          <>
            <p role="status">{t('paths.ways.count', { total, cut: total - paths.length })}</p>
            <ol className="paths-ways">
              {paths.slice(0, showsAll ? paths.length : FIRST).map((path) => (
                <li key={`${path.start.id} ${path.steps.join(' ')} ${path.hops.map(({ text }) => text).join(' ')}`}>
                  <Way path={path} names={names} />
                </li>
              ))}
            </ol>
            {showsAll || paths.length <= FIRST ? null : (
              <Button size="compact-sm" variant="default" onClick={() => setShowsAll(true)}>
                {t('paths.ways.more', { count: paths.length - FIRST })}
              </Button>
            )}
          </>
        )}
        {equals.length === 0 ? null : (
          <p className="muted">
            {t('paths.equals')} {equals.map((group) => showUnseen(group.join(' = '))).join('; ')}
          </p>
        )}
      </Panel>
      {paths.length === 0 ? null : (
        <>
          <Cuts cuts={cuts} />
          <Chokes points={chokePoints} names={names} />
        </>
      )}
    </>
  )
}

function Cuts({ cuts }: { readonly cuts: readonly CutView[] }) {
  const { without, setWithout } = usePaths()
  return (
    <Panel title={t('paths.cuts')}>
      {cuts.length === 0 ? (
        <Empty kind="yet" title={t('paths.cuts.none')}>
          {t('paths.cuts.none.why')}
        </Empty>
      ) : (
        <ol className="paths-cuts">
          {cuts.map(({ facts, method }) => {
            const texts = facts.map(({ text }) => showUnseen(text))
            return (
              <li key={facts.map(({ id }) => id).join(' ')}>
                <ul>
                  {facts.map(({ id, text }) => (
                    <li key={id}>{showUnseen(text)}</li>
                  ))}
                </ul>
                {method === 'exact' ? null : <p className="muted">{t('paths.cuts.greedy')}</p>}
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={t('paths.what-if.take-of', { count: facts.length, fact: texts.join(' + ') })}
                  onClick={() => setWithout([...without, ...facts.map(({ id }) => id)])}
                >
                  {t('paths.what-if.take', { count: facts.length })}
                </Button>
              </li>
            )
          })}
        </ol>
      )}
    </Panel>
  )
}

function Chokes({ points, names }: { readonly points: readonly ChokePointView[]; readonly names: NameOf }) {
  const { without, setWithout } = usePaths()
  return (
    <Panel title={t('paths.chokes')}>
      {points.length === 0 ? (
        <Empty kind="yet" title={t('paths.chokes.none')}>
          {t('paths.chokes.none.why')}
        </Empty>
      ) : (
        <ul className="paths-chokes">
          {points.map(({ kind, id, text }) => (
            <li key={`${kind} ${id}`}>
              {kind === 'asset' ? <AssetName id={id} names={names} /> : showUnseen(text)}{' '}
              {kind === 'asset' ? null : (
                <Button
                  size="compact-xs"
                  variant="subtle"
                  aria-label={t('paths.what-if.take-of', { count: 1, fact: showUnseen(text) })}
                  onClick={() => setWithout([...without, id])}
                >
                  {t('paths.what-if.take', { count: 1 })}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
