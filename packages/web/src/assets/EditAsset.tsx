// Enters or corrects fields. Each keeps who entered it and why; an empty field becomes unknown.
import { Button, Modal, TextInput } from '@mantine/core'
import { type AssetRecord, editAsset } from '@penstock/contract/assets'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { RefusedNotice } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'

const FIELDS = ['name', 'vendor', 'model', 'role', 'zone', 'function', 'owner'] as const
type Entered = Readonly<Record<(typeof FIELDS)[number], string>>

export function EditAsset(props: {
  readonly asset: AssetRecord
  readonly isOpen: boolean
  readonly onClose: () => void
}) {
  const { asset, isOpen, onClose } = props
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t('assets.edit')}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      {isOpen ? <Form asset={asset} onEnd={onClose} /> : null}
    </Modal>
  )
}

function Form({ asset, onEnd }: { readonly asset: AssetRecord; readonly onEnd: () => void }) {
  const { run, isRunning, refused } = useWrite(editAsset)
  const [entered, setEntered] = useState<Entered>(() => fieldsOf(asset))
  const [reason, setReason] = useState('')
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const before = fieldsOf(asset)
    const changed = FIELDS.filter((field) => entered[field].trim() !== before[field])
    const fields = Object.fromEntries(changed.map((field) => [field, entered[field].trim() || null]))
    const answer = await run({ params: { assetId: asset.id }, body: { version: asset.version, reason, fields } })
    if (answer.ok) onEnd()
  }
  return (
    <form className="csv" onSubmit={(event) => void submit(event)}>
      {FIELDS.map((field) => (
        <TextInput
          key={field}
          label={t(`assets.field.${field}`)}
          value={entered[field]}
          maxLength={field === 'role' || field === 'zone' ? 80 : 200}
          onChange={(event) => setEntered({ ...entered, [field]: event.currentTarget.value })}
        />
      ))}
      <TextInput
        label={t('assets.reason')}
        description={t('assets.reason.hint')}
        value={reason}
        maxLength={500}
        required
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={isRunning}>
        {t('assets.edit.save')}
      </Button>
    </form>
  )
}

function fieldsOf(asset: AssetRecord): Entered {
  return Object.fromEntries(FIELDS.map((field) => [field, asset[field] ?? ''])) as Entered
}
