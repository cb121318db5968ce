// The list behind `?`: every key that acts on the screen in view.
import { Modal } from '@mantine/core'
import { useAllCommands } from '@penstock/web/commands'
import { t } from '@penstock/web/messages'
import { usePreferences } from '@penstock/web/theme'

export function KeyList({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const commands = useAllCommands().filter((command) => command.keys !== undefined)
  const { hasSingleKeys } = usePreferences()
  const groups = [...new Set(commands.map((command) => command.group))]
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t('app.keys.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('ui.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      <p className="muted">{hasSingleKeys ? t('app.keys.when') : t('app.keys.off')}</p>
      <div className="keys">
        <section>
          <h3>{t('app.commands.everywhere')}</h3>
          <dl>
            <KeyRow keys="Ctrl K" title={t('app.palette.open')} />
            <KeyRow keys="Enter" title={t('app.keys.open')} />
            <KeyRow keys="Esc" title={t('app.keys.close')} />
          </dl>
        </section>
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {commands
                .filter((command) => command.group === group)
                .map((command) => (
                  <KeyRow key={command.id} keys={command.keys ?? ''} title={command.title} />
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  )
}

function KeyRow({ keys, title }: { readonly keys: string; readonly title: string }) {
  return (
    <div>
      <dt>
        {keys.split(' ').map((key) => (
          <kbd key={key} className="key">
            {key}
          </kbd>
        ))}
      </dt>
      <dd>{title}</dd>
    </div>
  )
}
