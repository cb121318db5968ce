// One record of the partition: what it holds, its decision, what the plant says otherwise now, and its documents.
import { NativeSelect } from '@mantine/core'
import { DocumentForm } from '@penstock/contract/documents'
import {
  decidePartitionRecord,
  type PartitionRecordRow,
  type PartitionRecordView,
  printPartitionRecord,
  readPartitionRecord,
} from '@penstock/contract/zones'
import type { SiteKey } from '@penstock/model/kernel'
import { urlOf, useMay, useRead, useSession, useWrite } from '@penstock/web/api'
import { findMessage, formatCount, t } from '@penstock/web/messages'
import { Chip, Empty, Facts, Instant, Loaded, Panel, showToast, showUnseen, WireText } from '@penstock/web/ui'
import { useState } from 'react'
import { ReasonField, StatedForm } from './StatedForm.tsx'

export function OneRecord({ site, row }: { readonly site: SiteKey; readonly row: PartitionRecordRow }) {
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

export function stateOf({ decision }: PartitionRecordRow): 'open' | 'approved' | 'refused' {
  return decision === null ? 'open' : decision.decision
}

const KINDS = ['crs', 'review', 'drawing'] as const

function Prints({ site, record }: { readonly site: SiteKey; readonly record: PartitionRecordView }) {
  return (
    <ul className="protocols no-print">
      {KINDS.map((kind) => (
        <li key={kind} className="record-prints">
          <span>{t(`segmentation.print.${kind}`)}</span>
          {DocumentForm.options.map((form) => (
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
