// Agrees on the plant as it was known at an instant, with a name and a reason.
import { Button, Modal, Textarea, TextInput } from '@mantine/core'
import { agreeState } from '@penstock/contract/drift'
import type { SiteView } from '@penstock/contract/plant'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { instantOf, RefusedNotice, showToast, showUnseen } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'

interface Target {
  readonly site: SiteView
  readonly isOpen: boolean
  readonly onClose: () => void
}

export function AgreeForm(target: Target) {
  const { site, isOpen, onClose } = target
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t('history.agree.title', { site: showUnseen(site.name) })}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      {isOpen ? <Form {...target} /> : null}
    </Modal>
  )
}

function Form({ site, onClose }: Target) {
  const [name, setName] = useState('')
  const [local, setLocal] = useState('')
  const [reason, setReason] = useState('')
  const agree = useWrite(agreeState)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const at = instantOf(local)
    const body = { name, reason, ...(at === undefined ? {} : { at }) }
    const answer = await agree.run({ params: { site: site.site }, body })
    if (!answer.ok) return
    showToast({ text: t('history.agree.done', { name: showUnseen(answer.value.name) }) })
    onClose()
  }
  return (
    <form className="agree-form" onSubmit={(event) => void submit(event)}>
      <TextInput
        label={t('history.agree.name')}
        value={name}
        required
        maxLength={120}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t('history.agree.at')}
        description={t('history.agree.at.why')}
        type="datetime-local"
        value={local}
        onChange={(event) => setLocal(event.currentTarget.value)}
      />
      <Textarea
        label={t('history.agree.reason')}
        value={reason}
        required
        maxLength={500}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {agree.refused === null ? null : <RefusedNotice refused={agree.refused} />}
      <div>
        <Button type="submit" loading={agree.isRunning}>
          {t('history.agree')}
        </Button>
      </div>
    </form>
  )
}
