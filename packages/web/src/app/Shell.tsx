// The frame of every screen: skip link, rail, top bar, banner for a lost connection, palette and key list.
import './shell.css'
import { useLiveChanges, useLiveHubJobs, useLiveJobs, useSession } from '@penstock/web/api'
import { useKeys } from '@penstock/web/commands'
import { t } from '@penstock/web/messages'
import { usePreferences } from '@penstock/web/theme'
import { Toasts } from '@penstock/web/ui'
import { type ReactNode, useState } from 'react'
import { ConnectionBanner } from './ConnectionBanner.tsx'
import { KeyList } from './KeyList.tsx'
import { Palette } from './Palette.tsx'
import { Rail } from './Rail.tsx'
import { useShellCommands } from './shell-commands.ts'
import { TopBar } from './TopBar.tsx'

export function Shell({ children }: { readonly children: ReactNode }) {
  const session = useSession()
  const { hasSingleKeys } = usePreferences()
  const [isKeyListOpen, setKeyListOpen] = useState(false)
  useLiveChanges(session.permissions.includes('asset:read'))
  useLiveJobs(session.permissions.includes('job:read') ? session.domain : null)
  useLiveHubJobs()
  useKeys(hasSingleKeys)
  useShellCommands(() => setKeyListOpen(true))
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t('app.skip')}
      </a>
      <Rail />
      <div className="shell-body">
        <TopBar onKeyList={() => setKeyListOpen(true)} />
        <ConnectionBanner />
        <main id="main" tabIndex={-1}>
          {children}
        </main>
      </div>
      <Toasts />
      <Palette />
      <KeyList isOpen={isKeyListOpen} onClose={() => setKeyListOpen(false)} />
    </div>
  )
}
