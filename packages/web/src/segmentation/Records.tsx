// Records of the partition: made from the graph of an instant, and the one that is shown.
import { Button, Modal, TextInput } from '@mantine/core'
import { listPartitionRecords, makePartitionRecord } from '@penstock/contract/zones'
import type { SiteKey } from '@penstock/model/kernel'
import { useMay, useRead, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Chip, Empty, Instant, instantOf, Loaded, Panel, showToast, showUnseen } from '@penstock/web/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { OneRecord, stateOf } from './OneRecord.tsx'
import { ReasonField, StatedForm } from './StatedForm.tsx'

export function Records({ site }: { readonly site: SiteKey }) {
  const read = useRead(listPartitionRecords, { params: { site } })
  const mayMake = useMay('zone:edit')
  const search = useSearch({ from: '/segmentation' })
  const navigate = useNavigate({ from: '/segmentation' })
  const [isMaking, setMaking] = useState(false)
  const open = (record: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, record }), replace: true, resetScroll: false })
  return (
    <Loaded read={read} lines={6}>
      {({ items }) => {
        const chosen = items.find(({ id }) => id === search.record) ?? items[0]
        return (
          <div className="proposals">
            <Panel title={t('segmentation.records')}>
              <p className="muted">{t('segmentation.records.lead')}</p>
              {items.length === 0 ? <Empty kind="yet" title={t('segmentation.records.none')} /> : null}
              <ul className="protocols">
                {items.map((row) => (
                  <li key={row.id}>
                    <Button
                      size="compact-sm"
                      variant={row.id === chosen?.id ? 'filled' : 'default'}
                      aria-pressed={row.id === chosen?.id}
                      onClick={() => open(row.id)}
                    >
                      {showUnseen(row.note)}
                    </Button>{' '}
                    <Instant at={row.asOf} /> <Chip>{t(`segmentation.record.${stateOf(row)}`)}</Chip>
                  </li>
                ))}
              </ul>
              {mayMake ? (
                <div className="proposal-answers no-print">
                  <Button onClick={() => setMaking(true)}>{t('segmentation.records.make')}</Button>
                </div>
              ) : null}
            </Panel>
            {chosen === undefined ? null : <OneRecord key={chosen.id} site={site} row={chosen} />}
            <Modal
              opened={isMaking}
              onClose={() => setMaking(false)}
              title={t('segmentation.records.make')}
              closeButtonProps={{ 'aria-label': t('ui.close') }}
              attributes={{ header: { role: 'presentation' } }}
            >
              {isMaking ? <MakeForm site={site} onEnd={() => setMaking(false)} /> : null}
            </Modal>
          </div>
        )
      }}
    </Loaded>
  )
}

function MakeForm({ site, onEnd }: { readonly site: SiteKey; readonly onEnd: () => void }) {
  const { run, isRunning, refused } = useWrite(makePartitionRecord)
  const [note, setNote] = useState('')
  const [asOf, setAsOf] = useState('')
  const submit = () => {
    const at = instantOf(asOf)
    void run({ params: { site }, body: { note, ...(at === null ? {} : { asOf: at }) } }).then((answer) => {
      if (!answer.ok) return
      showToast({ text: t('segmentation.records.made') })
      onEnd()
    })
  }
  return (
    <StatedForm button={t('segmentation.records.make')} isRunning={isRunning} refused={refused} onSubmit={submit}>
      <TextInput
        label={t('segmentation.record.as-of')}
        description={t('segmentation.record.as-of.hint')}
        type="datetime-local"
        value={asOf}
        onChange={(event) => setAsOf(event.currentTarget.value)}
      />
      <ReasonField label={t('segmentation.record.note')} value={note} onChange={setNote} />
    </StatedForm>
  )
}
