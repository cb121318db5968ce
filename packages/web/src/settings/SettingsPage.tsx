// Settings: backups and their schedule, notices that leave, how pages look here, and which program this is.
import { type BackupsView, readBackups } from '@penstock/contract/settings'
import { useMay, useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { NoticesPanel } from '@penstock/web/notices'
import { Facts, Loaded, Page, Panel } from '@penstock/web/ui'
import { BackupList } from './BackupList.tsx'
import { BackupPlan } from './BackupPlan.tsx'
import { BackupWorkNotice } from './BackupWorkNotice.tsx'
import { LookPanel } from './LookPanel.tsx'
import './settings.css'

/** While something is being done its numbers move. */
const WORKING_MS = 1000
const IDLE_MS = 15_000

export function SettingsPage() {
  const may = useMay('settings:manage')
  const read = useRead(readBackups, {}, { isEnabled: may, intervalMs: IDLE_MS })
  const isWorking = read.data !== undefined && read.data.work !== null
  // A second reader of the same answer, in a hurry only while there is something to see.
  useRead(readBackups, {}, { isEnabled: may && isWorking, intervalMs: WORKING_MS })
  return (
    <Page title={t('settings.title')} lead={t('settings.lead')}>
      {may ? <Loaded read={read}>{(backups) => <Backups backups={backups} />}</Loaded> : null}
      <NoticesPanel />
      <LookPanel />
      {read.data === undefined ? null : (
        <Panel title={t('settings.program')}>
          <Facts items={[[t('settings.version'), read.data.program]]} />
        </Panel>
      )}
    </Page>
  )
}

function Backups({ backups }: { readonly backups: BackupsView }) {
  return (
    <>
      <Panel title={t('settings.backups')}>
        <BackupWorkNotice backups={backups} />
        <BackupList backups={backups} />
      </Panel>
      <Panel title={t('settings.plan')}>
        <BackupPlan key={backups.settings.version} settings={backups.settings} nextAt={backups.nextAt} />
      </Panel>
    </>
  )
}
