// Makes one device of the selected assets: what it would be, what speaks against it, why, and how to take it back.
import { Checkbox, Modal } from '@mantine/core'
import { mergeAssets, previewMerge, readAsset } from '@penstock/contract/assets'
import { call, type Refused, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { RefusedNotice } from '@penstock/web/ui'
import { useEffect, useState } from 'react'
import { nameOf } from './name-of.ts'
import { Preview } from './Preview.tsx'
import { ReasonForm } from './ReasonForm.tsx'
import { useUndo } from './use-undo.ts'

export function MergeAssets(props: {
  readonly ids: readonly string[]
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onMerged: (assetId: string) => void
}) {
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      title={t('assets.merge.title', { count: props.ids.length })}
      size="lg"
      closeButtonProps={{ 'aria-label': t('ui.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      {props.isOpen ? <Form {...props} /> : null}
    </Modal>
  )
}

interface Seen {
  readonly parts: readonly { readonly assetId: string; readonly version: number }[]
  readonly preview: typeof previewMerge.response._output
}

function Form(props: {
  readonly ids: readonly string[]
  readonly onClose: () => void
  readonly onMerged: (assetId: string) => void
}) {
  const { ids } = props
  const [seen, setSeen] = useState<Seen | Refused | null>(null)
  const [isOverruled, setOverruled] = useState(false)
  const { run, isRunning, refused } = useWrite(mergeAssets)
  const { tell } = useUndo()
  const key = ids.join(' ')
  useEffect(() => {
    let isGone = false
    void look(key.split(' ')).then((found) => (isGone ? undefined : setSeen(found)))
    return () => {
      isGone = true
    }
  }, [key])
  if (seen === null) return <p role="status">{t('ui.loading')}</p>
  if (!('preview' in seen)) return <RefusedNotice refused={seen} />
  const { parts, preview } = seen
  const isFinal = preview.objections.some((objection) => objection.isFinal)
  const needsWord = preview.objections.length > 0 && !isFinal
  const submit = async (reason: string) => {
    const answer = await run({ body: { parts: [...parts], reason, isOverruled } })
    if (!answer.ok) return
    const [asset] = answer.value.assets
    if (asset === undefined) return
    tell(t('assets.merge.done', { count: parts.length, name: nameOf(asset) }), answer.value)
    props.onMerged(asset.id)
    props.onClose()
  }
  return (
    <>
      <Preview preview={preview} />
      {isFinal ? (
        <p role="alert">{t('assets.merge.impossible')}</p>
      ) : (
        <ReasonForm
          button={t('assets.merge.go')}
          isRunning={isRunning}
          isReady={!needsWord || isOverruled}
          refused={refused}
          onSubmit={(reason) => void submit(reason)}
        >
          {needsWord ? (
            <Checkbox
              label={t('assets.merge.overrule')}
              checked={isOverruled}
              onChange={(event) => setOverruled(event.currentTarget.checked)}
            />
          ) : null}
        </ReasonForm>
      )}
    </>
  )
}

/** The assets as they stand now, and what would become of them. */
async function look(ids: readonly string[]): Promise<Seen | Refused> {
  const parts: Seen['parts'][number][] = []
  for (const assetId of ids) {
    const record = await call(readAsset, { params: { assetId } })
    if (!record.ok) return record.refusal
    parts.push({ assetId: record.value.id, version: record.value.version })
  }
  const preview = await call(previewMerge, { body: { parts } })
  return preview.ok ? { parts, preview: preview.value } : preview.refusal
}
