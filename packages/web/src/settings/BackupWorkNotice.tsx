// What is being done with backups now, or why the last one failed.
import { Progress } from '@mantine/core'
import type { BackupsView } from '@penstock/contract/settings'
import { findMessage, formatBytes, formatCount, t } from '@penstock/web/messages'
import { Instant, RefusedNotice, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'

export function BackupWorkNotice({ backups }: { readonly backups: BackupsView }) {
  const { work, lastFailure } = backups
  if (work !== null) {
    const amount = work.phase === 'verifying' ? formatCount : formatBytes
    const phase = t(`settings.phase.${work.phase}`)
    const done =
      work.done === 0
        ? phase
        : work.total === null
          ? `${phase} · ${amount(work.done)}`
          : `${phase} · ${t('settings.of', { done: amount(work.done), total: amount(work.total) })}`
    const fraction = work.total === null || work.total === 0 ? null : Math.min(1, work.done / work.total)
    return (
      <div className="backup-work">
        <Progress.Root size={8} radius={2}>
          <Progress.Section
            value={fraction === null ? 100 : fraction * 100}
            animated={fraction === null}
            aria-label={t(`settings.work.${work.kind}`)}
          />
        </Progress.Root>
        <p className="muted" role="status">
          {t(`settings.work.${work.kind}`)}: {done}
        </p>
        {work.kind === 'backup' ? <Link to="/jobs">{t('settings.work.jobs')}</Link> : null}
      </div>
    )
  }
  if (lastFailure === null) return null
  const title = findMessage(`settings.failed.${lastFailure.code}`) ?? t('settings.failed')
  return (
    <RefusedNotice refused={{ code: lastFailure.code, status: 0, title, instance: null, details: null }}>
      <p>
        <Instant at={lastFailure.at} />: <WireText text={lastFailure.detail} />
      </p>
    </RefusedNotice>
  )
}
