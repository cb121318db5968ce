// Scope on the left; time, running jobs, palette, look and person on the right.
import { Button, Menu } from '@mantine/core'
import { openSpotlight } from '@mantine/spotlight'
import { useSession } from '@penstock/web/api'
import { MomentMark } from '@penstock/web/history'
import { JobTray } from '@penstock/web/jobs'
import { t } from '@penstock/web/messages'
import { changePreferences, Mode, usePreferences } from '@penstock/web/theme'
import { IconAdjustments, IconCommand, IconSearch } from '@tabler/icons-react'
import { ScopeBreadcrumb } from './ScopeBreadcrumb.tsx'
import { useSignOut } from './shell-commands.ts'

export function TopBar({ onKeyList }: { readonly onKeyList: () => void }) {
  const session = useSession()
  const { mode } = usePreferences()
  return (
    <header className="topbar no-print">
      <ScopeBreadcrumb />
      <div className="topbar-right">
        <MomentMark />
        {session.permissions.some((right) => right === 'job:read' || right === 'asset:edit') ? (
          <JobTray domain={session.domain} />
        ) : null}
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconSearch size={16} stroke={1.5} aria-hidden="true" />}
          rightSection={
            <kbd className="key">
              <IconCommand size={12} stroke={1.5} aria-hidden="true" />K
            </kbd>
          }
          onClick={openSpotlight}
        >
          {t('app.palette.open')}
        </Button>
        <LookMenu onKeyList={onKeyList} />
        {mode === 'control-room' ? null : <span className="muted">{session.name}</span>}
      </div>
    </header>
  )
}

function LookMenu({ onKeyList }: { readonly onKeyList: () => void }) {
  const preferences = usePreferences()
  const leave = useSignOut()
  return (
    <Menu position="bottom-end" width={260} withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconAdjustments size={16} stroke={1.5} aria-hidden="true" />}
        >
          {t('app.look')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup
          value={preferences.mode}
          onChange={(mode) => changePreferences({ mode: Mode.catch('light').parse(mode) })}
        >
          {Mode.options.map((mode) => (
            <Menu.RadioItem key={mode} value={mode}>
              {t(`app.mode.${mode}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.CheckboxItem
          checked={preferences.density === 'compact'}
          onChange={(isCompact) => changePreferences({ density: isCompact ? 'compact' : 'default' })}
        >
          {t('app.density.compact')}
        </Menu.CheckboxItem>
        <Menu.CheckboxItem
          checked={preferences.hasSingleKeys}
          onChange={(hasSingleKeys) => changePreferences({ hasSingleKeys })}
        >
          {t('app.keys.on')}
        </Menu.CheckboxItem>
        <Menu.Item onClick={onKeyList}>{t('app.keys.title')}</Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => void leave()}>{t('access.sign-out')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
