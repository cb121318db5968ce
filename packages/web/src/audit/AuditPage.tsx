// The audit log of the hub: entries newest first, and a check of the whole chain.
import { Button } from '@mantine/core'
import { type AuditEntryView, type AuditVerdict, listAudit, verifyHubAudit } from '@penstock/contract/audit'
import { useList, useMay, useWrite } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { formatCount, t } from '@penstock/web/messages'
import { type Column, DataTable, Empty, Instant, Loaded, Page, RefusedNotice, WireText } from '@penstock/web/ui'
import { useState } from 'react'

const COLUMNS: readonly Column<AuditEntryView>[] = [
  { id: 'seq', title: t('audit.seq'), cell: (entry) => formatCount(entry.seq), isRowHead: true, isNumber: true },
  { id: 'at', title: t('audit.at'), cell: (entry) => <Instant at={entry.at} /> },
  { id: 'actor', title: t('audit.actor'), cell: (entry) => <WireText text={entry.actor} isMono /> },
  { id: 'action', title: t('audit.action'), cell: (entry) => <WireText text={entry.action} /> },
  { id: 'object', title: t('audit.object'), cell: (entry) => <WireText text={entry.object} isMono /> },
  { id: 'details', title: t('audit.details'), cell: (entry) => <WireText text={detailsOf(entry)} isMono /> },
  { id: 'hash', title: t('audit.hash'), cell: (entry) => <code title={entry.hash}>{entry.hash.slice(0, 12)}</code> },
]

export function AuditPage() {
  const read = useList<AuditEntryView, typeof listAudit>(listAudit, {}, { isEnabled: useMay('audit:read') })
  return (
    <Page title={t('audit.title')} lead={t('audit.lead')} actions={useMay('audit:verify') ? <Verify /> : undefined}>
      <Loaded read={read}>
        {() =>
          read.items === undefined || read.items.length === 0 ? (
            <Empty kind="yet" title={t('audit.none')} />
          ) : (
            <>
              <p className="muted">{t('audit.count', { count: read.total })}</p>
              <DataTable
                label={t('audit.title')}
                columns={COLUMNS}
                rows={read.items}
                total={read.total}
                rowId={(entry) => String(entry.seq)}
                onReachEnd={() => void read.fetchNextPage()}
              />
            </>
          )
        }
      </Loaded>
    </Page>
  )
}

function Verify() {
  const { run, isRunning, refused } = useWrite(verifyHubAudit)
  const [verdict, setVerdict] = useState<AuditVerdict | null>(null)
  const verify = async () => {
    const answer = await run({})
    setVerdict(answer.ok ? answer.value : null)
  }
  useCommands([{ id: 'audit.verify', title: t('audit.verify'), group: t('audit.title'), run: () => void verify() }])
  return (
    <div className="verify">
      <div role="status">
        {verdict === null ? null : verdict.isIntact ? (
          <span>✓ {t('audit.intact', { count: verdict.checkedTo })}</span>
        ) : (
          <>
            <strong>{t('audit.broken', { count: verdict.faults.length })}</strong>
            <ul>
              {verdict.faults.map((fault) => (
                <li key={`${fault.seq}-${fault.kind}`}>
                  {t('audit.fault', { seq: fault.seq, kind: fault.kind })} <WireText text={fault.detail} />
                </li>
              ))}
            </ul>
          </>
        )}
        {refused === null ? null : <RefusedNotice refused={refused} />}
      </div>
      <Button variant="default" loading={isRunning} onClick={() => void verify()}>
        {t('audit.verify')}
      </Button>
    </div>
  )
}

function detailsOf(entry: AuditEntryView): string {
  return entry.details === null || entry.details === undefined ? '' : JSON.stringify(entry.details)
}
