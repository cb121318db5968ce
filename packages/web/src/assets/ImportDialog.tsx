// A file into the register: read into a plan, looked at, consented to, and taken back as a whole when it was a mistake.
import { Button, Modal, Select } from '@mantine/core'
import { type ImportPlan, importAssets, startImport } from '@penstock/contract/assets'
import { type Refused, upload } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { FileButton, WireText } from '@penstock/web/ui'
import { useQueryClient } from '@tanstack/react-query'
import { type DragEvent, useState } from 'react'
import { ImportJob } from './ImportJob.tsx'
import { ImportPlanView } from './ImportPlanView.tsx'
import { ImportRefusal } from './ImportRefusal.tsx'
import { RecentImports } from './RecentImports.tsx'

type Stage =
  | { readonly at: 'start' }
  | { readonly at: 'reading'; readonly file: File }
  | { readonly at: 'refused'; readonly file: File; readonly refused: Refused }
  | { readonly at: 'planned'; readonly file: File; readonly plan: ImportPlan }
  | { readonly at: 'sending'; readonly file: File }
  | { readonly at: 'job'; readonly file: File; readonly jobId: string }

const ACCEPT = '.csv,.xlsx,.json,.cdx,text/csv,application/json'

export function ImportDialog(props: { readonly site: string; readonly isOpen: boolean; readonly onClose: () => void }) {
  const { site, isOpen, onClose } = props
  const client = useQueryClient()
  const [stage, setStage] = useState<Stage>({ at: 'start' })
  const queryOf = (file: File, sheet: string | undefined) => ({
    fileName: file.name.slice(0, 255) || 'file',
    ...(sheet === undefined ? {} : { sheet }),
  })
  const plan = async (file: File, sheet?: string) => {
    setStage({ at: 'reading', file })
    const answer = await upload(importAssets, { params: { site }, query: queryOf(file, sheet) }, file)
    if (answer.ok) setStage({ at: 'planned', file, plan: answer.value.plan })
    else setStage({ at: 'refused', file, refused: answer.refusal })
  }
  const begin = async (file: File, { consent, sheet }: ImportPlan) => {
    if (consent === null) return
    setStage({ at: 'sending', file })
    const query = { ...queryOf(file, sheet ?? undefined), consent }
    const answer = await upload(startImport, { params: { site }, query }, file)
    if (answer.ok) setStage({ at: 'job', file, jobId: answer.value.id })
    else setStage({ at: 'refused', file, refused: answer.refusal })
    void client.invalidateQueries()
  }
  const close = () => {
    setStage({ at: 'start' })
    onClose()
  }
  const isBusy = stage.at === 'reading' || stage.at === 'sending'
  const drop = (event: DragEvent) => {
    event.preventDefault()
    const file = event.dataTransfer.files[0]
    if (file !== undefined && !isBusy) void plan(file)
  }
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={t('assets.import')}
      size="xl"
      closeButtonProps={{ 'aria-label': t('ui.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      {/* Dropping is a second way; the button beside it does the same by keyboard. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a place to drop on, not a control */}
      <div className="exchange" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
        <p className="muted">{t('assets.import.lead')}</p>
        <div className="exchange-row">
          <FileButton
            label={stage.at === 'start' ? t('assets.import.choose') : t('assets.import.other')}
            accept={ACCEPT}
            isPrimary={stage.at === 'start' || stage.at === 'refused'}
            isDisabled={isBusy}
            onFile={(file) => void plan(file)}
          />
          {stage.at === 'start' ? (
            <span className="faint">{t('assets.import.drop')}</span>
          ) : (
            <WireText text={stage.file.name} />
          )}
        </div>
        <div aria-live="polite" className="exchange">
          {stage.at === 'reading' ? <p>{t('assets.import.reading')}</p> : null}
          {stage.at === 'sending' ? <p>{t('assets.import.storing')}</p> : null}
          {stage.at === 'refused' ? <ImportRefusal refused={stage.refused} /> : null}
          {stage.at === 'planned' ? (
            <>
              <Sheets plan={stage.plan} onChoose={(sheet) => void plan(stage.file, sheet)} />
              <ImportPlanView plan={stage.plan} fileName={stage.file.name} />
              {stage.plan.consent === null ? null : (
                <Button className="exchange-go" onClick={() => void begin(stage.file, stage.plan)}>
                  {t('assets.import.go', { added: stage.plan.added, changed: stage.plan.changed, bad: stage.plan.bad })}
                </Button>
              )}
            </>
          ) : null}
          {stage.at === 'job' ? <ImportJob site={site} jobId={stage.jobId} /> : null}
        </div>
        {stage.at === 'start' ? <RecentImports site={site} /> : null}
      </div>
    </Modal>
  )
}

function Sheets(props: { readonly plan: ImportPlan; readonly onChoose: (sheet: string) => void }) {
  const { sheets, sheet } = props.plan
  if (sheets.length < 2) return null
  return (
    <Select
      label={t('assets.import.sheet')}
      data={sheets}
      value={sheet}
      allowDeselect={false}
      comboboxProps={{ withinPortal: false, shadow: 'none' }}
      onChange={(name) => (name === null ? undefined : props.onChoose(name))}
    />
  )
}
