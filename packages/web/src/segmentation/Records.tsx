// Records of the partition: made from the graph of an instant, approved by somebody else, held against the plant of now, printed.
import { Button, Modal, NativeSelect, TextInput } from '@mantine/core'
import {
  decidePartitionRecord,
  listPartitionRecords,
  makePartitionRecord,
  type PartitionRecordRow,
  type PartitionRecordView,
  printPartitionRecord,
  readPartitionRecord,
} from '@penstock/contract/zones'
import type { SiteKey } from '@penstock/model/kernel'
import { urlOf, useMay, useRead, useSession, useWrite } from '@penstock/web/api'
import { findMessage, formatCount, t } from '@penstock/web/messages'
import {
  Chip,
  Empty,
  Facts,
  Instant,
  instantOf,
  Loaded,
  Panel,
  showToast,
  showUnseen,
  WireText,
} from '@penstock/web/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
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

function stateOf({ decision }: PartitionRecordRow): 'open' | 'approved' | 'refused' {
  return decision === null ? 'open' : decision.decision
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

function OneRecord({ site, row }: { readonly site: SiteKey; readonly row: PartitionRecordRow }) {
  const params = { site, recordId: row.id }
  const read = useRead(readPartitionRecord, { params })
  return (
    <Loaded read={read} lines={10}>
      {(record) => (
        <>
          <Panel
            title={showUnseen(record.note)}
            aside={<Chip tone="strong">{t(`segmentation.record.${stateOf(record)}`)}</Chip>}
          >
            <Facts
              items={[
                [t('segmentation.record.as-of'), <Instant key="as-of" at={record.asOf} />],
                [t('segmentation.record.source'), <WireText key="source" text={record.source ?? '–'} />],
                [t('segmentation.record.made-by'), <WireText key="by" text={record.madeByName ?? record.madeBy} />],
                [t('segmentation.record.hash'), <code key="hash">{record.sha256}</code>],
                [
                  t('segmentation.record.intact'),
                  record.isIntact ? t('segmentation.record.intact.yes') : t('segmentation.record.intact.no'),
                ],
                [
                  t('segmentation.record.holds'),
                  t('segmentation.record.counts', {
                    zones: record.zones.length,
                    conduits: record.conduits,
                    findings: record.findings,
                    access: record.accessPoints.length,
                  }),
                ],
              ]}
            />
            {record.decision === null ? null : (
              <p>
                <b>{t(`segmentation.record.${record.decision.decision}`)}</b>{' '}
                <WireText text={record.decision.byName ?? record.decision.by} />, <Instant at={record.decision.at} />:{' '}
                <WireText text={record.decision.reason} />
              </p>
            )}
            <Prints site={site} record={record} />
            <Decide site={site} record={record} />
          </Panel>
          <Changes record={record} />
          <Principles record={record} />
          <Zones record={record} />
        </>
      )}
    </Loaded>
  )
}

const KINDS = ['crs', 'review', 'drawing'] as const
const FORMS = ['pdf', 'docx', 'xlsx'] as const

function Prints({ site, record }: { readonly site: SiteKey; readonly record: PartitionRecordView }) {
  return (
    <ul className="protocols no-print">
      {KINDS.map((kind) => (
        <li key={kind} className="record-prints">
          <span>{t(`segmentation.print.${kind}`)}</span>
          {FORMS.map((form) => (
            <a
              key={form}
              download
              href={urlOf(printPartitionRecord, { params: { site, recordId: record.id }, query: { kind, form } })}
              aria-label={t('segmentation.print.as', {
                what: t(`segmentation.print.${kind}`),
                form: form.toUpperCase(),
              })}
            >
              {form.toUpperCase()}
            </a>
          ))}
        </li>
      ))}
    </ul>
  )
}

function Decide({ site, record }: { readonly site: SiteKey; readonly record: PartitionRecordView }) {
  const mayDecide = useMay('drift:agree')
  const { accountId } = useSession()
  const { run, isRunning, refused } = useWrite(decidePartitionRecord)
  const [decision, setDecision] = useState<'approved' | 'refused'>('approved')
  const [reason, setReason] = useState('')
  if (!mayDecide || record.decision !== null) return null
  if (record.madeBy === accountId) return <p className="muted">{t('segmentation.record.by-another')}</p>
  const submit = () => {
    const body = { decision, reason, sha256: record.sha256 }
    void run({ params: { site, recordId: record.id }, body }).then((answer) => {
      if (answer.ok) showToast({ text: t(`segmentation.record.${decision}`) })
    })
  }
  return (
    <div className="no-print">
      <StatedForm button={t('segmentation.record.decide')} isRunning={isRunning} refused={refused} onSubmit={submit}>
        <NativeSelect
          label={t('segmentation.record.decision')}
          value={decision}
          data={[
            { value: 'approved', label: t('segmentation.record.approve') },
            { value: 'refused', label: t('segmentation.record.refuse') },
          ]}
          onChange={(event) => setDecision(event.currentTarget.value === 'refused' ? 'refused' : 'approved')}
        />
        <ReasonField value={reason} onChange={setReason} />
      </StatedForm>
    </div>
  )
}

const MOST_CHANGES = 60

function Changes({ record: { changes } }: { readonly record: PartitionRecordView }) {
  return (
    <Panel title={t('segmentation.changes', { count: changes.length })}>
      {changes.length === 0 ? (
        <Empty kind="wrong" title={t('segmentation.changes.none')} />
      ) : (
        <ul className="protocols">
          {changes.slice(0, MOST_CHANGES).map(({ part, id, change }) => (
            <li key={`${part} ${id}`}>
              {t(`segmentation.change.${change}`)} {findMessage(`segmentation.part.${part}`) ?? part}{' '}
              <WireText text={id} isMono />
            </li>
          ))}
          {changes.length > MOST_CHANGES ? (
            <li>{t('segmentation.more', { count: changes.length - MOST_CHANGES })}</li>
          ) : null}
        </ul>
      )}
    </Panel>
  )
}

function Principles({ record: { principles } }: { readonly record: PartitionRecordView }) {
  return (
    <Panel title={t('segmentation.principles')}>
      <p className="muted">{t('segmentation.principles.lead')}</p>
      <ul className="proposal-list">
        {principles.map(({ principle, asked, held, fails }) => (
          <li key={principle}>
            <h3>{findMessage(`segmentation.principle.${principle}`) ?? principle}</h3>
            <p>{t('segmentation.principle.held', { held: formatCount(held), asked: formatCount(asked) })}</p>
            {fails.length === 0 ? null : (
              <details>
                <summary>{t('segmentation.principle.fails', { count: fails.length })}</summary>
                <ul className="protocols">
                  {fails.map(({ id, because }) => (
                    <li key={id}>
                      <WireText text={id} isMono /> {findMessage(`zones.rule.${because}`) ?? showUnseen(because)}
                    </li>
                  ))}
                </ul>
              </details>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Zones({ record: { zones } }: { readonly record: PartitionRecordView }) {
  return (
    <Panel title={t('segmentation.record.zones')}>
      <ul className="protocols">
        {zones.map(({ id, name, target, capability, gaps, worst, band, needsDetail, findings }) => (
          <li key={id}>
            <WireText text={id} isMono /> <WireText text={name} />: SL-T{' '}
            {target === null
              ? t('segmentation.unknown')
              : Object.entries(target)
                  .map(([requirement, level]) => `${requirement} ${level}`)
                  .join(', ')}
            , SL-C {capability === null ? t('segmentation.unknown') : formatCount(capability)}
            {gaps.length === 0 ? '' : `, ${t('segmentation.record.gaps', { gaps: gaps.join(', ') })}`}.{' '}
            {worst === null
              ? t('segmentation.record.not-assessed')
              : t('segmentation.record.worst', { worst: formatCount(worst), band: showUnseen(band ?? '–') })}
            .{' '}
            {needsDetail === null
              ? ''
              : t(needsDetail ? 'segmentation.record.detail' : 'segmentation.record.no-detail')}{' '}
            {t('segmentation.record.findings', { count: findings })}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
