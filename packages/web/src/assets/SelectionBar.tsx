// What can be done with the selected assets: confirm them all, one by one, and say which could not be.
import { Button } from '@mantine/core'
import { confirmAsset, readAsset } from '@penstock/contract/assets'
import { call, type Refused } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { t } from '@penstock/web/messages'
import { RefusedNotice } from '@penstock/web/ui'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

export function SelectionBar(props: { readonly selected: ReadonlySet<string>; readonly onClear: () => void }) {
  const { selected, onClear } = props
  const client = useQueryClient()
  const [state, setState] = useState<{ done: number; refused: Refused | null } | null>(null)
  const confirm = async () => {
    let done = 0
    for (const id of selected) {
      const refused = await confirmOne(id)
      if (refused !== null && refused.code !== 'assets.already-confirmed') return setState({ done, refused })
      done += 1
      setState({ done, refused: null })
    }
    onClear()
    setState(null)
    await client.invalidateQueries()
  }
  useCommands(
    selected.size === 0
      ? []
      : [
          {
            id: 'assets.confirm-selected',
            title: t('assets.selection.confirm', { count: selected.size }),
            group: t('assets.title'),
            run: () => void confirm(),
          },
        ],
  )
  if (selected.size === 0) return null
  return (
    <section className="selection" aria-label={t('assets.selection')}>
      <span>{t('assets.selection.count', { count: selected.size })}</span>
      <Button size="compact-sm" onClick={() => void confirm()} loading={state !== null && state.refused === null}>
        {t('assets.selection.confirm', { count: selected.size })}
      </Button>
      <Button size="compact-sm" variant="default" onClick={onClear}>
        {t('assets.selection.clear')}
      </Button>
      {state?.refused ? (
        <RefusedNotice refused={state.refused}>
          <p>{t('assets.selection.stopped', { done: state.done, total: selected.size })}</p>
        </RefusedNotice>
      ) : null}
    </section>
  )
}

async function confirmOne(assetId: string): Promise<Refused | null> {
  const record = await call(readAsset, { params: { assetId } })
  if (!record.ok) return record.refusal
  const answer = await call(confirmAsset, { params: { assetId }, body: { version: record.value.version } })
  return answer.ok ? null : answer.refusal
}
