// Enters or corrects fields. Each keeps who entered it and why; an empty field becomes unknown.
import { Button, Modal } from '@mantine/core'
import { type AssetRecord, EDITABLE_FIELDS, type EditableField, editAsset } from '@penstock/contract/assets'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { showUnseen } from '@penstock/web/ui'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { FieldInput } from './FieldInput.tsx'
import { currentValue, FIELD_GROUPS } from './field-groups.ts'
import { ReasonForm } from './ReasonForm.tsx'
import { useUndo } from './use-undo.ts'

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
  const client = useQueryClient()
  const { tell } = useUndo()
  const [seen, setSeen] = useState(asset)
  const [entered, setEntered] = useState<Entered>(() => fieldsOf(asset))
  const before = fieldsOf(seen)
  const submit = async (reason: string) => {
    const changed = EDITABLE_FIELDS.filter((field) => entered[field].trim() !== before[field])
    const fields = Object.fromEntries(changed.map((field) => [field, entered[field].trim() || null]))
    const answer = await run({ params: { assetId: asset.id }, body: { version: seen.version, reason, fields } })
    if (answer.ok) {
      tell(t('assets.edit.done', { count: changed.length }), answer.value)
      onEnd()
    } else if (answer.refusal.code === 'version-moved') await client.invalidateQueries()
  }
  const moved =
    asset.version === seen.version ? [] : EDITABLE_FIELDS.filter((field) => fieldsOf(asset)[field] !== before[field])
  /** Takes over what others changed; what was entered here stays. */
  const takeOver = () => {
    const now = fieldsOf(asset)
    setEntered(
      Object.fromEntries(
        EDITABLE_FIELDS.map((field) => [field, entered[field] === before[field] ? now[field] : entered[field]]),
      ) as Entered,
    )
    setSeen(asset)
  }
  return (
    <ReasonForm
      button={t('assets.edit.save')}
      isRunning={isRunning}
      refused={refused}
      onSubmit={(reason) => void submit(reason)}
    >
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
      {asset.version === seen.version ? null : (
        <div className="notice" role="alert">
          <div>
            <p className="notice-title">{t('assets.moved')}</p>
            {moved.length === 0 ? <p>{t('assets.moved.elsewhere')}</p> : null}
            <ul className="plain">
              {moved.map((field) => (
                <li key={field}>
                  {t(`assets.field.${field}`)}: <s>{showUnseen(before[field] || '—')}</s>{' '}
                  {showUnseen(currentValue(asset, field) ?? '—')}
                </li>
              ))}
            </ul>
            <Button size="compact-sm" variant="default" onClick={takeOver}>
              {t('assets.moved.take')}
            </Button>
          </div>
        </div>
      )}
    </ReasonForm>
  )
}

function fieldsOf(asset: AssetRecord): Entered {
  return Object.fromEntries(EDITABLE_FIELDS.map((field) => [field, currentValue(asset, field) ?? ''])) as Entered
}
