// The rules that run, and those that cannot: filtered, with how the engine does; one opens beside them.
import { NativeSelect, TextInput } from '@mantine/core'
import { listRules, RuleStanding } from '@penstock/contract/detection-rules'
import { FINDING_LEVELS } from '@penstock/model/detections'
import { refusalOf, useList, useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { DataTable, Empty, Loaded, PeekDrawer, RefusedNotice, showUnseen } from '@penstock/web/ui'
import { useEffect, useRef } from 'react'
import { columnsOf } from './columns.tsx'
import { Engine } from './Engine.tsx'
import type { Part } from './part.ts'
import { RulePanel } from './RulePanel.tsx'
import type { RulesSearch } from './search.ts'

const REFRESH_MS = 5000
const PAGE = 100

export function Rules({ domain, search, go }: Part) {
  const list = useList(listRules, { domain, query: { ...queryOf(search), limit: PAGE } })
  // Numbers of the engine, and the open rule with those of now.
  const now = useRead(
    listRules,
    { domain, query: search.rule === undefined ? { limit: 1 } : { text: search.rule.slice(0, 200), limit: 20 } },
    { intervalMs: REFRESH_MS },
  )
  useWhenLoaded(now.data?.engine?.compiledAt, () => void list.refetch())
  const opened =
    search.rule === undefined
      ? undefined
      : (now.data?.items.find(({ id }) => id === search.rule) ?? list.items?.find(({ id }) => id === search.rule))
  return (
    <>
      <Loaded read={now}>{(view) => <Engine engine={view.engine} domain={domain} />}</Loaded>
      <Filter search={search} go={go} />
      {list.items === undefined ? (
        list.isError ? (
          <RefusedNotice refused={refusalOf(list.error)} onRetry={() => void list.refetch()} />
        ) : null
      ) : list.items.length === 0 ? (
        <Empty
          kind={isFiltered(search) ? 'matches' : 'yet'}
          title={t(isFiltered(search) ? 'rules.no-match' : 'rules.none')}
        />
      ) : (
        <DataTable
          label={t('rules.title')}
          columns={columnsOf(search)}
          rows={list.items}
          total={list.total}
          rowId={({ id }) => id}
          onReachEnd={list.loadMore}
        />
      )}
      <PeekDrawer
        title={showUnseen(opened?.title ?? t('rules.title'))}
        width={720}
        onClose={() => go({ rule: undefined })}
      >
        {opened === undefined ? null : <RulePanel key={opened.id} rule={opened} domain={domain} go={go} />}
      </PeekDrawer>
    </>
  )
}

/** The list is of the rules that were loaded before, until it is asked again. */
function useWhenLoaded(compiledAt: string | undefined, ask: () => void): void {
  const seen = useRef(compiledAt)
  useEffect(() => {
    if (compiledAt === undefined || seen.current === compiledAt) return
    seen.current = compiledAt
    ask()
  })
}

function queryOf({ q, standing, level, met }: RulesSearch) {
  return {
    ...(q === undefined || q.trim() === '' ? {} : { text: q.trim() }),
    ...(standing === undefined ? {} : { standing }),
    ...(level === undefined ? {} : { level }),
    ...(met === undefined ? {} : { met }),
  }
}

function isFiltered(search: RulesSearch): boolean {
  return Object.keys(queryOf(search)).length > 0
}

function Filter({ search, go }: Pick<Part, 'search' | 'go'>) {
  const all = { value: '', label: t('rules.all') }
  return (
    <search className="rules-filter">
      <TextInput
        label={t('rules.search')}
        value={search.q ?? ''}
        maxLength={200}
        onChange={(event) => go({ q: event.currentTarget.value || undefined })}
      />
      <NativeSelect
        label={t('rules.standing')}
        value={search.standing ?? ''}
        data={[all, ...RuleStanding.options.map((value) => ({ value, label: t(`rules.standing.${value}`) }))]}
        onChange={(event) => go({ standing: RuleStanding.safeParse(event.currentTarget.value).data })}
      />
      <NativeSelect
        label={t('rules.level')}
        value={search.level ?? ''}
        data={[all, ...FINDING_LEVELS.map((value) => ({ value, label: t(`rules.level.${value}`) }))]}
        onChange={(event) => {
          const chosen = event.currentTarget.value
          go({ level: FINDING_LEVELS.find((level) => level === chosen) })
        }}
      />
      <NativeSelect
        label={t('rules.met')}
        value={search.met ?? ''}
        data={[all, ...(['yes', 'no'] as const).map((value) => ({ value, label: t(`rules.met.${value}`) }))]}
        onChange={(event) => {
          const chosen = event.currentTarget.value
          go({ met: chosen === 'yes' || chosen === 'no' ? chosen : undefined })
        }}
      />
    </search>
  )
}
