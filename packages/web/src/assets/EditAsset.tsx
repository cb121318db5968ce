// Enters or corrects fields. Each keeps who entered it and why; an empty field becomes unknown.
import { Button, Modal, TextInput } from '@mantine/core'
import { type AssetRecord, EDITABLE_FIELDS, type EditableField, editAsset } from '@penstock/contract/assets'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { RefusedNotice } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'
import { FieldInput } from './FieldInput.tsx'
import { currentValue, FIELD_GROUPS } from './field-groups.ts'

type Entered = Readonly<Record<EditableField, string>>

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
      size="lg"
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
    const changed = EDITABLE_FIELDS.filter((field) => entered[field].trim() !== before[field])
    const fields = Object.fromEntries(changed.map((field) => [field, entered[field].trim() || null]))
    const answer = await run({ params: { assetId: asset.id }, body: { version: asset.version, reason, fields } })
    if (answer.ok) onEnd()
  }
  return (
    <form className="csv" onSubmit={(event) => void submit(event)}>
      {FIELD_GROUPS.map(({ title, fields }) => (
        <fieldset key={title} className="edit-group">
          <legend>{t(title)}</legend>
          {fields.map((field) => (
            <FieldInput
              key={field}
              field={field}
              value={entered[field]}
              onChange={(value) => setEntered({ ...entered, [field]: value })}
            />
          ))}
        </fieldset>
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
  return Object.fromEntries(EDITABLE_FIELDS.map((field) => [field, currentValue(asset, field) ?? ''])) as Entered
}
