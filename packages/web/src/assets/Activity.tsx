// What happened to an asset, newest first: decisions with who, when and why, and an undo; what the evidence changed in its fields.
import { Button } from '@mantine/core'
import { type ActivityItem, listActivity } from '@penstock/contract/assets'
import { useList } from '@penstock/web/api'
import { findMessage, t } from '@penstock/web/messages'
import { Chip, Empty, Instant, Loaded, WireOrUnknown, WireText } from '@penstock/web/ui'
import { useState } from 'react'
import { useUndo } from './use-undo.ts'

export function Activity({ assetId }: { readonly assetId: string }) {
  const read = useList<ActivityItem, typeof listActivity>(listActivity, { params: { assetId }, query: { limit: 50 } })
  const items = read.items ?? []
  return (
    <Loaded read={read} lines={12}>
      {() =>
        items.length === 0 ? (
          <Empty kind="yet" title={t('assets.activity.none')} />
        ) : (
          <>
            <ol className="plain activity">
              {items.map((item) => (
                <li key={item.id} className="panel">
                  {item.kind === 'decision' ? <Decision item={item} /> : <FieldChanges item={item} />}
                </li>
              ))}
            </ol>
            {read.hasNextPage ? (
              <Button variant="default" loading={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
                {t('assets.activity.more')}
              </Button>
            ) : null}
          </>
        )
      }
    </Loaded>
  )
}

function Decision({ item }: { readonly item: Extract<ActivityItem, { kind: 'decision' }> }) {
  const { by, reason, field, value, subjects, others, undone, mayUndo } = item
  return (
    <>
      <div className="activity-head">
        <strong>{t(`assets.deed.${item.deed}`)}</strong>
        {field === null ? null : (
          <span>
            {findMessage(`assets.field.${field}`) ?? field}: <WireOrUnknown text={value} />
          </span>
        )}
        {subjects.length === 0 ? null : (
          <span className="faint">
            <WireText text={subjects.map((one) => one.slice(one.indexOf(':') + 1)).join(', ')} isMono />
          </span>
        )}
        {undone === null ? null : <Chip>{t('assets.activity.undone')}</Chip>}
        <Undo item={item} isShown={mayUndo} />
      </div>
      <p>
        <WireText text={reason} />
      </p>
      <p className="faint">
        <WireText text={by.name ?? by.id} /> · <Instant at={item.at} />
        {others === 0 ? null : ` · ${t('assets.activity.others', { count: others })}`}
      </p>
      {undone === null ? null : (
        <p className="faint">
          {t('assets.activity.undone')}: <WireText text={undone.reason} /> ·{' '}
          <WireText text={undone.by.name ?? undone.by.id} /> · <Instant at={undone.at} />
        </p>
      )}
    </>
  )
}

function Undo(props: { readonly item: Extract<ActivityItem, { kind: 'decision' }>; readonly isShown: boolean }) {
  const { item, isShown } = props
  const { undo } = useUndo()
  const [isRunning, setRunning] = useState(false)
  if (!isShown) return null
  const run = async () => {
    setRunning(true)
    await undo(item.undone?.deedId ?? item.deedId)
    setRunning(false)
  }
  const what = `${t(`assets.deed.${item.deed}`)} ${item.field === null ? '' : (findMessage(`assets.field.${item.field}`) ?? '')}`
  const title = t(item.undone === null ? 'assets.undo' : 'assets.undo.redo')
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={isRunning}
      aria-label={`${title}: ${what.trim()}`}
      onClick={() => void run()}
    >
      {title}
    </Button>
  )
}

function FieldChanges({ item }: { readonly item: Extract<ActivityItem, { kind: 'fields' }> }) {
  return (
    <>
      <div className="activity-head">
        <strong>{t('assets.activity.fields', { count: item.changes.length })}</strong>
        <span className="faint">
          <Instant at={item.at} />
        </span>
      </div>
      <ul className="plain">
        {item.changes.map(({ field, from, to, basis, source }) => (
          <li key={field}>
            {findMessage(`assets.field.${field}`) ?? field}:{' '}
            {from === null ? null : (
              <>
                <WireText text={from} /> →{' '}
              </>
            )}
            <WireOrUnknown text={to} />{' '}
            <span className="faint">
              {findMessage(`assets.basis.${basis}`) ?? basis}
              {source === null ? null : (
                <>
                  {' '}
                  · <WireText text={source} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
