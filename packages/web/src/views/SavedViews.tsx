// The menu of saved views of a list. What it offers stands in the palette too; deleting is undone from the toast.
import { Button, Menu } from '@mantine/core'
import { deleteView, listViews, type SavedView, saveView } from '@penstock/contract/views'
import { call, useRead } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { findMessage, t } from '@penstock/web/messages'
import { showToast, showUnseen } from '@penstock/web/ui'
import { IconBookmark } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useLocation, useRouter } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { ViewForm } from './ViewForm.tsx'
import { addressOf, keptSearch } from './view-search.ts'

const AUDIENCES = ['private', 'shared', 'role'] as const

/** `path` is the screen's own: on the way to another one the address is that of the other already. */
export function SavedViews({
  path,
}: {
  readonly path: '/assets' | '/breaches' | '/shadow' | '/traffic' | '/unregistered' | '/vulnerabilities'
}) {
  const { pathname, searchStr } = useLocation()
  const router = useRouter()
  const client = useQueryClient()
  const read = useRead(listViews, { query: { path } })
  const views = read.isPlaceholderData ? [] : (read.data?.items ?? [])
  const [form, setForm] = useState<SavedView | 'new' | null>(null)
  const search = pathname === path ? keptSearch(searchStr) : ''
  const current = views.find((view) => view.search === search)
  const open = (view: SavedView) => void router.navigate({ href: addressOf(view, searchStr), replace: true })
  useDefault(views, search, open)
  const remove = async (view: SavedView) => {
    const answer = await call(deleteView, { params: { viewId: view.id }, query: { version: view.version } })
    const { name, audience } = view
    if (!answer.ok) showToast({ text: findMessage(`problems.${answer.refusal.code}`) ?? answer.refusal.title })
    else
      showToast({
        text: t('views.deleted', { name: showUnseen(name) }),
        action: {
          title: t('views.restore'),
          run: () =>
            void call(saveView, { body: { name, path, search: view.search, audience } }).then(() =>
              client.invalidateQueries(),
            ),
        },
      })
    await client.invalidateQueries()
  }
  const group = t('views.title')
  useCommands([
    ...views.map((view) => ({
      id: `view.${view.id}`,
      title: t('views.open', { name: showUnseen(view.name) }),
      group,
      run: () => open(view),
    })),
    { id: 'view.save', title: t('views.save'), group, keys: 'b', run: () => setForm('new') },
  ])
  return (
    <>
      <Menu position="bottom-end" width={300} withinPortal={false} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark size={16} stroke={1.5} aria-hidden="true" />}>
            {current === undefined ? t('views.title') : showUnseen(current.name)}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {AUDIENCES.map((kind) => {
            const ofKind = views.filter(({ audience }) => audience.kind === kind)
            if (ofKind.length === 0) return null
            return (
              <div key={kind}>
                <Menu.Label>{t(`views.audience.${kind}`)}</Menu.Label>
                {ofKind.map((view) => (
                  <Menu.Item key={view.id} onClick={() => open(view)}>
                    {showUnseen(view.name)}
                    <span className="faint">
                      {view.audience.kind === 'role'
                        ? ` · ${findMessage(`access.role.${view.audience.role}`) ?? view.audience.role}`
                        : ''}
                      {view.isMine
                        ? ''
                        : ` · ${view.author === null ? t('views.organisation') : showUnseen(view.author.name)}`}
                    </span>
                  </Menu.Item>
                ))}
              </div>
            )
          })}
          {views.length === 0 ? <Menu.Label>{t('views.none')}</Menu.Label> : null}
          <Menu.Divider />
          <Menu.Item onClick={() => setForm('new')}>{t('views.save')}</Menu.Item>
          {current?.mayChange ? (
            <>
              <Menu.Item onClick={() => setForm(current)}>
                {t('views.change', { name: showUnseen(current.name) })}
              </Menu.Item>
              <Menu.Item onClick={() => void remove(current)}>
                {t('views.delete', { name: showUnseen(current.name) })}
              </Menu.Item>
            </>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      <ViewForm view={form} path={path} search={search} onClose={() => setForm(null)} />
    </>
  )
}

/** Whoever comes without an address of their own sees the default of their role, once. */
function useDefault(views: readonly SavedView[], search: string, open: (view: SavedView) => void): void {
  const came = useRef(search)
  const latest = useRef(open)
  latest.current = open
  const first = views.find(({ audience }) => audience.kind === 'role')
  useEffect(() => {
    if (first === undefined || came.current !== '') return
    came.current = 'opened'
    if (first.search !== '') latest.current(first)
  }, [first])
}
