// What can be done with the selected assets, also with all that the filter means. One bar, and every action in the palette.
import { Button } from '@mantine/core'
import { type BulkResult, editAssets, type SelectionInput } from '@penstock/contract/assets'
import { call, type Refused, useMay } from '@penstock/web/api'
import { type Command, useCommands } from '@penstock/web/commands'
import { t } from '@penstock/web/messages'
import { RefusedNotice } from '@penstock/web/ui'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { BulkEdit, Tried } from './BulkEdit.tsx'
import { MergeAssets } from './MergeAssets.tsx'
import { useUndo } from './use-undo.ts'

const MOST_MERGED = 20

export function SelectionBar(props: {
  readonly selected: ReadonlySet<string>
  /** All that the filter means, when they are selected rather than single rows; null otherwise. */
  readonly all: Extract<SelectionInput, { filter: unknown }> | null
  readonly onClear: () => void
  /** Null when every row that the filter means is loaded or selected already. */
  readonly onSelectAll: (() => void) | null
  readonly total: number
}) {
  const { selected, all, onClear, onSelectAll, total } = props
  const client = useQueryClient()
  const mayMerge = useMay('asset:merge')
  const { tell } = useUndo()
  const [open, setOpen] = useState<'edit' | 'merge' | null>(null)
  const [state, setState] = useState<{ isRunning: boolean; refused: Refused | null; result: BulkResult | null }>(IDLE)
  const count = all?.expected ?? selected.size
  const selection: SelectionInput = all ?? { ids: [...selected] }
  const isMergeable = mayMerge && all === null && selected.size >= 2 && selected.size <= MOST_MERGED
  const clear = () => {
    setState(IDLE)
    onClear()
  }
  const confirm = async (what: 'identity' | 'ownership') => {
    setState({ ...IDLE, isRunning: true })
    const reason = t(`assets.bulk.reason.${what}`)
    const answer = await call(editAssets, { body: { selection, change: { confirm: what }, reason } })
    setState({ isRunning: false, refused: answer.ok ? null : answer.refusal, result: answer.ok ? answer.value : null })
    await client.invalidateQueries()
    if (!answer.ok) return
    const { changed, refused } = answer.value
    tell(t('assets.bulk.confirmed', { count: changed }), answer.value)
    if (refused.length === 0) clear()
  }
  const group = t('assets.title')
  const commands: Command[] =
    count === 0
      ? []
      : [
          {
            id: 'assets.bulk-edit',
            title: t('assets.bulk.edit', { count }),
            group,
            keys: 'e',
            run: () => setOpen('edit'),
          },
          {
            id: 'assets.confirm-selected',
            title: t('assets.selection.confirm', { count }),
            group,
            keys: 'c',
            run: () => void confirm('identity'),
          },
          {
            id: 'assets.confirm-owners',
            title: t('assets.bulk.confirm-owner', { count }),
            group,
            keys: 'o',
            run: () => void confirm('ownership'),
          },
          ...(isMergeable
            ? [
                {
                  id: 'assets.merge',
                  title: t('assets.merge', { count }),
                  group,
                  keys: 'm',
                  run: () => setOpen('merge'),
                },
              ]
            : []),
          ...(onSelectAll === null
            ? []
            : [
                {
                  id: 'assets.select-filter',
                  title: t('assets.selection.all', { count: total }),
                  group,
                  keys: '*',
                  run: onSelectAll,
                },
              ]),
          { id: 'assets.clear-selection', title: t('assets.selection.clear'), group, run: clear },
        ]
  useCommands(commands)
  if (count === 0) return null
  return (
    <section className="selection" aria-label={t('assets.selection')}>
      <span>{t(all === null ? 'assets.selection.count' : 'assets.selection.count-all', { count })}</span>
      {onSelectAll === null ? null : (
        <Button size="compact-sm" variant="subtle" onClick={onSelectAll}>
          {t('assets.selection.all', { count: total })}
        </Button>
      )}
      <Button size="compact-sm" onClick={() => setOpen('edit')}>
        {t('assets.bulk.edit', { count })}
      </Button>
      <Button size="compact-sm" variant="default" loading={state.isRunning} onClick={() => void confirm('identity')}>
        {t('assets.selection.confirm', { count })}
      </Button>
      <Button size="compact-sm" variant="default" loading={state.isRunning} onClick={() => void confirm('ownership')}>
        {t('assets.bulk.confirm-owner', { count })}
      </Button>
      {isMergeable ? (
        <Button size="compact-sm" variant="default" onClick={() => setOpen('merge')}>
          {t('assets.merge', { count })}
        </Button>
      ) : null}
      <Button size="compact-sm" variant="default" onClick={clear}>
        {t('assets.selection.clear')}
      </Button>
      {state.refused === null ? null : <RefusedNotice refused={state.refused} />}
      {state.result === null ? null : (
        <div role="status">
          <Tried result={state.result} />
        </div>
      )}
      <BulkEdit
        selection={selection}
        count={count}
        isOpen={open === 'edit'}
        onClose={() => setOpen(null)}
        onDone={clear}
      />
      <MergeAssets ids={[...selected]} isOpen={open === 'merge'} onClose={() => setOpen(null)} onMerged={clear} />
    </section>
  )
}

const IDLE = { isRunning: false, refused: null, result: null }
