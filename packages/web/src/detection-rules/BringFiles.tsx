// Brings files or whole folders of rules: the report first, kept with the consent to it.
import { Button } from '@mantine/core'
import { type BroughtFile, bringRules } from '@penstock/contract/detection-rules'
import type { Domain } from '@penstock/model/kernel'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { type Column, DataTable, Panel, RefusedNotice, showToast, Unknown, WireText } from '@penstock/web/ui'
import { useRef, useState } from 'react'
import { Faults } from './columns.tsx'

interface Chosen {
  readonly files: readonly { readonly path: string; readonly text: string }[]
  readonly report: readonly BroughtFile[]
  /** No `.yml` or `.yaml`. */
  readonly others: number
}

export function BringFiles({ domain }: { readonly domain: Domain }) {
  const input = useRef<HTMLInputElement>(null)
  const { run, isRunning, refused, reset } = useWrite(bringRules)
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const look = async (list: readonly File[]) => {
    setChosen(null)
    const rules = list.filter(({ name }) => /\.ya?ml$/i.test(name))
    if (rules.length === 0) return showToast({ text: t('rules.bring.none') })
    const files = await Promise.all(
      rules.map(async (file) => ({ path: file.webkitRelativePath || file.name, text: await file.text() })),
    )
    const answer = await run({ params: { domain }, body: { files, isTrial: true } })
    if (answer.ok) setChosen({ files, report: answer.value.files, others: list.length - rules.length })
  }
  const bring = async (files: Chosen['files']) => {
    const answer = await run({ params: { domain }, body: { files: [...files] } })
    if (!answer.ok) return
    setChosen(null)
    showToast({ text: t('rules.bring.done', { version: answer.value.folderVersion }) })
  }
  const choose = (isFolder: boolean) => {
    reset()
    if (input.current === null) return
    input.current.webkitdirectory = isFolder
    input.current.click()
  }
  return (
    <Panel title={t('rules.bring')}>
      <p className="muted">{t('rules.bring.lead')}</p>
      <div className="row">
        <Button variant="default" loading={isRunning} onClick={() => choose(false)}>
          {t('rules.bring.files')}
        </Button>
        <Button variant="default" loading={isRunning} onClick={() => choose(true)}>
          {t('rules.bring.folder')}
        </Button>
      </div>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        aria-label={t('rules.bring.files')}
        onChange={(event) => {
          const list = [...(event.currentTarget.files ?? [])]
          event.currentTarget.value = ''
          void look(list)
        }}
      />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      {chosen === null ? null : (
        <>
          <p role="status">{summary(chosen)}</p>
          <DataTable
            label={t('rules.bring.report')}
            columns={reportColumns()}
            rows={chosen.report}
            rowId={({ path }) => path}
            hasKeys={false}
          />
          <div className="row">
            <Button loading={isRunning} onClick={() => void bring(chosen.files)}>
              {t('rules.bring.keep')}
            </Button>
            <Button variant="default" onClick={() => setChosen(null)}>
              {t('rules.bring.leave')}
            </Button>
          </div>
        </>
      )}
    </Panel>
  )
}

function summary({ report, others }: Chosen): string {
  const count = (outcome: BroughtFile['outcome']) => report.filter((one) => one.outcome === outcome).length
  const told = (['new', 'changed', 'same', 'faulty', 'left-out'] as const)
    .filter((outcome) => count(outcome) > 0)
    .map((outcome) => `${t(`rules.outcome.${outcome}`)}: ${count(outcome)}`)
  return [...told, ...(others === 0 ? [] : [t('rules.bring.others', { count: others })])].join(' · ')
}

function reportColumns(): readonly Column<BroughtFile>[] {
  return [
    { id: 'path', title: t('rules.file'), isRowHead: true, cell: ({ path }) => <WireText text={path} isMono /> },
    { id: 'outcome', title: t('rules.outcome'), cell: ({ outcome }) => t(`rules.outcome.${outcome}`) },
    {
      id: 'why',
      title: t('rules.outcome.why'),
      cell: (file) =>
        file.faults.length > 0 ? (
          <Faults rule={file} />
        ) : file.reason === null ? (
          <Unknown reason={t('rules.outcome.fine')} />
        ) : (
          <WireText text={file.reason} />
        ),
    },
  ]
}
