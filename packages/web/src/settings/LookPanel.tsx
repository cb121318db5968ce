// How pages look in this browser: the same choices as in the top bar, with words.
import { Checkbox, NativeSelect } from '@mantine/core'
import { t } from '@penstock/web/messages'
import { changePreferences, Mode, usePreferences } from '@penstock/web/theme'
import { Panel } from '@penstock/web/ui'

export function LookPanel() {
  const { mode, density, hasSingleKeys } = usePreferences()
  return (
    <Panel title={t('settings.look')}>
      <div className="form plan">
        <NativeSelect
          label={t('settings.look.mode')}
          value={mode}
          onChange={(event) => changePreferences({ mode: Mode.catch('light').parse(event.currentTarget.value) })}
          data={Mode.options.map((value) => ({ value, label: t(`app.mode.${value}`) }))}
        />
        <Checkbox
          label={t('app.density.compact')}
          checked={density === 'compact'}
          onChange={(event) => changePreferences({ density: event.currentTarget.checked ? 'compact' : 'default' })}
        />
        <Checkbox
          label={t('app.keys.on')}
          checked={hasSingleKeys}
          onChange={(event) => changePreferences({ hasSingleKeys: event.currentTarget.checked })}
        />
      </div>
    </Panel>
  )
}
