// Registers assets from CSV: first tried, then all rows or none.
import { Button, Modal } from '@mantine/core'
import { CsvImportView, importAssets } from '@penstock/contract/assets'
import { type Refused, upload } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { FileButton, RefusedNotice, WireText } from '@penstock/web/ui'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'

type Fault = CsvImportView['faults'][number]

interface Tried {
  readonly file: File
  readonly view: CsvImportView | null
  readonly refused: Refused | null
}

export function CsvImport(props: { readonly site: string; readonly isOpen: boolean; readonly onClose: () => void }) {
  const { site, isOpen, onClose } = props
  const client = useQueryClient()
  const [tried, setTried] = useState<Tried | null>(null)
  const send = async (file: File, isDryRun: boolean) => {
    const input = { params: { site }, query: { dryRun: isDryRun ? 'true' : 'false' } }
    const answer = await upload(importAssets, input, file)
    setTried({ file, view: answer.ok ? answer.value : null, refused: answer.ok ? null : answer.refusal })
    if (answer.ok && !isDryRun) void client.invalidateQueries()
  }
  const close = () => {
    setTried(null)
    onClose()
  }
  const faults = tried === null ? [] : faultsOf(tried)
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={t('assets.import')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('ui.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      <div className="csv">
        <p className="muted">{t('assets.import.lead')}</p>
        <FileButton
          label={t('assets.import.choose')}
          accept=".csv,text/csv"
          isPrimary={tried === null}
          onFile={(file) => void send(file, true)}
        />
        <div aria-live="polite" className="csv">
          {tried?.refused ? <RefusedNotice refused={tried.refused} /> : null}
          {tried?.view ? <Sum view={tried.view} /> : null}
          {faults.length === 0 ? null : <Faults faults={faults} />}
        </div>
        {tried?.view?.isDryRun && faults.length === 0 ? (
          <Button onClick={() => void send(tried.file, false)}>{t('assets.import.go')}</Button>
        ) : null}
      </div>
    </Modal>
  )
}

function Sum({ view }: { readonly view: CsvImportView }) {
  const { added, changed, unchanged } = view
  return (
    <p>
      {view.isDryRun
        ? t('assets.import.would', { added, changed, unchanged })
        : `✓ ${t('assets.import.did', { added, changed, unchanged })}`}
    </p>
  )
}

function Faults({ faults }: { readonly faults: readonly Fault[] }) {
  return (
    <table className="table faults-table">
      <thead>
        <tr>
          <th scope="col">{t('assets.import.line')}</th>
          <th scope="col">{t('assets.import.column')}</th>
          <th scope="col">{t('assets.import.fault')}</th>
        </tr>
      </thead>
      <tbody>
        {faults.map((fault) => (
          <tr key={`${fault.line} ${fault.column} ${fault.code}`}>
            <th scope="row">{fault.line}</th>
            <td>{fault.column ?? t('assets.import.whole-line')}</td>
            <td>
              <WireText text={fault.message} /> <code className="faint">{fault.code}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function faultsOf(tried: Tried): readonly Fault[] {
  if (tried.view !== null) return tried.view.faults
  const list = CsvImportView.shape.faults
  const form = z.union([list, z.object({ faults: list }).transform((details) => details.faults)])
  const parsed = form.safeParse(tried.refused?.details)
  return parsed.success ? parsed.data : []
}
