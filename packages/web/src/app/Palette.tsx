// Ctrl/⌘ K: objects and verbs in one list. Objects come from the asset search, verbs from what is on screen.
import '@mantine/spotlight/styles.css'
import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight } from '@mantine/spotlight'
import { type AssetRow, listAssets } from '@penstock/contract/assets'
import { useMay, useRead } from '@penstock/web/api'
import { useAllCommands } from '@penstock/web/commands'
import { t } from '@penstock/web/messages'
import { showUnseen } from '@penstock/web/ui'
import { IconDevices2 } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useState } from 'react'
import { useEagerEnter } from './eager-enter.ts'

const MOST_ASSETS = 8
const PAUSE_MS = 120

export function Palette() {
  const [query, setQuery] = useState('')
  const verbs = useAllCommands().filter((command) => command.isInPalette !== false)
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const fitting = verbs.filter((verb) => words.every((word) => verb.title.toLowerCase().includes(word)))
  const { assets, isPending } = useAssets(query)
  const navigate = useNavigate()
  const open = (asset: AssetRow) => void navigate({ to: '/assets/$assetId', params: { assetId: asset.id } })
  const isEager = useEagerEnter(isPending, assets[0], open)
  const groups = [...new Set(fitting.map((verb) => verb.group))]
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      scrollable
      maxHeight={420}
      size="lg"
      overlayProps={{ blur: 0 }}
      shortcut={['mod + K']}
      tagsToIgnore={[]}
      attributes={{ content: { 'aria-label': t('app.palette.label') } }}
    >
      <Spotlight.Search
        placeholder={t('app.palette.hint')}
        aria-label={t('app.palette.hint')}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') isEager.current = false
          else if (isPending) isEager.current = true
          else takeFirst(event)
        }}
      />
      <Spotlight.ActionsList aria-label={t('app.palette.label')}>
        {assets.length === 0 ? null : (
          <Spotlight.ActionsGroup label={t('app.palette.assets')}>
            {assets.map((asset) => (
              <Spotlight.Action
                key={asset.id}
                label={showUnseen(asset.name ?? asset.ips[0] ?? asset.reference)}
                description={[asset.reference, asset.role, asset.zone, ...asset.ips.slice(0, 2)]
                  .filter((part) => part !== null)
                  .map((part) => showUnseen(String(part)))
                  .join(' · ')}
                leftSection={<IconDevices2 size={18} stroke={1.5} aria-hidden="true" />}
                onClick={() => open(asset)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {groups.map((group) => (
          <Spotlight.ActionsGroup key={group} label={group}>
            {fitting
              .filter((verb) => verb.group === group)
              .map((verb) => (
                <Spotlight.Action
                  key={verb.id}
                  label={verb.title}
                  onClick={verb.run}
                  rightSection={verb.keys === undefined ? null : <kbd className="key">{verb.keys}</kbd>}
                />
              ))}
          </Spotlight.ActionsGroup>
        ))}
        {assets.length + fitting.length === 0 && !isPending ? (
          <Spotlight.Empty>{t('app.palette.nothing', { query })}</Spotlight.Empty>
        ) : null}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

/** A name and Enter are enough: without a choice by arrow key the first fit is taken. */
function takeFirst(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
  const list = event.currentTarget.closest('[role=dialog]')
  if (list?.querySelector('[data-action][data-selected]')) return
  event.preventDefault()
  list?.querySelector<HTMLElement>('[data-action]')?.click()
}

/** Assets that fit what is typed now; pending until the answer to exactly that is there. */
function useAssets(query: string) {
  const typed = query.trim().slice(0, 120)
  const [text] = useDebouncedValue(typed, PAUSE_MS)
  const may = useMay('asset:read')
  const read = useRead(listAssets, { query: { text, limit: MOST_ASSETS } }, { isEnabled: may && text !== '' })
  const isPending = may && typed !== '' && (text !== typed || read.isPlaceholderData || read.isPending)
  return { isPending, assets: typed === '' || isPending ? [] : (read.data?.items ?? []) }
}
