// The backups that are kept: when each was made, how large it is, and whether it was proven by being restored.
import { Button } from '@mantine/core'
import { type BackupsView, type BackupView, createBackup, downloadBackup } from '@penstock/contract/settings'
import { urlOf, useMay, useWrite } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { formatBytes, t } from '@penstock/web/messages'
import { Empty, Instant, RefusedNotice, WireText } from '@penstock/web/ui'
import { useState } from 'react'
import { RestoreForm } from './RestoreForm.tsx'

export function BackupList({ backups }: { readonly backups: BackupsView }) {
  const { items, work, mayRestoreHere } = backups
  const [chosen, setChosen] = useState<string | null>(null)
  const mayRestore = useMay('backup:restore') && mayRestoreHere && work === null
  const backup = items.find(({ reference }) => reference === chosen)
  return (
    <>
      {items.length === 0 ? (
        <Empty kind="yet" title={t('settings.backups.none')}>
          {t('settings.backups.none.next')}
        </Empty>
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('settings.reference')}</th>
              <th scope="col">{t('settings.made')}</th>
              <th scope="col">{t('settings.kind')}</th>
              <th scope="col">{t('settings.size')}</th>
              <th scope="col">{t('settings.verified')}</th>
              <th scope="col">{t('settings.action')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.reference}>
                <th scope="row">
                  <WireText text={item.reference} isMono />
                </th>
                <td>
                  <Instant at={item.createdAt} />
                </td>
                <td>{t(`settings.kind.${item.kind}`)}</td>
                <td>{formatBytes(item.bytes)}</td>
                <td>
                  <Verdict backup={item} />
                </td>
                <td className="backup-acts">
                  <Button
                    component="a"
                    href={urlOf(downloadBackup, { params: { reference: item.reference } })}
                    download=""
                    variant="default"
                    size="compact-sm"
                    aria-label={t('settings.download-one', { reference: item.reference })}
                  >
                    {t('settings.download')}
                  </Button>
                  {mayRestore ? (
                    <Button variant="default" size="compact-sm" onClick={() => setChosen(item.reference)}>
                      {t('settings.restore.open')}
                    </Button>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {backup === undefined || !mayRestore ? null : <RestoreForm backup={backup} onEnd={() => setChosen(null)} />}
      {mayRestoreHere ? null : <p className="muted">{t('settings.restore.elsewhere')}</p>}
      <MakeNow isOff={work !== null} />
    </>
  )
}

function Verdict({ backup: { verdict } }: { readonly backup: BackupView }) {
  if (verdict === null) return <span className="muted">{t('settings.unverified')}</span>
  if (!verdict.isRestorable)
    return (
      <>
        <strong>{t('settings.not-restorable')}</strong> <WireText text={verdict.detail ?? ''} />
      </>
    )
  const rows = Object.values(verdict.rows).reduce((sum, count) => sum + count, 0)
  return (
    <>
      ✓ <Instant at={verdict.at} /> <span className="muted">{t('settings.rows', { count: rows })}</span>
    </>
  )
}

function MakeNow({ isOff }: { readonly isOff: boolean }) {
  const may = useMay('backup:create')
  const { run, isRunning, refused } = useWrite(createBackup)
  const make = () => void run({})
  useCommands(may ? [{ id: 'settings.backup', title: t('settings.make'), group: t('settings.title'), run: make }] : [])
  if (!may) return null
  return (
    <div className="backup-make">
      <Button onClick={make} loading={isRunning} disabled={isOff}>
        {t('settings.make')}
      </Button>
      {refused === null ? null : <RefusedNotice refused={refused} />}
    </div>
  )
}
