// Brings advisories and lists in: a file by button or drop, its job while it runs, and what came of the last ones with every fault.
import { Button, Modal } from '@mantine/core'
import { listHubJobs } from '@penstock/contract/jobs'
import { type AdvisoryImportView, importAdvisories, listAdvisoryImports } from '@penstock/contract/vulnerabilities'
import { type Refused, upload, useMay, useRead } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { JobProgress } from '@penstock/web/jobs'
import { t } from '@penstock/web/messages'
import { FileButton, Instant, RefusedNotice, WireText } from '@penstock/web/ui'
import { useQueryClient } from '@tanstack/react-query'
import { type DragEvent, useEffect, useState } from 'react'

const ACCEPT = '.json,.zip,.csv,.gz,application/json,application/zip,text/csv'
const SHOWN = 5

export function ImportAdvisories() {
  const [isOpen, setIsOpen] = useState(false)
  const mayImport = useMay('vulnerability:import')
  const open = () => setIsOpen(true)
  const group = t('vulnerabilities.title')
  useCommands(mayImport ? [{ id: 'vulnerabilities.import', title: t('vulnerabilities.import'), group, run: open }] : [])
  if (!mayImport) return null
  return (
    <>
      <Button onClick={open}>{t('vulnerabilities.import')}</Button>
      <Modal
        opened={isOpen}
        onClose={() => setIsOpen(false)}
        title={t('vulnerabilities.import')}
        size="lg"
        closeButtonProps={{ 'aria-label': t('ui.close') }}
        attributes={{ header: { role: 'presentation' } }}
      >
        <Bring />
      </Modal>
    </>
  )
}

function Bring() {
  const client = useQueryClient()
  const [isSending, setIsSending] = useState(false)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [jobId, setJobId] = useState<string | null>(null)
  const send = async (file: File) => {
    setIsSending(true)
    setRefused(null)
    const query = { fileName: file.name.slice(0, 255) || 'file' }
    const answer = await upload(importAdvisories, { query }, file)
    setIsSending(false)
    if (answer.ok) setJobId(answer.value.id)
    else setRefused(answer.refusal)
    void client.invalidateQueries()
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    const file = event.dataTransfer.files[0]
    if (file !== undefined && !isSending) void send(file)
  }
  return (
    // Dropping is a second way; the button does the same by keyboard.
    // biome-ignore lint/a11y/noStaticElementInteractions: a place to drop on, not a control
    <div className="exchange" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      <p className="muted">{t('vulnerabilities.import.lead')}</p>
      <div className="exchange-row">
        <FileButton
          label={t('vulnerabilities.import.choose')}
          accept={ACCEPT}
          isDisabled={isSending}
          onFile={(file) => void send(file)}
        />
        <span className="faint">{t('vulnerabilities.import.drop')}</span>
      </div>
      <div aria-live="polite" className="exchange">
        {isSending ? <p>{t('vulnerabilities.import.sending')}</p> : null}
        {refused === null ? null : <RefusedNotice refused={refused} />}
        {jobId === null ? null : <Running jobId={jobId} />}
      </div>
      <Recent />
    </div>
  )
}

function Running({ jobId }: { readonly jobId: string }) {
  const client = useQueryClient()
  const job = useRead(listHubJobs, {}).data?.items.find(({ id }) => id === jobId)
  const isOver = job !== undefined && job.endedAt !== null
  useEffect(() => {
    if (isOver) void client.invalidateQueries()
  }, [client, isOver])
  return job === undefined ? null : <JobProgress job={job} />
}

function Recent() {
  const read = useRead(listAdvisoryImports, {})
  const items = read.data?.items.slice(0, SHOWN) ?? []
  if (items.length === 0) return null
  return (
    <section className="exchange" aria-label={t('vulnerabilities.import.recent')}>
      <h3>{t('vulnerabilities.import.recent')}</h3>
      <ul className="exchange-recent">
        {items.map((item) => (
          <li key={item.id}>
            <p>
              <WireText text={item.fileName} /> <Instant at={item.importedAt} />{' '}
              <WireText text={item.importedByName ?? item.importedBy} />
            </p>
            <p className="muted">{didText(item)}</p>
            {item.bills.map(({ subject, components }) => (
              <p key={subject} className="muted">
                {t('vulnerabilities.import.bill', { components })} <WireText text={subject} />
              </p>
            ))}
            {item.faults.length === 0 ? null : <Faults item={item} />}
          </li>
        ))}
      </ul>
    </section>
  )
}

function didText({ added, known, ignored, lists }: AdvisoryImportView): string {
  const told = lists.map(({ kind, version, entries }) =>
    t('vulnerabilities.import.list', { kind: kind.toUpperCase(), version: version.slice(0, 10), entries }),
  )
  return [t('vulnerabilities.import.did', { added, known, ignored }), ...told].join(' ')
}

function Faults({ item }: { readonly item: AdvisoryImportView }) {
  return (
    <details>
      <summary>{t('vulnerabilities.import.faults', { count: item.faulty })}</summary>
      <ul className="vulnerability-list">
        {item.faults.map(({ file, place, message }) => (
          <li key={`${file} ${place} ${message}`}>
            <WireText text={file} isMono /> <WireText text={place} isMono /> <WireText text={message} />
          </li>
        ))}
      </ul>
    </details>
  )
}
