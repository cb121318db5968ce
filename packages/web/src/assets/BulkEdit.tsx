// One change for many assets: which fields, tried first and counted, then made in one deed; what was refused is told by asset.
import { Modal, MultiSelect } from '@mantine/core'
import {
  type BulkResult,
  EDITABLE_FIELDS,
  type EditableField,
  editAssets,
  type SelectionInput,
} from '@penstock/contract/assets'
import { call, type Refused } from '@penstock/web/api'
import { findMessage, t } from '@penstock/web/messages'
import { WireText } from '@penstock/web/ui'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { FieldInput } from './FieldInput.tsx'
import { FIELD_GROUPS } from './field-groups.ts'
import { ReasonForm } from './ReasonForm.tsx'
import { useUndo } from './use-undo.ts'

/** A name belongs to one device. */
const BULK_FIELDS: readonly EditableField[] = EDITABLE_FIELDS.filter((field) => field !== 'name')

export function BulkEdit(props: {
  readonly selection: SelectionInput
  readonly count: number
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onDone: () => void
}) {
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      title={t('assets.bulk.title', { count: props.count })}
      size="lg"
      closeButtonProps={{ 'aria-label': t('ui.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      {props.isOpen ? <Form {...props} /> : null}
    </Modal>
  )
}

function Form(props: {
  readonly selection: SelectionInput
  readonly count: number
  readonly onClose: () => void
  readonly onDone: () => void
}) {
  const client = useQueryClient()
  const { tell } = useUndo()
  const [chosen, setChosen] = useState<readonly EditableField[]>(['owner'])
  const [entered, setEntered] = useState<Partial<Record<EditableField, string>>>({})
  const [tried, setTried] = useState<BulkResult | null>(null)
  const [state, setState] = useState<{ isRunning: boolean; refused: Refused | null }>({
    isRunning: false,
    refused: null,
  })
  const change = { fields: Object.fromEntries(chosen.map((field) => [field, (entered[field] ?? '').trim() || null])) }
  const send = async (reason: string) => {
    setState({ isRunning: true, refused: null })
    const isDryRun = tried === null
    const answer = await call(editAssets, { body: { selection: props.selection, change, reason, isDryRun } })
    setState({ isRunning: false, refused: answer.ok ? null : answer.refusal })
    if (!answer.ok) return
    const { deedId, changed } = answer.value
    setTried(answer.value)
    if (isDryRun || deedId === null) return
    tell(t('assets.bulk.done', { count: changed }), answer.value)
    await client.invalidateQueries()
    props.onDone()
    if (answer.value.refused.length === 0) props.onClose()
  }
  const edit = (next: () => void) => {
    next()
    setTried(null)
  }
  return (
    <ReasonForm
      button={tried === null ? t('assets.bulk.try') : t('assets.bulk.go', { count: tried.changed })}
      isRunning={state.isRunning}
      isReady={chosen.length > 0 && (tried === null || (tried.isDryRun && tried.changed > 0))}
      refused={state.refused}
      onSubmit={(reason) => void send(reason)}
    >
      <MultiSelect
        label={t('assets.bulk.fields')}
        data={FIELD_GROUPS.map(({ title, fields }) => ({
          group: t(title),
          items: fields
            .filter((field) => BULK_FIELDS.includes(field))
            .map((field) => ({ value: field, label: t(`assets.field.${field}`) })),
        }))}
        value={[...chosen]}
        onChange={(next) => edit(() => setChosen(BULK_FIELDS.filter((field) => next.includes(field))))}
        comboboxProps={{ shadow: 'none' }}
      />
      {chosen.map((field) => (
        <FieldInput
          key={field}
          field={field}
          value={entered[field] ?? ''}
          onChange={(value) => edit(() => setEntered({ ...entered, [field]: value }))}
        />
      ))}
      <p className="muted">{t('assets.bulk.empty')}</p>
      <div role="status">{tried === null ? null : <Tried result={tried} />}</div>
    </ReasonForm>
  )
}

export function Tried({ result }: { readonly result: BulkResult }) {
  const { isDryRun, changed, unchanged, refused } = result
  return (
    <>
      <p>{t(isDryRun ? 'assets.bulk.would' : 'assets.bulk.did', { changed, unchanged, refused: refused.length })}</p>
      {refused.length === 0 ? null : (
        <ul className="plain">
          {refused.map(({ assetId, reference, label, code }) => (
            <li key={assetId}>
              <WireText text={label} /> <code>{reference}</code> · {findMessage(`problems.${code}`) ?? code}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
