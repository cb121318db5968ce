// Takes a CACAO 2.0 file into the library; what cannot be run step by step is refused with each place.
import { Button, Modal } from '@mantine/core'
import { importPlaybook } from '@penstock/contract/incidents'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { FileButton, RefusedNotice, showToast, showUnseen } from '@penstock/web/ui'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Faults } from './Faults.tsx'

const MOST_BYTES = 1_000_000

export function ImportPlaybook() {
  const [isOpen, setOpen] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const { run, refused } = useWrite(importPlaybook)
  const navigate = useNavigate()
  const take = async (file: File) => {
    setFault(null)
    if (file.size > MOST_BYTES) return setFault(t('playbooks.import.too-large'))
    const document = documentOf(await file.text())
    if (typeof document === 'string') return setFault(t('playbooks.import.not-json', { fault: document }))
    const answer = await run({ body: { document } })
    if (!answer.ok) return
    showToast({ text: t('playbooks.imported') })
    setOpen(false)
    void navigate({ to: '/playbooks/$playbookId', params: { playbookId: answer.value.id } })
  }
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t('playbooks.import')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t('playbooks.import')}
        size="lg"
        closeButtonProps={{ 'aria-label': t('ui.close') }}
        attributes={{ header: { role: 'presentation' } }}
      >
        <div className="playbooks-form">
          <p>{t('playbooks.import.hint')}</p>
          <FileButton
            label={t('playbooks.import.choose')}
            accept="application/json,.json"
            onFile={(file) => void take(file)}
          />
          {fault === null ? null : (
            <p className="notice" role="alert">
              {showUnseen(fault)}
            </p>
          )}
          {fault !== null || refused === null ? null : (
            <RefusedNotice refused={refused}>
              <Faults details={refused.details} />
            </RefusedNotice>
          )}
        </div>
      </Modal>
    </>
  )
}

/** The document, or what is wrong with the text. */
function documentOf(text: string): Record<string, unknown> | string {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
    return 'no object'
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause)
  }
}
