// What an attacker may want, the least effort first; what nothing reaches on demand.
import { Switch, TextInput } from '@mantine/core'
import type { GoalStateView } from '@penstock/contract/paths'
import { formatCount, t } from '@penstock/web/messages'
import { type Column, DataTable, Empty, Panel, showUnseen, Unknown } from '@penstock/web/ui'
import { useMemo } from 'react'
import { type PathGoals, usePaths } from './use-paths.ts'

export function GoalTable({ goals: { goals } }: { readonly goals: PathGoals }) {
  const { all, find = '', goal: open, change } = usePaths()
  const reached = goals.filter(({ isReached }) => isReached).length
  const rows = useMemo(() => {
    const wanted = find.toLocaleLowerCase()
    const shown = goals.filter(({ isReached, wasReached }) => all || isReached || wasReached)
    return shown.filter(({ id, text }) => `${id} ${text}`.toLocaleLowerCase().includes(wanted))
  }, [goals, all, find])
  const columns: readonly Column<GoalStateView>[] = [
    {
      id: 'goal',
      title: t('paths.column.goal'),
      isRowHead: true,
      cell: ({ id, text }) => (
        <button
          type="button"
          className="row-open"
          data-row-link
          aria-current={id === open ? 'true' : undefined}
          onClick={() => change({ goal: id })}
        >
          {showUnseen(text)}
        </button>
      ),
    },
    { id: 'kind', title: t('paths.column.kind'), cell: ({ kind }) => t(`paths.kind.${kind}`) },
    {
      id: 'effort',
      title: t('paths.column.effort'),
      isNumber: true,
      cell: ({ cost, wasReached }) =>
        cost !== null ? (
          formatCount(cost)
        ) : wasReached ? (
          t('paths.cut-off')
        ) : (
          <Unknown reason={t('paths.not-reached')} />
        ),
    },
  ]
  return (
    <Panel title={t('paths.goals')}>
      <div className="paths-filter">
        <TextInput
          aria-label={t('paths.find')}
          placeholder={t('paths.find')}
          value={find}
          onChange={({ currentTarget }) =>
            change({ find: currentTarget.value === '' ? undefined : currentTarget.value })
          }
        />
        <Switch
          label={t('paths.all')}
          checked={all}
          onChange={({ currentTarget }) => change({ all: currentTarget.checked ? true : undefined })}
        />
      </div>
      <p role="status">{t('paths.goals.count', { reached, total: goals.length })}</p>
      {rows.length === 0 ? (
        <Empty
          kind={find === '' ? 'wrong' : 'matches'}
          title={t(find === '' ? 'paths.nothing-reached' : 'paths.no-match')}
        />
      ) : (
        <DataTable label={t('paths.goals.list')} columns={columns} rows={rows} rowId={({ id }) => id} />
      )}
    </Panel>
  )
}
