// Takes an asset apart: which interfaces, addresses or entries leave, what both devices would be, and why.
import { Button, Checkbox, Modal } from '@mantine/core'
import { type AssetPart, type AssetRecord, previewSplit, splitAsset } from '@penstock/contract/assets'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Instant, RefusedNotice, showUnseen } from '@penstock/web/ui'
import { useState } from 'react'
import { nameOf } from './name-of.ts'
import { Preview } from './Preview.tsx'
import { ReasonForm } from './ReasonForm.tsx'
import { useUndo } from './use-undo.ts'

export function SplitAsset(props: {
  readonly asset: AssetRecord
  readonly isOpen: boolean
  readonly onClose: () => void
}) {
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      title={t('assets.split.title', { name: showUnseen(nameOf(props.asset)) })}
      size="lg"
      closeButtonProps={{ 'aria-label': t('ui.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      {props.isOpen ? <Form asset={props.asset} onEnd={props.onClose} /> : null}
    </Modal>
  )
}

function Form({ asset, onEnd }: { readonly asset: AssetRecord; readonly onEnd: () => void }) {
  const [apart, setApart] = useState<ReadonlySet<string>>(new Set())
  const look = useWrite(previewSplit)
  const split = useWrite(splitAsset)
  const { tell } = useUndo()
  const [preview, setPreview] = useState<typeof previewSplit.response._output | null>(null)
  const all = asset.parts.flatMap(({ anchors }) => anchors)
  const isWhole = apart.size === 0 || apart.size === all.length
  const body = { version: asset.version, apart: [...apart] }
  const toggle = (anchors: readonly string[], isLeaving: boolean) => {
    const next = new Set(apart)
    for (const anchor of anchors) {
      if (isLeaving) next.add(anchor)
      else next.delete(anchor)
    }
    setApart(next)
    setPreview(null)
  }
  const show = async () => {
    const answer = await look.run({ params: { assetId: asset.id }, body })
    setPreview(answer.ok ? answer.value : null)
  }
  const submit = async (reason: string) => {
    const answer = await split.run({ params: { assetId: asset.id }, body: { ...body, reason } })
    if (!answer.ok) return
    tell(t('assets.split.done', { names: answer.value.assets.map(nameOf).map(showUnseen).join(', ') }), answer.value)
    onEnd()
  }
  return (
    <div className="csv">
      <p>{t('assets.split.lead')}</p>
      <ul className="plain split-parts">
        {asset.parts.map((part) => (
          <li key={part.anchors.join(' ')}>
            <PartChoice part={part} apart={apart} onToggle={toggle} />
          </li>
        ))}
      </ul>
      {look.refused === null ? null : <RefusedNotice refused={look.refused} />}
      {preview === null ? (
        <Button variant="default" disabled={isWhole} loading={look.isRunning} onClick={() => void show()}>
          {t('assets.split.preview')}
        </Button>
      ) : (
        <>
          <Preview preview={preview} />
          {preview.assets.length < 2 ? (
            <p role="alert">{t('assets.split.impossible')}</p>
          ) : (
            <ReasonForm
              button={t('assets.split.go')}
              isRunning={split.isRunning}
              refused={split.refused}
              onSubmit={(reason) => void submit(reason)}
            />
          )}
        </>
      )}
    </div>
  )
}

/** A whole interface at once, or one of its addresses. */
function PartChoice(props: {
  readonly part: AssetPart
  readonly apart: ReadonlySet<string>
  readonly onToggle: (anchors: readonly string[], isLeaving: boolean) => void
}) {
  const { part, apart, onToggle } = props
  const leaving = part.anchors.filter((anchor) => apart.has(anchor))
  const single = part.mac ?? part.declaredId ?? part.ips[0] ?? ''
  return (
    <>
      <Checkbox
        label={
          <>
            {t(
              part.declaredId === null
                ? part.mac === null
                  ? 'assets.part.address'
                  : 'assets.part.interface'
                : 'assets.part.entry',
            )}{' '}
            <code>{showUnseen(single)}</code>
          </>
        }
        checked={leaving.length === part.anchors.length}
        indeterminate={leaving.length > 0 && leaving.length < part.anchors.length}
        onChange={(event) => onToggle(part.anchors, event.currentTarget.checked)}
      />
      {part.lastAt === null ? null : (
        <span className="faint">
          {t('assets.column.last')} <Instant at={part.lastAt} />
        </span>
      )}
      {part.anchors.length < 2 ? null : (
        <ul className="plain split-parts">
          {part.anchors.map((anchor) => (
            <li key={anchor}>
              <Checkbox
                size="xs"
                label={<code>{showUnseen(anchor.slice(anchor.indexOf(':') + 1))}</code>}
                checked={apart.has(anchor)}
                onChange={(event) => onToggle([anchor], event.currentTarget.checked)}
              />
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
